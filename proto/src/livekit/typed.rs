//! Typed messages, until their echo arrives. Their start is when they were sent.

use crate::list;
use crate::time::Millis;
use crate::transcript::words::is_same;

/// The maximum number of typed messages that await their echo.
const MAX_TYPED: usize = 16;

/// Typed messages that have not been echoed yet.
#[derive(Debug, Default)]
pub(super) struct Typed(Vec<(String, Millis)>);

impl Typed {
    pub(super) fn sent(&mut self, now: Millis, text: &str) {
        list::push(&mut self.0, MAX_TYPED, (text.to_owned(), now));
    }

    /// Returns whether a typed message with this text has not been echoed yet.
    pub(super) fn awaits_echo(&self, text: &str) -> bool {
        self.0.iter().any(|(typed, _)| is_same(typed, text))
    }

    /// Returns when this text was sent, if it was typed. Each message is returned once.
    pub(super) fn take_sent_at(&mut self, text: &str) -> Option<Millis> {
        let (_, at) = list::take(&mut self.0, |(typed, _)| is_same(typed, text))?;
        Some(at)
    }
}
