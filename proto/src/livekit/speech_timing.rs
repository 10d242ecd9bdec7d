//! Tracks when the user began to speak. A transcript arrives after the speech, sometimes after the
//! agent's response has begun. The start time keeps the question above its answer.

use crate::list;
use crate::time::Millis;
use crate::transcript::words::is_same;

/// A pause shorter than this, in ms, does not start a new utterance.
const PAUSE: u64 = 1_500;
/// A transcript arrives within this time after the speech ended, in ms; later, the sound was not
/// speech.
const RECOGNITION_TIMEOUT: u64 = 5_000;
/// The maximum number of typed messages that await their echo.
const MAX_TYPED: usize = 16;

/// The server's active-speaker state of the local participant.
#[derive(Debug, Default)]
pub(super) struct Speech {
    since: Option<Millis>,
    speaking: bool,
    silent_since: Option<Millis>,
}

impl Speech {
    pub(super) fn set_speaking(&mut self, now: Millis, speaking: bool) {
        let is_new = self.silent_since.is_none_or(|then| then.after(PAUSE) < now);
        if speaking && !self.speaking && is_new {
            self.since = Some(now);
        }
        if !speaking && self.speaking {
            self.silent_since = Some(now);
        }
        self.speaking = speaking;
    }

    /// Returns the start of the speech that is being transcribed. Each start is returned once.
    pub(super) fn take_start(&mut self, now: Millis) -> Option<Millis> {
        let is_recent = |then: Millis| then.after(RECOGNITION_TIMEOUT) >= now;
        let is_speech = self.speaking || self.silent_since.is_some_and(is_recent);
        self.since.take().filter(|_| is_speech)
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
    pub(super) fn awaits_echo(&self, text: &str) -> bool {
        self.0.iter().any(|(typed, _)| is_same(typed, text))
    }

    /// Returns when this text was sent, if it was typed. Each message is returned once.
    pub(super) fn take_sent_at(&mut self, text: &str) -> Option<Millis> {
        let (_, at) = list::take(&mut self.0, |(typed, _)| is_same(typed, text))?;
        Some(at)
    }
}
