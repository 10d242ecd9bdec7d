//! One row of the transcript.

use super::words::join;
use crate::event::{Message, Source};
use crate::list;

/// A row with this many bytes of text or this many segments is full; further text starts a new row.
const LONG_ENOUGH: usize = 16 * 1024;
const MANY_ENOUGH: usize = 128;

/// One speaker's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// A unique key of the row, never reused; use it as the render key.
    pub key: u64,
    /// Who speaks.
    pub source: Source,
    /// The text of all segments, joined.
    pub text: String,
    /// Whether the last segment is final.
    pub is_final: bool,
    /// When the turn began, in milliseconds since the Unix epoch; `None` if unknown.
    pub started_at: Option<u64>,
    /// When the text last changed or became final, in milliseconds since the Unix epoch; `None` if
    /// unknown.
    pub changed_at: Option<u64>,
    pub(super) segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) id: Option<String>,
    pub(super) text: String,
    pub(super) is_final: bool,
    /// Together with the source, this identifies the utterance, with or without an id.
    pub(super) started_at: Option<u64>,
}

impl Segment {
    pub(super) fn of(message: &Message) -> Self {
        Self {
            id: message.segment_id.clone(),
            text: message.text.trim().to_owned(),
            is_final: message.is_final,
            started_at: message.started_at,
        }
    }

    /// Returns whether the message belongs to the same utterance, by its start time. The id may
    /// have arrived after the first words.
    pub(super) fn began_as(&self, message: &Message) -> bool {
        let ids_agree = match (&self.id, &message.segment_id) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        ids_agree && self.started_at.is_some() && self.started_at == message.started_at
    }
}

impl Turn {
    pub(super) fn new(key: u64, source: Source, segment: Segment) -> Self {
        Self {
            key,
            source,
            text: segment.text.clone(),
            is_final: segment.is_final,
            started_at: segment.started_at,
            changed_at: None,
            segments: vec![segment],
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.segments.len() >= MANY_ENOUGH || self.text.len() >= LONG_ENOUGH
    }

    pub(super) fn replace(&mut self, index: usize, segment: Segment) {
        let Some(place) = self.segments.get_mut(index) else {
            return;
        };
        // An interim update that arrives after its final version is stale.
        if place.is_final && !segment.is_final {
            return;
        }
        let id = place.id.take();
        *place = segment;
        place.id = place.id.take().or(id);
    }

    /// Inserts a segment in the order of the start times.
    pub(super) fn add(&mut self, segment: Segment) {
        let later = |other: &&Segment| is_later(other.started_at, segment.started_at);
        let behind = self.segments.iter().rev().take_while(later).count();
        let place = self.segments.len() - behind;
        if place == 0 {
            self.started_at = segment.started_at;
        }
        list::put_at(&mut self.segments, place, segment);
    }

    /// Rebuilds the row from its segments. Returns whether the text or `is_final` changed.
    pub(super) fn refresh(&mut self) -> bool {
        let text = join(self.segments.iter().map(|segment| segment.text.as_str()));
        let is_final = self.segments.last().is_some_and(|segment| segment.is_final);
        let changed = text != self.text || is_final != self.is_final;
        self.text = text;
        self.is_final = is_final;
        changed
    }
}

/// Returns whether `one` began after `other`; `false` if either is unknown.
pub(super) fn is_later(one: Option<u64>, other: Option<u64>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one > other)
}
