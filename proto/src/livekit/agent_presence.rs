//! Detects that no other participant is in the room.

use crate::time::Millis;

#[derive(Debug)]
pub(super) struct AloneTimer {
    /// How long the user may be alone in the room before the agent counts as absent, in ms.
    timeout: u64,
    alone_since: Option<Millis>,
    pub(super) is_absent: bool,
}

impl AloneTimer {
    pub(super) fn new(timeout: u64) -> Self {
        Self {
            timeout,
            alone_since: None,
            is_absent: false,
        }
    }

    /// Updates the state. Called after each input of an open session.
    pub(super) fn settle(&mut self, now: Millis, alone: bool) {
        if !alone {
            (self.alone_since, self.is_absent) = (None, false);
            return;
        }
        let since = *self.alone_since.get_or_insert(now);
        self.is_absent |= since.after(self.timeout) <= now;
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        let since = self.alone_since.filter(|_| !self.is_absent)?;
        Some(since.after(self.timeout))
    }
}
