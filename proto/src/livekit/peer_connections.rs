//! Tracks the states of the peer connections: one, or two in dual-PC mode.

use super::io::PeerState;
use super::wire::SignalTarget as Role;
use crate::time::{Millis, earliest};

/// How long DTLS may take once ICE has found a path, in ms: two round trips, and one more second
/// for a lost packet.
const HANDSHAKE_TIMEOUT: u64 = 2_000;

/// How long to wait for another explanation after the data channel has closed, in ms.
const CHANNEL_TIMEOUT: u64 = 2_000;

#[derive(Debug)]
pub(super) struct PeerConnections {
    publisher: PeerState,
    subscriber: PeerState,
    /// The server offers on a second peer connection.
    pub(super) has_subscriber_pc: bool,
    /// The deadline of the publisher's DTLS handshake.
    pub(super) handshake_by: Option<Millis>,
    /// Set once the outgoing data channel has closed: until then the server may report the reason.
    pub(super) channel_by: Option<Millis>,
}

impl Default for PeerConnections {
    fn default() -> Self {
        Self {
            publisher: PeerState::New,
            subscriber: PeerState::New,
            has_subscriber_pc: false,
            handshake_by: None,
            channel_by: None,
        }
    }
}

impl PeerConnections {
    pub(super) fn set_state(&mut self, role: Role, state: PeerState) {
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

    /// Starts the DTLS deadline, once ICE has found a path.
    pub(super) fn ice_connected(&mut self, now: Millis, role: Role) {
        if role == Role::Publisher && self.publisher != PeerState::Connected {
            self.handshake_by = Some(now.after(HANDSHAKE_TIMEOUT));
        }
    }

    pub(super) fn channel_closed(&mut self, now: Millis) {
        self.channel_by = Some(now.after(CHANNEL_TIMEOUT));
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        earliest(&[self.handshake_by, self.channel_by])
    }

    /// Returns whether media can flow in both directions.
    pub(super) fn are_connected(&self) -> bool {
        let connected = PeerState::Connected;
        self.publisher == connected && (!self.has_subscriber_pc || self.subscriber == connected)
    }

    /// Returns whether a peer connection has failed.
    pub(super) fn have_failed(&self) -> bool {
        self.publisher == PeerState::Failed
            || (self.has_subscriber_pc && self.subscriber == PeerState::Failed)
    }
}
