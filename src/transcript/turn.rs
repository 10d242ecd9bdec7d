//! One row.

use super::words::join;
use crate::event::{Message, Source};
use crate::list;

/// A row with so many bytes of text, or so many segments, is long enough: its speaker goes on in a new one.
const LONG_ENOUGH: usize = 16 * 1024;
const MANY_ENOUGH: usize = 128;

/// One speaker's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The row's number, never used again: a render key.
    pub key: u64,
    /// Who speaks.
    pub source: Source,
    /// All of its segments, joined.
    pub text: String,
    /// Whether its last segment is final.
    pub is_final: bool,
    /// When it began, in milliseconds since the Unix epoch, where that is known.
    pub started_at: Option<u64>,
    /// When its text last changed or became final, in milliseconds since the Unix epoch, where that is known.
    pub changed_at: Option<u64>,
    pub(super) segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) id: Option<String>,
    pub(super) text: String,
    pub(super) is_final: bool,
    /// With the speaker it tells which utterance this is, whether or not it has an id.
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

    /// Whether both are the same utterance, by when it began. An id may have come later than its first words.
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
        // A partial that was overtaken by its own final one says nothing new.
        if place.is_final && !segment.is_final {
            return;
        }
        let id = place.id.take();
        *place = segment;
        place.id = place.id.take().or(id);
    }

    /// Adds a segment behind those that began before it.
    pub(super) fn add(&mut self, segment: Segment) {
        let later = |other: &&Segment| is_later(other.started_at, segment.started_at);
        let behind = self.segments.iter().rev().take_while(later).count();
        let place = self.segments.len() - behind;
        if place == 0 {
            self.started_at = segment.started_at;
        }
        list::put_at(&mut self.segments, place, segment);
    }

    /// Puts the row together again. Whether a reader can see a difference.
    pub(super) fn refresh(&mut self) -> bool {
        let text = join(self.segments.iter().map(|segment| segment.text.as_str()));
        let is_final = self.segments.last().is_some_and(|segment| segment.is_final);
        let changed = text != self.text || is_final != self.is_final;
        self.text = text;
        self.is_final = is_final;
        changed
    }
}

/// Whether one began after the other, as far as that is known.
pub(super) fn is_later(one: Option<u64>, other: Option<u64>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one > other)
}
