//! Builds a transcript from messages: one row per turn, with interim updates in place.

mod export;
mod place;
pub(crate) mod speech;
mod turn;
pub(crate) mod words;

use crate::event::{Message, Source};
use crate::list;
pub use export::{Export, ExportFormat};
use place::Place;
use turn::Segment;
pub use turn::Turn;

/// How many rows back an utterance can still change.
const LOOK_BACK: usize = 64;

/// How much of a conversation is kept. Over the limit, whole turns are dropped, the oldest first,
/// and [counted](Transcript::dropped). The newest turn is always kept, so the total can exceed
/// `bytes`.
///
/// A turn is limited to about 16 KiB plus one segment, or 128 segments; further text starts a new
/// turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TranscriptLimit {
    /// The maximum number of turns, at least 1. Default: 20,000, about a day of conversation.
    pub turns: usize,
    /// The maximum total size of all turns' text, in bytes of UTF-8. Default: 8 MiB.
    pub bytes: usize,
}

impl Default for TranscriptLimit {
    fn default() -> Self {
        Self {
            turns: 20_000,
            bytes: 8 * 1024 * 1024,
        }
    }
}

/// What a message changed. Indices are those after turns over the limit were dropped. A message can
/// also end or divide other rows: see [`Transcript::further_changes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// No visible change.
    None,
    /// A row was inserted at this index; the rows after it moved by one.
    Added(usize),
    /// The text of the row at this index changed, or became final.
    Updated(usize),
}

/// The transcript of a conversation, ordered by the start of the turns.
///
/// A repeated or longer update of a segment replaces it. A final segment with a new id replaces the
/// open interim segment of the same side. Consecutive segments of one side form one row, until the
/// other side begins: if an id is reused after that, a new row begins. A row without a final ends
/// with the other side's next final, or with the next row of its own side, and keeps its words. The
/// size is bounded by a [`TranscriptLimit`].
///
/// The repository's `docs/transcript.md` lists all rules.
///
/// ```
/// use speko_client::{Change, Message, Source, Transcript};
///
/// let say = |text: &str, is_final| Message {
///     source: Source::Agent,
///     text: text.into(),
///     is_final,
///     segment_id: Some("s1".into()),
///     started_at: Some(1),
/// };
/// let mut transcript = Transcript::new();
/// assert_eq!(transcript.apply(&say("Good", false)), Change::Added(0));
/// assert_eq!(transcript.apply(&say("Good morning", true)), Change::Updated(0));
/// assert_eq!(transcript.turns().len(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    turns: Vec<Turn>,
    next_key: u64,
    limit: TranscriptLimit,
    bytes: usize,
    dropped: u64,
    /// The latest start of a dropped segment. New segments that are not later are rejected.
    gone: Option<u64>,
    /// What the last message changed: first what was returned.
    changes: Vec<Change>,
    /// How many rows the last message removed from the front.
    removed: usize,
}

impl Transcript {
    /// Creates an empty transcript with the default limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates an empty transcript with this limit.
    pub fn with_limit(limit: TranscriptLimit) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }

    /// Returns the rows, oldest first.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Exports all turns, with the names "Agent" and "You". Use [`Export`] for other names or to
    /// redact text.
    pub fn export(&self, format: ExportFormat) -> String {
        Export::default().write(&self.turns, format)
    }

    /// Returns how many turns the limit has dropped, including new turns that would have been the
    /// oldest of a full transcript.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns what the last message changed besides the change that [`apply`](Self::apply)
    /// returned: rows that ended without a final, and a row that was divided because the message
    /// began between two of its segments. To update a copy of the rows, first make the returned
    /// change, then these in order, each with the turn at its index.
    pub fn further_changes(&self) -> &[Change] {
        self.changes.get(1..).unwrap_or_default()
    }

    /// Returns what the last message changed, by its number: the row, whether it is new, and its
    /// turn. For leptos-speko; not covered by semver.
    #[doc(hidden)]
    pub fn changed_row(&self, number: usize) -> Option<(usize, bool, &Turn)> {
        let (row, is_new) = match *self.changes.get(number)? {
            Change::Added(row) => (row, true),
            Change::Updated(row) => (row, false),
            Change::None => return None,
        };
        Some((row, is_new, self.turns.get(row)?))
    }

    /// Returns how many rows the last message removed from the front. For leptos-speko; not covered
    /// by semver.
    #[doc(hidden)]
    pub fn removed(&self) -> usize {
        self.removed
    }

    /// Applies a message and returns which row it changed. A message without text changes nothing,
    /// but a final one ends its utterance.
    pub fn apply(&mut self, message: &Message) -> Change {
        self.take(message, None)
    }

    /// Applies a message at a time in milliseconds since the Unix epoch, which becomes the row's
    /// [`changed_at`](Turn::changed_at).
    pub fn apply_at(&mut self, message: &Message, now: u64) -> Change {
        self.take(message, Some(now))
    }

    fn take(&mut self, message: &Message, now: Option<u64>) -> Change {
        self.changes.clear();
        self.removed = 0;
        self.place(message, now);
        let Some(change) = self.changes.first().copied() else {
            return Change::None;
        };
        let (row, is_new) = match change {
            Change::Added(row) => (row, true),
            Change::Updated(row) => (row, false),
            Change::None => return change,
        };
        // Open rows end: of the same side if it continues in a new row, of the other side if they
        // are above what is final now.
        let rows = self.turns.iter_mut().enumerate().rev().take(LOOK_BACK);
        for (other, turn) in rows {
            let ends = if turn.source == message.source {
                is_new && other != row
            } else {
                message.is_final && other < row
            };
            if ends && turn.end(now) {
                self.changes.push(Change::Updated(other));
            }
        }
        change
    }

    fn place(&mut self, message: &Message, now: Option<u64>) {
        let segment = Segment::of(message);
        let place = self.place_of(message);
        let too_old = segment.started_at.is_some() && segment.started_at <= self.gone;
        let is_new = !matches!(place, Place::Replace { .. });
        if is_new && (too_old || segment.text.is_empty()) {
            return;
        }
        match place {
            Place::Replace { row, index } => self.update(row, now, Some(index), segment),
            Place::Continue { row } => self.update(row, now, None, segment),
            Place::New { row } => self.insert(row, now, message.source, segment),
        }
    }

    /// Replaces the segment at `index`, or adds a new one if `None`.
    fn update(&mut self, row: usize, now: Option<u64>, index: Option<usize>, segment: Segment) {
        let Some(turn) = self.turns.get_mut(row) else {
            return;
        };
        let before = turn.text.len();
        match index {
            Some(index) => turn.replace(index, segment),
            None => turn.add(segment),
        }
        if !turn.refresh() {
            return;
        }
        // The speaker continues.
        if std::mem::take(&mut turn.has_ended) {
            turn.refresh();
        }
        turn.changed_at = now.or(turn.changed_at);
        self.bytes = self.bytes + turn.text.len() - before;
        let row = row - self.make_room(row, 0);
        self.changes.push(Change::Updated(row));
    }

    fn insert(&mut self, row: usize, now: Option<u64>, source: Source, segment: Segment) {
        let is_divided = self.divide(row, source, segment.started_at);
        self.bytes += segment.text.len();
        let row = row - self.make_room(row, 1);
        if row == 0 && self.turns.len() >= self.limit.turns.max(1) {
            // The new turn would be the oldest and be dropped at once.
            self.bytes -= segment.text.len();
            self.dropped += 1;
            return;
        }
        let mut turn = Turn::new(self.next_key, source, segment);
        turn.changed_at = now;
        self.next_key += 1;
        list::put_at(&mut self.turns, row, turn);
        self.changes.push(Change::Added(row));
        if is_divided {
            self.changes.push(Change::Added(row + 1));
            if let Some(above) = row.checked_sub(1) {
                self.changes.push(Change::Updated(above));
            }
        }
    }

    /// Divides the row above `row` if this side began between two of its segments. Returns whether
    /// it did.
    fn divide(&mut self, row: usize, source: Source, started_at: Option<u64>) -> bool {
        if self.turns.len() + 2 > self.limit.turns {
            return false;
        }
        let above = row.checked_sub(1).and_then(|row| self.turns.get_mut(row));
        let Some(above) = above.filter(|turn| turn.source != source) else {
            return false;
        };
        let before = above.text.len();
        let Some(rest) = above.divide(started_at, self.next_key) else {
            return false;
        };
        self.next_key += 1;
        self.bytes = self.bytes + above.text.len() + rest.text.len() - before;
        list::put_at(&mut self.turns, row, rest);
        true
    }

    /// Drops rows from the front, but none from `keep` on, until `more` further rows fit. Returns
    /// how many were dropped.
    fn make_room(&mut self, keep: usize, more: usize) -> usize {
        let over = (self.turns.len() + more).saturating_sub(self.limit.turns.max(1));
        let mut gone = 0;
        for turn in self.turns.iter().take(keep) {
            if gone >= over && self.bytes <= self.limit.bytes {
                break;
            }
            self.bytes -= turn.text.len();
            for segment in &turn.segments {
                self.gone = self.gone.max(segment.started_at);
            }
            gone += 1;
        }
        if gone > 0 {
            self.turns = self.turns.split_off(gone.min(self.turns.len()));
        }
        self.dropped += gone as u64;
        self.removed += gone;
        gone
    }
}
