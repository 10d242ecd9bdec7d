//! Combines transcript frames into utterances. The frames have no ids, so the speaker and the final
//! flag decide which frames belong together.

use crate::event::{Message, Source};
use crate::time::Millis;

/// The current utterance of each speaker.
#[derive(Debug, Default)]
pub(super) struct TranscriptState {
    agent: Speaker,
    user: Speaker,
}

#[derive(Debug, Default)]
struct Speaker {
    /// When the current utterance started, while it is not final.
    current: Option<u64>,
    /// When the latest utterance started.
    last: u64,
}

impl TranscriptState {
    /// Converts a frame to a message. All updates of an utterance share `started_at`, which is
    /// unique per speaker. Returns `None` for an empty text.
    pub(super) fn update(
        &mut self,
        now: Millis,
        source: Source,
        text: String,
        is_final: bool,
    ) -> Option<Message> {
        let speaker = match source {
            Source::Agent => &mut self.agent,
            Source::User => &mut self.user,
        };
        if text.is_empty() {
            return None;
        }
        let started_at = speaker.current.unwrap_or(now.0.max(speaker.last + 1));
        speaker.last = started_at;
        speaker.current = (!is_final).then_some(started_at);
        Some(Message {
            source,
            text,
            is_final,
            segment_id: None,
            started_at: Some(started_at),
        })
    }
}
