//! Where a message belongs: to a segment that it updates, to a row that it continues, or to a new
//! row.

use super::turn::{Segment, Turn, is_later};
use super::words::{is_related, is_same};
use super::{LOOK_BACK, Transcript};
use crate::event::{Message, Source};

pub(super) enum Place {
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

impl Transcript {
    pub(super) fn place_of(&self, message: &Message) -> Place {
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
        let again = |segment: &Segment| same(segment) && is_same(&segment.text, &message.text);
        if let Some(index) = turn.segments.iter().rposition(again) {
            return Some(Place::Replace { row, index });
        }
        let open = turn.segments.last().filter(|open| !open.is_final)?;
        // Recognition revises the user's words until the agent has answered; the agent's text only
        // grows. Interim rows left open further back stay as they are.
        let is_it = match self.turns.len() - row {
            1 => true,
            2 => {
                let may_be = same(open) || message.source == Source::User;
                (may_be && !turn.has_ended) || is_related(&open.text, &message.text)
            }
            _ => same(open),
        };
        (is_it && (same(open) || message.is_final)).then(|| Place::last_segment(row, turn))
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
        let above = row.checked_sub(1).and_then(|row| self.turns.get(row));
        // It began between two segments of the other side's row, which is divided.
        if above.is_some_and(|turn| {
            turn.source != message.source && turn.later_than(message.started_at) > 0
        }) {
            return Place::New { row };
        }
        let continues = |row: usize| {
            self.turns
                .get(row)
                .is_some_and(|turn| turn.source == message.source && !turn.is_full())
        };
        let beside = [row.saturating_sub(1), row];
        match beside.into_iter().find(|row| continues(*row)) {
            Some(row) => Place::Continue { row },
            None => Place::New { row },
        }
    }

    /// Returns the newest rows of this side, last first.
    fn latest_of(&self, source: Source) -> impl Iterator<Item = (usize, &Turn)> {
        let rows = self.turns.iter().enumerate().rev().take(LOOK_BACK);
        rows.filter(move |(_, turn)| turn.source == source)
    }
}
