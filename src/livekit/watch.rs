//! Whether the media's path still carries anything. ICE takes some seven seconds to say that it does not (Chromium), and
//! keeps connected what only the other end has lost. So the browser is asked.

use super::io::PeerOrder;
use super::machine::{Machine, Phase};
use crate::time::Millis;

/// How often, in ms: half a millisecond of the browser's time each.
const EVERY: u64 = 1_000;
/// While it may be gone.
const CLOSELY: u64 = 300;
/// Longer than any quiet line is silent, in ms: either end checks the path every 2 to 2.5 s, and reports come beside that.
const SILENT: u64 = 3_200;
/// A path that was just begun anew gets this long to be found, in ms.
const ANEW: u64 = 5_000;

#[derive(Debug, Default)]
pub(super) struct Watch {
    next: Option<Millis>,
}

impl Watch {
    pub(super) fn deadline(&self) -> Option<Millis> {
        self.next
    }

    /// The path was begun anew.
    pub(super) fn rest(&mut self, now: Millis) {
        self.next = Some(now.after(ANEW));
    }
}

impl Machine {
    /// After each fact of an open call: the watch begins with it.
    pub(super) fn settle_watch(&mut self) {
        if self.watch.next.is_none() {
            self.watch.rest(self.data.now);
        }
    }

    pub(super) fn watch_on_tick(&mut self, now: Millis) {
        if self.watch.next.is_none_or(|next| next > now) {
            return;
        }
        let every = if self.mending.is_shaky() || self.mending.deaf {
            CLOSELY
        } else {
            EVERY
        };
        self.watch.next = Some(now.after(every));
        self.out.peer(PeerOrder::AskHeard);
    }

    /// For so long nothing has come on the connection that we publish on.
    pub(super) fn silent_for(&mut self, now: Millis, millis: u64) {
        let heard = Millis(now.0.saturating_sub(millis));
        self.data.heard_until(heard);
        if self.phase != Phase::Open {
            return;
        }
        if millis > SILENT {
            // While the line is being mended, it only says where to leave what is typed.
            self.media_is_silent(now);
            let soon = now.after(CLOSELY);
            self.watch.next = self.watch.next.map(|next| next.min(soon));
        } else if self.lines.are_connected() && self.data.is_paused() {
            self.media_is_back(now);
        }
    }
}
