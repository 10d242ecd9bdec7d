//! How the peer connections are: one, or two in the dual mode.

use super::io::PeerState;
use super::proto::SignalTarget as Role;
use crate::time::{Millis, earliest};

/// How long DTLS may take on a path that ICE has found, in ms: two round trips, and a second more where a packet is lost.
const HANDSHAKE: u64 = 2_000;

/// How long a channel may be closed before nothing else explains it, in ms.
const CHANNEL: u64 = 2_000;

#[derive(Debug)]
pub(super) struct Lines {
    publisher: PeerState,
    subscriber: PeerState,
    /// The server offers on a second one.
    pub(super) two: bool,
    /// Until when the publisher's handshake may last.
    pub(super) handshake_by: Option<Millis>,
    /// The channel for what is sent has closed: until then the server may say why.
    pub(super) channel_by: Option<Millis>,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            publisher: PeerState::New,
            subscriber: PeerState::New,
            two: false,
            handshake_by: None,
            channel_by: None,
        }
    }
}

impl Lines {
    pub(super) fn is(&mut self, role: Role, state: PeerState) {
        match role {
            Role::Publisher => {
                self.publisher = state;
                if state == PeerState::Connected {
                    self.handshake_by = None;
                }
            }
            Role::Subscriber => self.subscriber = state,
        }
    }

    /// ICE has found a path.
    pub(super) fn have_a_path(&mut self, now: Millis, role: Role) {
        if role == Role::Publisher && self.publisher != PeerState::Connected {
            self.handshake_by = Some(now.after(HANDSHAKE));
        }
    }

    pub(super) fn channel_closed(&mut self, now: Millis) {
        self.channel_by = Some(now.after(CHANNEL));
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        earliest(&[self.handshake_by, self.channel_by])
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
