//! Detects a media path that carries no packets. ICE takes about seven seconds to report it
//! (Chromium), and stays connected if only the other end has lost the path. So the browser's
//! statistics are polled.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::event::Mode;
use crate::livekit::io::{MediaOutput, PeerOutput};
use crate::time::Millis;

/// The poll interval, in ms. Each poll takes half a millisecond of the browser's time.
const INTERVAL: u64 = 1_000;
/// The poll interval while the path may be lost, in ms.
const FAST_INTERVAL: u64 = 300;
/// A path without packets for longer than this, in ms, is lost. Either end checks the path every 2
/// to 2.5 s, and RTCP reports arrive in addition.
const SILENCE_LIMIT: u64 = 3_200;

impl Machine {
    /// Starts polling when the call opens. Called after each input.
    pub(super) fn start_polling(&mut self) {
        if self.inbound_poll.next.is_none() {
            self.inbound_poll.delay(self.data.now);
        }
    }

    pub(super) fn poll_on_tick(&mut self, now: Millis) {
        if self.inbound_poll.next.is_none_or(|next| next > now) {
            return;
        }
        let every = if self.recovery.is_media_silent() || self.recovery.awaiting_inbound {
            FAST_INTERVAL
        } else {
            INTERVAL
        };
        self.inbound_poll.next = Some(now.after(every));
        self.out.peer(PeerOutput::QueryInboundActivity);
        // Without packets, the browser may stop the audio for good reason.
        let recovery = &self.recovery;
        let arrives = recovery.is_healthy() && !recovery.is_media_silent();
        let speaks = self.reported.mode() == Mode::Speaking;
        if arrives && speaks || self.reported.audio_blocked() {
            self.out.media(MediaOutput::CheckPlayback);
        }
    }

    /// Handles the time since the last inbound packet on the publisher connection, in ms.
    pub(super) fn inbound_idle(&mut self, now: Millis, millis: u64) {
        let last_inbound = Millis(now.0.saturating_sub(millis));
        self.data.set_last_inbound(last_inbound);
        if self.phase != Phase::Open {
            return;
        }
        if millis > SILENCE_LIMIT {
            // During recovery this only queues outgoing data.
            self.media_silent(now);
            let soon = now.after(FAST_INTERVAL);
            self.inbound_poll.next = self.inbound_poll.next.map(|next| next.min(soon));
        } else if self.peer_connections.are_connected() && self.data.is_paused() {
            self.media_recovered(now);
        }
    }
}
