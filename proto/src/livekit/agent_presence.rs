//! Detects that no agent has been in the room for a while.

use crate::time::Millis;

#[derive(Debug)]
pub(super) struct AbsenceTimer {
    /// How long there may be no agent in the room before it counts as absent, in ms.
    timeout: u64,
    missing_since: Option<Millis>,
    pub(super) is_absent: bool,
}

impl AbsenceTimer {
    pub(super) fn new(timeout: u64) -> Self {
        Self {
            timeout,
            missing_since: None,
            is_absent: false,
        }
    }

    /// Updates the state. Called after each input of an open session.
    pub(super) fn settle(&mut self, now: Millis, is_present: bool) {
        if is_present {
            (self.missing_since, self.is_absent) = (None, false);
            return;
        }
        let since = *self.missing_since.get_or_insert(now);
        self.is_absent |= since.after(self.timeout) <= now;
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        let since = self.missing_since.filter(|_| !self.is_absent)?;
        Some(since.after(self.timeout))
    }
}
