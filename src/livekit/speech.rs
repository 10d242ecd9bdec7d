//! When the person began to say what is told later: recognised speech comes after the fact, sometimes after the answer
//! has begun. An answer must not stand above its question.

use crate::list;
use crate::time::Millis;
use crate::transcript::words::is_same;

/// Silence shorter than this, in ms, is a breath.
const BREATH: u64 = 1_500;
/// Speech is recognised so long after it ended, in ms, or was no speech.
const RECOGNISED_WITHIN: u64 = 5_000;
/// How many typed messages may wait for their echo.
const MAX_TYPED: usize = 16;

/// What the server says of our own loudness.
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

    /// When that began which is told of now; each beginning counts once.
    pub(super) fn begun(&mut self, now: Millis) -> Option<Millis> {
        let just_now = |then: Millis| then.after(RECOGNISED_WITHIN) >= now;
        let fresh = self.loud || self.quiet_since.is_some_and(just_now);
        self.since.take().filter(|_| fresh)
    }
}

/// Messages that were typed and not echoed yet.
#[derive(Debug, Default)]
pub(super) struct Typed(Vec<(String, Millis)>);

impl Typed {
    pub(super) fn sent(&mut self, now: Millis, text: &str) {
        list::push(&mut self.0, MAX_TYPED, (text.to_owned(), now));
    }

    /// Whether such a message was not echoed yet.
    pub(super) fn awaits(&self, text: &str) -> bool {
        self.0.iter().any(|(typed, _)| is_same(typed, text))
    }

    /// When this text was sent, if it was; each message counts once.
    pub(super) fn at(&mut self, text: &str) -> Option<Millis> {
        let (_, at) = list::take(&mut self.0, |(typed, _)| is_same(typed, text))?;
        Some(at)
    }
}
