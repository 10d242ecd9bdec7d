//! Tracks when the user began to speak. A transcript arrives after the speech, sometimes after the
//! agent's response has begun. The start time keeps the question above its answer.

use crate::time::Millis;

/// A pause shorter than this, in ms, does not start a new utterance.
const PAUSE: u64 = 1_500;
/// A transcript arrives within this time after the speech ended, in ms; later, the sound was not
/// speech.
const RECOGNITION_TIMEOUT: u64 = 5_000;
/// The maximum time between the start of the speech and its first transcript, in ms. Longer sound
/// is noise.
const MAX_SPEECH: u64 = 60_000;

/// Whether the user is speaking: over LiveKit the server's active-speaker state, in a realtime
/// conversation the level of the microphone.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    since: Option<Millis>,
    speaking: bool,
    silent_since: Option<Millis>,
}

impl Speech {
    pub(crate) fn set_speaking(&mut self, now: Millis, speaking: bool) {
        let is_new = self.silent_since.is_none_or(|then| then.after(PAUSE) < now);
        if speaking && !self.speaking && is_new {
            self.since = Some(now);
        }
        if !speaking && self.speaking {
            self.silent_since = Some(now);
        }
        self.speaking = speaking;
    }

    /// Returns the start of the speech that is being transcribed. Each start is returned once:
    /// another one means that a pause was heard.
    pub(crate) fn take_start(&mut self, now: Millis) -> Option<Millis> {
        let is_recent = |then: Millis, within: u64| then.after(within) >= now;
        let is_speech = self.speaking
            || self
                .silent_since
                .is_some_and(|then| is_recent(then, RECOGNITION_TIMEOUT));
        let since = self.since.take();
        since.filter(|since| is_speech && is_recent(*since, MAX_SPEECH))
    }
}
