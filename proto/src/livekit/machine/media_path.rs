//! The media path: a DTLS handshake that never completes and, while the call is open, a path that
//! becomes silent, recovers or fails.

use super::recovery::{ICE_GRACE, SERVER_TIMEOUT};
use super::{Machine, Phase};
use crate::error::ErrorReason;
use crate::event::ConnectionState;
use crate::livekit::io::PeerState;
use crate::livekit::recovery::{Failure, Step};
use crate::livekit::signal::failed;
use crate::livekit::wire::SignalTarget as Role;
use crate::time::Millis;

impl Machine {
    pub(super) fn peer_state(&mut self, now: Millis, role: Role, state: PeerState) {
        self.peer_connections.set_state(role, state);
        if state == PeerState::Connected && self.peer_connections.are_connected() {
            self.marks.dtls.get_or_insert(now.0);
        }
        if self.phase != Phase::Open && self.peer_connections.have_failed() {
            return self.fail(failed(ErrorReason::Media));
        }
        if self.phase != Phase::Open {
            return;
        }
        match state {
            PeerState::Connected if self.peer_connections.are_connected() => {
                self.media_recovered(now)
            }
            // Often temporary: ICE recovers by itself, or reports `failed`.
            PeerState::Disconnected => self.media_silent(now),
            PeerState::Failed => self.media_failed(now),
            _ => {}
        }
    }

    /// Restarts ICE if the DTLS handshake is late, and starts a full reconnect if the data channel
    /// has closed.
    ///
    /// With two usable paths, Firefox nominates both. Occasionally it and the server settle on
    /// different ones, so that each sends where the other does not listen. ICE stays connected; a
    /// restart finds one path for both.
    pub(super) fn media_path_on_tick(&mut self, now: Millis) {
        let late = self.peer_connections.handshake_by.take_if(|by| *by <= now);
        if late.is_some() && self.signal.is_joined() {
            self.negotiator.restart(&mut self.out);
        }
        // The peer connection is up without its data channel, so messages would be queued
        // indefinitely.
        let closed = self.peer_connections.channel_by.take_if(|by| *by <= now);
        if closed.is_some() && self.recovery.is_healthy() && self.peer_connections.are_connected() {
            let error = failed(ErrorReason::Network);
            self.connection_lost(now, Failure::Session, error, "STATE_MISMATCH");
        }
    }

    pub(super) fn media_silent(&mut self, now: Millis) {
        self.data.pause();
        if self.recovery.is_healthy() && self.recovery.silent_since.is_none() {
            self.recovery.silent_since = Some(now);
            self.signal.ping(now, SERVER_TIMEOUT);
            // The probe uses a connection of its own. If only that is answered, the device is on
            // another network.
            self.send_probe(now);
            self.reported
                .set_connection(ConnectionState::Reconnecting, &mut self.out);
        }
    }

    pub(super) fn media_recovered(&mut self, now: Millis) {
        (self.recovery.silent_since, self.recovery.restart_at) = (None, None);
        self.recovery.awaiting_inbound = false;
        self.data.resume(&mut self.out);
        match self.recovery.step {
            Step::Healthy => {
                self.recovery.probes.clear();
                self.signal.extend_deadline(now, SERVER_TIMEOUT);
                self.reported
                    .set_connection(ConnectionState::Good, &mut self.out);
            }
            // The network is back, and the socket is still open. The ping shows whether it works.
            Step::Waiting(_) | Step::Probing(_) if self.signal.is_joined() => {
                self.recovered();
                self.signal.ping(now, SERVER_TIMEOUT);
            }
            _ => {}
        }
    }

    fn media_failed(&mut self, now: Millis) {
        self.data.pause();
        match self.recovery.step {
            Step::Healthy => {
                let error = failed(ErrorReason::Media);
                self.connection_lost(now, Failure::Media, error, "MEDIA_FAILURE");
            }
            // The ICE restart failed, too.
            Step::Connecting(_) if self.signal.is_joined() && self.negotiator.is_stable() => {
                self.recovery.needs_full_reconnect = true;
                self.next_attempt(now);
            }
            _ => {}
        }
    }

    /// Schedules an ICE restart if the server responds while the media is silent: only the media
    /// path is lost.
    pub(super) fn schedule_ice_restart(&mut self, now: Millis) {
        let Some(since) = self.recovery.silent_since else {
            return;
        };
        let responded = self.signal.last_received().is_some_and(|at| at > since);
        if responded && self.recovery.restart_at.is_none() {
            // The network is the same, so new connections need no probes.
            self.recovery.probes.clear();
            self.recovery.restart_at = Some(now.after(ICE_GRACE));
        }
    }
}
