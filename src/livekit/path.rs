//! The media's path: never found by both ends, and while the call is open silent, back, or gone.

use super::io::PeerState;
use super::machine::{Machine, Phase};
use super::mend::{Cut, HEAL, SILENCE, Step};
use super::proto::SignalTarget as Role;
use super::signal::failed;
use crate::error::ErrorReason;
use crate::event::ConnectionState;
use crate::time::Millis;

impl Machine {
    pub(super) fn peer_state(&mut self, now: Millis, role: Role, state: PeerState) {
        self.lines.is(role, state);
        if state == PeerState::Connected && self.lines.are_connected() {
            self.marks.dtls.get_or_insert(now.0);
        }
        if self.phase != Phase::Open && self.lines.have_failed() {
            return self.fail(failed(ErrorReason::Media));
        }
        if self.phase != Phase::Open {
            return;
        }
        match state {
            PeerState::Connected if self.lines.are_connected() => self.media_is_back(now),
            // Often for a moment only: ICE mends it by itself, or says that it failed.
            PeerState::Disconnected => self.media_is_silent(now),
            PeerState::Failed => self.media_failed(now),
            _ => {}
        }
    }

    /// Where two paths stand at once, Firefox nominates both, and now and then it and the server settle on different ones:
    /// each speaks where the other does not listen. ICE stays connected; begun anew it finds one path for both.
    pub(super) fn path_on_tick(&mut self, now: Millis) {
        let late = self.lines.handshake_by.take_if(|by| *by <= now);
        if late.is_some() && self.signal.is_joined() {
            self.negotiator.restart(&mut self.out);
        }
        // The connection stands, and what is typed would wait for ever.
        let closed = self.lines.channel_by.take_if(|by| *by <= now);
        if closed.is_some() && self.mending.is_whole() && self.lines.are_connected() {
            let error = failed(ErrorReason::Network);
            self.broken(now, Cut::Session, error, "STATE_MISMATCH");
        }
    }

    pub(super) fn media_is_silent(&mut self, now: Millis) {
        self.data.pause();
        if self.mending.is_whole() && self.mending.shaky.is_none() {
            self.mending.shaky = Some(now);
            self.signal.ask(now, SILENCE);
            // On a connection of its own: where only that is answered, the network is there, and another one than before.
            self.ask(now);
            self.told
                .connection_is(ConnectionState::Reconnecting, &mut self.out);
        }
    }

    pub(super) fn media_is_back(&mut self, now: Millis) {
        (self.mending.shaky, self.mending.restart_at) = (None, None);
        self.mending.deaf = false;
        self.data.resume(&mut self.out);
        match self.mending.step {
            Step::Whole => {
                self.mending.probes.clear();
                self.signal.excuse(now, SILENCE);
                self.told
                    .connection_is(ConnectionState::Good, &mut self.out);
            }
            // There is a network again, and the socket has not been given up: it shows by itself whether it lives.
            Step::Waiting(_) | Step::Reaching(_) if self.signal.is_joined() => {
                self.whole();
                self.signal.ask(now, SILENCE);
            }
            _ => {}
        }
    }

    fn media_failed(&mut self, now: Millis) {
        self.data.pause();
        match self.mending.step {
            Step::Whole => {
                let error = failed(ErrorReason::Media);
                self.broken(now, Cut::Media, error, "MEDIA_FAILURE");
            }
            // ICE was begun anew, and failed too.
            Step::Trying(_) if self.signal.is_joined() && self.negotiator.is_stable() => {
                self.mending.anew = true;
                self.next_attempt(now);
            }
            _ => {}
        }
    }

    /// The server was heard while the media is silent: then it is the media's path alone that is gone.
    pub(super) fn watch_media(&mut self, now: Millis) {
        let Some(since) = self.mending.shaky else {
            return;
        };
        let heard = self.signal.heard_at().is_some_and(|at| at > since);
        if heard && self.mending.restart_at.is_none() {
            // The network is the one before: how a new connection fares does not matter any more.
            self.mending.probes.clear();
            self.mending.restart_at = Some(now.after(HEAL));
        }
    }
}
