//! Detects a media path that carries no packets. ICE takes about seven seconds to report it
//! (Chromium), and stays connected if only the other end has lost the path. So the browser's
//! statistics are polled.

use super::{Machine, Phase};
use crate::livekit::io::PeerOutput;
use crate::time::Millis;

/// The poll interval, in ms. Each poll takes half a millisecond of the browser's time.
const EVERY: u64 = 1_000;
/// The poll interval while the path may be lost, in ms.
const CLOSELY: u64 = 300;
/// A path without packets for longer than this, in ms, is lost. Either end checks the path every 2
/// to 2.5 s, and RTCP reports arrive in addition.
const SILENT: u64 = 3_200;

impl Machine {
    /// Starts polling when the call opens. Called after each input.
    pub(super) fn settle_watch(&mut self) {
        if self.watch.next.is_none() {
            self.watch.rest(self.data.now);
        }
    }

    pub(super) fn watch_on_tick(&mut self, now: Millis) {
        if self.watch.next.is_none_or(|next| next > now) {
            return;
        }
        let every = if self.recovery.is_media_silent() || self.recovery.awaiting_inbound {
            CLOSELY
        } else {
            EVERY
        };
        self.watch.next = Some(now.after(every));
        self.out.peer(PeerOutput::QueryInboundActivity);
    }

    /// Handles the time since the last inbound packet on the publisher connection, in ms.
    pub(super) fn silent_for(&mut self, now: Millis, millis: u64) {
        let heard = Millis(now.0.saturating_sub(millis));
        self.data.heard_until(heard);
        if self.phase != Phase::Open {
            return;
        }
        if millis > SILENT {
            // During recovery this only queues outgoing data.
            self.media_is_silent(now);
            let soon = now.after(CLOSELY);
            self.watch.next = self.watch.next.map(|next| next.min(soon));
        } else if self.lines.are_connected() && self.data.is_paused() {
            self.media_is_back(now);
        }
    }
}
