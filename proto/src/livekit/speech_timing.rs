//! Tracks when the user began to speak. A transcript arrives after the speech, sometimes after the
//! agent's response has begun. The start time keeps the question above its answer.

use crate::list;
use crate::time::Millis;
use crate::transcript::words::is_same;

/// A pause shorter than this, in ms, does not start a new utterance.
const BREATH: u64 = 1_500;
/// A transcript arrives within this time after the speech ended, in ms; later, the sound was not
/// speech.
const RECOGNISED_WITHIN: u64 = 5_000;
/// The maximum number of typed messages that await their echo.
const MAX_TYPED: usize = 16;

/// The server's active-speaker state of the local participant.
#[derive(Debug, Default)]
pub(super) struct Speech {
    since: Option<Millis>,
    loud: bool,
    quiet_since: Option<Millis>,
}

impl Speech {
    pub(super) fn is(&mut self, now: Millis, loud: bool) {
        let rested = self.quiet_since.is_none_or(|then| then.after(BREATH) < now);
        if loud && !self.loud && rested {
            self.since = Some(now);
        }
        if !loud && self.loud {
            self.quiet_since = Some(now);
        }
        self.loud = loud;
    }

    /// Returns the start of the speech that is being transcribed. Each start is returned once.
    pub(super) fn begun(&mut self, now: Millis) -> Option<Millis> {
        let just_now = |then: Millis| then.after(RECOGNISED_WITHIN) >= now;
        let fresh = self.loud || self.quiet_since.is_some_and(just_now);
        self.since.take().filter(|_| fresh)
    }
}

/// Typed messages that have not been echoed yet.
#[derive(Debug, Default)]
pub(super) struct Typed(Vec<(String, Millis)>);

impl Typed {
    pub(super) fn sent(&mut self, now: Millis, text: &str) {
        list::push(&mut self.0, MAX_TYPED, (text.to_owned(), now));
    }

    /// Returns whether a typed message with this text has not been echoed yet.
    pub(super) fn awaits(&self, text: &str) -> bool {
        self.0.iter().any(|(typed, _)| is_same(typed, text))
    }

    /// Returns when this text was sent, if it was typed. Each message is returned once.
    pub(super) fn at(&mut self, text: &str) -> Option<Millis> {
        let (_, at) = list::take(&mut self.0, |(typed, _)| is_same(typed, text))?;
        Some(at)
    }
}
