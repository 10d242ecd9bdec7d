//! One row of the transcript.

use super::words::{extends, join};
use crate::event::{Message, Source};
use crate::list;

/// A row with this many bytes of text or this many segments is full; further text starts a new row.
const LONG_ENOUGH: usize = 16 * 1024;
const MANY_ENOUGH: usize = 128;
/// A final that begins with the previous final replaces it if it began within this time, in ms.
const RESTART_WINDOW: u64 = 2_000;

/// One speaker's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// A unique key of the row, never reused; use it as the render key.
    pub key: u64,
    /// Who speaks.
    pub source: Source,
    /// The text of all segments, joined.
    pub text: String,
    /// Whether the last segment is final, or the row has ended without a final. It becomes `false`
    /// again if the speaker continues.
    pub is_final: bool,
    /// When the turn began, in milliseconds since the Unix epoch; `None` if unknown.
    pub started_at: Option<u64>,
    /// When the text last changed or became final, in milliseconds since the Unix epoch; `None` if
    /// unknown.
    pub changed_at: Option<u64>,
    pub(super) segments: Vec<Segment>,
    /// Whether the row has ended, with or without a final.
    pub(super) has_ended: bool,
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

    /// Returns whether this segment repeats the previous one, which is final, and continues it.
    fn replaces(&self, former: &Self) -> bool {
        let gap = self.started_at.zip(former.started_at);
        let gap = gap.map(|(start, former)| start.saturating_sub(former));
        let is_near = if self.id.is_some() && former.id.is_some() {
            gap.is_none_or(|gap| gap <= RESTART_WINDOW)
        } else {
            // The machines number the segments of one speech by consecutive milliseconds.
            gap == Some(1)
        };
        former.is_final && is_near && extends(&self.text, &former.text)
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
            has_ended: false,
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
        // A final without text ends the utterance and keeps its words.
        if segment.text.is_empty() {
            place.is_final |= segment.is_final;
            return;
        }
        let id = place.id.take();
        *place = segment;
        place.id = place.id.take().or(id);
    }

    /// Inserts a segment in the order of the start times.
    pub(super) fn add(&mut self, segment: Segment) {
        let place = self.segments.len() - self.later_than(segment.started_at);
        if place == 0 {
            self.started_at = segment.started_at;
        }
        list::put_at(&mut self.segments, place, segment);
    }

    /// Returns how many segments at the end began after this time.
    pub(super) fn later_than(&self, started_at: Option<u64>) -> usize {
        let segments = self.segments.iter().rev();
        let later = segments.take_while(|segment| is_later(segment.started_at, started_at));
        later.count()
    }

    /// Moves the segments that began after this time to a row of their own, which gets this key.
    /// Returns `None` if there are none, or no others.
    pub(super) fn divide(&mut self, started_at: Option<u64>, key: u64) -> Option<Self> {
        let at = self.segments.len() - self.later_than(started_at);
        if at == 0 || at >= self.segments.len() {
            return None;
        }
        let segments = self.segments.split_off(at);
        let mut rest = Self {
            key,
            source: self.source,
            text: String::new(),
            is_final: false,
            started_at: segments.first().and_then(|segment| segment.started_at),
            changed_at: self.changed_at,
            segments,
            has_ended: self.has_ended,
        };
        rest.refresh();
        self.has_ended = true;
        self.refresh();
        Some(rest)
    }

    /// Ends the row without a final. Returns whether it was open.
    pub(super) fn end(&mut self, now: Option<u64>) -> bool {
        let was_open = !self.is_final;
        if was_open {
            self.has_ended = true;
            self.is_final = true;
            self.changed_at = now.or(self.changed_at);
        }
        was_open
    }

    /// Rebuilds the row from its segments. Returns whether the text or `is_final` changed.
    pub(super) fn refresh(&mut self) -> bool {
        let mut text = String::new();
        for (at, segment) in self.segments.iter().enumerate() {
            let next = self.segments.get(at + 1);
            if !next.is_some_and(|next| next.replaces(segment)) {
                join(&mut text, &segment.text);
            }
        }
        let last = self.segments.last();
        let is_final = self.has_ended || last.is_some_and(|segment| segment.is_final);
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
