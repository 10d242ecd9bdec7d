//! Whether anybody is there to talk to, and for how long not.

use crate::time::Millis;

#[derive(Debug)]
pub(super) struct Presence {
    /// How long nobody else may be in the room before it is said, in ms.
    patience: u64,
    alone_since: Option<Millis>,
    pub(super) is_absent: bool,
}

impl Presence {
    pub(super) fn new(patience: u64) -> Self {
        Self {
            patience,
            alone_since: None,
            is_absent: false,
        }
    }

    /// After each fact of an open session.
    pub(super) fn settle(&mut self, now: Millis, alone: bool) {
        if !alone {
            (self.alone_since, self.is_absent) = (None, false);
            return;
        }
        let since = *self.alone_since.get_or_insert(now);
        self.is_absent |= since.after(self.patience) <= now;
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        let since = self.alone_since.filter(|_| !self.is_absent)?;
        Some(since.after(self.patience))
    }
}
