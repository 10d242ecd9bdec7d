//! Builds a transcript from messages: one row per turn, with interim updates in place.

mod export;
mod turn;
pub(crate) mod words;

use crate::event::{Message, Source};
use crate::list;
pub use export::{Export, ExportFormat};
pub use turn::Turn;
use turn::{Segment, is_later};
use words::is_related;

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

/// What a message changed. Indices are those after turns over the limit were dropped.
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
/// open interim row of the same side. A final row is closed once the other side has spoken: if its
/// id is reused, a new row begins. The size is bounded by a [`TranscriptLimit`].
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

    /// Applies a message and returns which row it changed.
    pub fn apply(&mut self, message: &Message) -> Change {
        self.take(message, None)
    }

    /// Applies a message at a time in milliseconds since the Unix epoch, which becomes the row's
    /// [`changed_at`](Turn::changed_at).
    pub fn apply_at(&mut self, message: &Message, now: u64) -> Change {
        self.take(message, Some(now))
    }

    fn take(&mut self, message: &Message, now: Option<u64>) -> Change {
        let segment = Segment::of(message);
        let place = self.place_of(message);
        let too_old = segment.started_at.is_some() && segment.started_at <= self.gone;
        let is_new = !matches!(place, Place::Replace { .. });
        if is_new && (too_old || segment.text.is_empty()) {
            return Change::None;
        }
        match place {
            Place::Replace { row, index } => self.update(row, now, Some(index), segment),
            Place::Continue { row } => self.update(row, now, None, segment),
            Place::New { row } => self.insert(row, now, message.source, segment),
        }
    }

    fn place_of(&self, message: &Message) -> Place {
        // The same utterance, even if others have spoken since.
        for (row, turn) in self.latest_of(message.source) {
            if let Some(index) = turn.segments.iter().rposition(|s| s.began_as(message)) {
                return Place::Replace { row, index };
            }
        }
        let place = match &message.segment_id {
            Some(id) => self.place_of_segment(message, id),
            None if message.started_at.is_some() => None,
            None => self.open_at_the_end(message.source),
        };
        place.unwrap_or_else(|| self.new_place(message))
    }

    fn place_of_segment(&self, message: &Message, id: &String) -> Option<Place> {
        let same = |segment: &Segment| segment.id.as_ref() == Some(id);
        let trailing = self.turns.iter().enumerate().rev().take(LOOK_BACK);
        for (row, turn) in trailing.take_while(|(_, turn)| turn.source == message.source) {
            if let Some(index) = turn.segments.iter().rposition(same) {
                return Some(Place::Replace { row, index });
            }
        }
        let (row, turn) = self.latest_of(message.source).next()?;
        // A repetition after the other side has begun: it matches itself and changes nothing.
        let again = |segment: &Segment| same(segment) && segment.text == message.text.trim();
        if let Some(index) = turn.segments.iter().rposition(again) {
            return Some(Place::Replace { row, index });
        }
        if turn.is_final {
            return None;
        }
        let open = turn.segments.last()?;
        // Recognition revises the user's words; the agent's text only grows. Interim rows left open
        // further back stay as they are.
        let revised = match self.turns.len() - row {
            1 => true,
            2 => message.source == Source::User || is_related(&open.text, &message.text),
            _ => false,
        };
        (same(open) || (message.is_final && revised)).then(|| Place::last_segment(row, turn))
    }

    fn open_at_the_end(&self, source: Source) -> Option<Place> {
        let row = self.turns.len().checked_sub(1)?;
        let turn = self.turns.get(row)?;
        let open = turn.source == source && !turn.is_final;
        open.then(|| Place::last_segment(row, turn))
    }

    /// Places a message by its start time: within a turn of the same side, or as a new turn.
    fn new_place(&self, message: &Message) -> Place {
        let later = |turn: &&Turn| is_later(turn.started_at, message.started_at);
        let behind = self.turns.iter().rev().take_while(later).count();
        let row = self.turns.len() - behind;
        let continues = |row: usize| {
            self.turns
                .get(row)
                .is_some_and(|turn| turn.source == message.source && !turn.is_full())
        };
        let beside = [row.saturating_sub(1), row];
        match beside.into_iter().find(|row| continues(*row)) {
            Some(row) if message.segment_id.is_some() => Place::Continue { row },
            _ => Place::New { row },
        }
    }

    /// Returns the newest rows of this side, last first.
    fn latest_of(&self, source: Source) -> impl Iterator<Item = (usize, &Turn)> {
        let rows = self.turns.iter().enumerate().rev().take(LOOK_BACK);
        rows.filter(move |(_, turn)| turn.source == source)
    }

    /// Replaces the segment at `index`, or adds a new one if `None`.
    fn update(
        &mut self,
        row: usize,
        now: Option<u64>,
        index: Option<usize>,
        segment: Segment,
    ) -> Change {
        let Some(turn) = self.turns.get_mut(row) else {
            return Change::None;
        };
        let before = turn.text.len();
        match index {
            Some(index) => turn.replace(index, segment),
            None => turn.add(segment),
        }
        if !turn.refresh() {
            return Change::None;
        }
        turn.changed_at = now.or(turn.changed_at);
        self.bytes = self.bytes + turn.text.len() - before;
        Change::Updated(row - self.make_room(row, 0))
    }

    fn insert(&mut self, row: usize, now: Option<u64>, source: Source, segment: Segment) -> Change {
        self.bytes += segment.text.len();
        let row = row - self.make_room(row, 1);
        if row == 0 && self.turns.len() >= self.limit.turns.max(1) {
            // The new turn would be the oldest and be dropped at once.
            self.bytes -= segment.text.len();
            self.dropped += 1;
            return Change::None;
        }
        let mut turn = Turn::new(self.next_key, source, segment);
        turn.changed_at = now;
        self.next_key += 1;
        list::put_at(&mut self.turns, row, turn);
        Change::Added(row)
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
        gone
    }
}

enum Place {
    Replace { row: usize, index: usize },
    Continue { row: usize },
    New { row: usize },
}

impl Place {
    fn last_segment(row: usize, turn: &Turn) -> Self {
        Self::Replace {
            row,
            index: turn.segments.len().saturating_sub(1),
        }
    }
}
