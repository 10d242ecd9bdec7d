//! How the peer connections are: one, or two in the dual mode.

use super::io::PeerState;
use super::proto::SignalTarget as Role;

#[derive(Debug)]
pub(super) struct Lines {
    publisher: PeerState,
    subscriber: PeerState,
    /// The server offers on a second one.
    pub(super) two: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            publisher: PeerState::New,
            subscriber: PeerState::New,
            two: false,
        }
    }
}

impl Lines {
    pub(super) fn is(&mut self, role: Role, state: PeerState) {
        match role {
            Role::Publisher => self.publisher = state,
            Role::Subscriber => self.subscriber = state,
        }
    }

    /// Whether sound can go both ways.
    pub(super) fn are_connected(&self) -> bool {
        let connected = PeerState::Connected;
        self.publisher == connected && (!self.two || self.subscriber == connected)
    }

    /// Whether one of them has failed for good.
    pub(super) fn have_failed(&self) -> bool {
        self.publisher == PeerState::Failed || (self.two && self.subscriber == PeerState::Failed)
    }
}
