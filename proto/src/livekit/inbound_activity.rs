//! When the browser is next asked how long no packets have arrived.

use crate::time::Millis;

/// How long a restarted path may take to be found, in ms.
const RESTART_TIMEOUT: u64 = 5_000;

#[derive(Debug, Default)]
pub(super) struct InboundPoll {
    pub(super) next: Option<Millis>,
}

impl InboundPoll {
    pub(super) fn deadline(&self) -> Option<Millis> {
        self.next
    }

    /// Delays the next poll, after the path was restarted.
    pub(super) fn delay(&mut self, now: Millis) {
        self.next = Some(now.after(RESTART_TIMEOUT));
    }
}
