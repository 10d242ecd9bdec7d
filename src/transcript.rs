//! Messages in, rows out: one row a speaker's turn, partials updated in place.

use crate::event::{Message, Source};

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
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    id: Option<String>,
    text: String,
    is_final: bool,
}

/// What a message changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing that a reader could see.
    None,
    /// There is a new row at this index; rows behind it have moved by one.
    Added(usize),
    /// The row at this index has another text or is final now.
    Updated(usize),
}

/// The transcript of a conversation, in the order in which turns began.
///
/// A segment that comes again, longer or doubled, replaces itself. A final one with a new id replaces the same
/// speaker's open partial. Once the other side has spoken a finished row is closed: an id that is used again starts a
/// new one.
///
/// ```
/// use speko_client::{Change, Message, Source, Transcript};
///
/// let say = |text: &str, is_final| Message {
///     source: Source::Agent, text: text.into(), is_final, segment_id: Some("s1".into()), started_at: Some(1),
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
}

impl Transcript {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rows.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Takes in a message and says which row it changed.
    pub fn apply(&mut self, message: &Message) -> Change {
        let segment = Segment {
            id: message.segment_id.clone(),
            text: message.text.trim().to_owned(),
            is_final: message.is_final,
        };
        match self.place_of(message) {
            Some(Place::Replace {
                row,
                segment: index,
            }) => self.replace(row, index, segment),
            Some(Place::Continue { row }) => self.update(row, |turn| turn.segments.push(segment)),
            None => self.insert(message, segment),
        }
    }

    fn place_of(&self, message: &Message) -> Option<Place> {
        let Some(id) = &message.segment_id else {
            let (row, turn) = self.last_of(message.source)?;
            let open = row + 1 == self.turns.len() && !turn.is_final;
            return open.then(|| Place::last_segment(row, turn));
        };
        let same = |segment: &Segment| segment.id.as_ref() == Some(id);
        let trailing = self.turns.iter().enumerate().rev();
        for (row, turn) in trailing.take_while(|(_, turn)| turn.source == message.source) {
            if let Some(segment) = turn.segments.iter().rposition(same) {
                return Some(Place::Replace { row, segment });
            }
        }
        let (row, turn) = self.last_of(message.source)?;
        // Delivered again after the other side has begun: it finds itself, and changes nothing.
        let again = |segment: &Segment| same(segment) && segment.text == message.text.trim();
        if let Some(segment) = turn.segments.iter().rposition(again) {
            return Some(Place::Replace { row, segment });
        }
        if !turn.is_final && (message.is_final || turn.segments.last().is_some_and(same)) {
            return Some(Place::last_segment(row, turn));
        }
        (row + 1 == self.turns.len()).then_some(Place::Continue { row })
    }

    fn last_of(&self, source: Source) -> Option<(usize, &Turn)> {
        self.turns
            .iter()
            .enumerate()
            .rev()
            .find(|(_, turn)| turn.source == source)
    }

    fn replace(&mut self, row: usize, index: usize, segment: Segment) -> Change {
        self.update(row, |turn| {
            let Some(place) = turn.segments.get_mut(index) else {
                return;
            };
            // A partial that was overtaken by its own final one says nothing new.
            let late = place.is_final && !segment.is_final && place.id == segment.id;
            if !late {
                *place = segment;
            }
        })
    }

    fn update(&mut self, row: usize, change: impl FnOnce(&mut Turn)) -> Change {
        let Some(turn) = self.turns.get_mut(row) else {
            return Change::None;
        };
        change(turn);
        let text = join(&turn.segments);
        let is_final = turn.segments.last().is_some_and(|segment| segment.is_final);
        if text == turn.text && is_final == turn.is_final {
            return Change::None;
        }
        turn.text = text;
        turn.is_final = is_final;
        Change::Updated(row)
    }

    fn insert(&mut self, message: &Message, segment: Segment) -> Change {
        let later = |turn: &Turn| match (turn.started_at, message.started_at) {
            (Some(theirs), Some(ours)) => theirs > ours,
            _ => false,
        };
        let behind = self
            .turns
            .iter()
            .rev()
            .take_while(|turn| later(turn))
            .count();
        let row = self.turns.len() - behind;
        let turn = Turn {
            key: self.next_key,
            source: message.source,
            text: segment.text.clone(),
            is_final: segment.is_final,
            started_at: message.started_at,
            segments: vec![segment],
        };
        self.next_key += 1;
        self.turns.insert(row, turn);
        Change::Added(row)
    }
}

enum Place {
    Replace { row: usize, segment: usize },
    Continue { row: usize },
}

impl Place {
    fn last_segment(row: usize, turn: &Turn) -> Self {
        Self::Replace {
            row,
            segment: turn.segments.len().saturating_sub(1),
        }
    }
}

/// One space between segments, none before punctuation that belongs to the word before.
fn join(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments.iter().filter(|segment| !segment.text.is_empty()) {
        if !text.is_empty() && !segment.text.starts_with(closes) {
            text.push(' ');
        }
        text.push_str(&segment.text);
    }
    text
}

/// Punctuation that belongs to the word before it.
const fn closes(letter: char) -> bool {
    matches!(
        letter,
        ',' | '.' | '!' | '?' | ';' | ':' | ')' | ']' | '}' | '%' | '\'' | '"'
    )
}
