//! The transcript frames have no ids: which piece goes on with which is told by who said it and what is final.

use crate::event::{Message, Source};
use crate::time::Millis;

/// What either side is saying.
#[derive(Debug, Default)]
pub(super) struct Said {
    agent: Line,
    user: Line,
}

#[derive(Debug, Default)]
struct Line {
    /// When the utterance that is not final yet began.
    open: Option<u64>,
    /// When the newest one began.
    last: u64,
}

impl Said {
    /// A frame, as the app hears of it. Pieces of one utterance share when it began, and no two utterances of one
    /// speaker have the same. Nothing for an empty piece: there is nothing to show.
    pub(super) fn hear(
        &mut self,
        now: Millis,
        source: Source,
        text: String,
        is_final: bool,
    ) -> Option<Message> {
        let line = match source {
            Source::Agent => &mut self.agent,
            Source::User => &mut self.user,
        };
        if text.is_empty() {
            return None;
        }
        let began = line.open.unwrap_or(now.0.max(line.last + 1));
        line.last = began;
        line.open = (!is_final).then_some(began);
        Some(Message {
            source,
            text,
            is_final,
            segment_id: None,
            started_at: Some(began),
        })
    }
}
