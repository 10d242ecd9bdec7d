//! The rows in the page.
//!
//! Rows are mostly added at the end and removed only at the front. A general keyed list would
//! compare all of them on each change.

use leptos::prelude::*;
use web_sys::Element;

use super::row;
use crate::dom::{Mounted, create_element, insert};
use crate::{LiveTurn, Phrases};

/// How many rows a block has. When a row grows, the browser lays out the rows of its block and one
/// box per other block, instead of all rows.
const BLOCK: usize = 64;

pub(super) struct Rows {
    owner: Owner,
    draw: Option<Callback<LiveTurn, AnyView>>,
    words: Phrases,
    /// The conversation that the rows belong to.
    call: u32,
    shown: Vec<Shown>,
    /// The last block, and how many rows were added to it.
    last: Option<(Element, usize)>,
}

struct Shown {
    key: u64,
    state: Mounted,
    /// Owns what the app's own row created, until the row is removed.
    owner: Option<Owner>,
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(owner) = &self.owner {
            owner.cleanup();
        }
    }
}

impl Rows {
    /// Creates an empty list.
    ///
    /// `parent` is the owner of the component. Rows live as long as the component, not only until
    /// the next run of the effect.
    pub(super) fn new(
        parent: Option<Owner>,
        draw: Option<Callback<LiveTurn, AnyView>>,
        words: Phrases,
    ) -> Self {
        Self {
            owner: parent.as_ref().map_or_else(Owner::new, Owner::child),
            draw,
            words,
            call: 0,
            shown: Vec::new(),
            last: None,
        }
    }

    /// Updates the page. Returns whether rows of another conversation were removed.
    pub(super) fn show(&mut self, list: &Element, turns: &[LiveTurn]) -> bool {
        let call = turns.first().map(LiveTurn::call);
        let cleared = !self.shown.is_empty() && call != Some(self.call);
        if cleared {
            self.clear(list);
        }
        self.call = call.unwrap_or_default();
        self.forget(list, turns);

        let mut missing = turns.len().saturating_sub(self.shown.len());
        let mut known = self.shown.iter().rev().map(|row| row.key).peekable();
        let mut fresh = Vec::new();
        for (place, turn) in turns.iter().enumerate().rev() {
            if missing == 0 {
                break;
            }
            if known.next_if_eq(&turn.key()).is_none() {
                fresh.push((place, turn));
                missing -= 1;
            }
        }
        for (place, turn) in fresh.into_iter().rev() {
            self.insert(list, place, turn);
        }
        cleared
    }

    /// Removes the rows at the front that the transcript's limit has dropped.
    fn forget(&mut self, list: &Element, turns: &[LiveTurn]) {
        let known = |turn: &LiveTurn| self.shown.iter().position(|row| row.key == turn.key());
        let Some(gone) = turns.iter().find_map(known) else {
            return self.clear(list);
        };
        for mut row in self.shown.drain(..gone) {
            let block = row
                .state
                .elements()
                .first()
                .and_then(|row| row.parent_element());
            row.state.unmount();
            // The last block stays, because rows are still added to it.
            if let Some(block) = block.filter(|block| block.first_child().is_none())
                && self.last.as_ref().is_none_or(|(last, _)| *last != block)
            {
                block.remove();
            }
        }
    }

    fn insert(&mut self, list: &Element, place: usize, turn: &LiveTurn) {
        let owner = self.draw.map(|_| self.owner.child());
        let mut state = owner
            .as_ref()
            .unwrap_or(&self.owner)
            .with(|| untrack(|| Mounted::build(self.draw(turn))));
        let mounted = match self.shown.get(place) {
            Some(next) => next.state.insert_before_this(&mut state),
            None => false,
        };
        if !mounted {
            state.mount(&self.block(list), None);
        }
        let key = turn.key();
        self.shown.insert(place, Shown { key, state, owner });
    }

    fn draw(&self, turn: &LiveTurn) -> AnyView {
        self.draw
            .and_then(|draw| draw.try_run(turn.clone()))
            .unwrap_or_else(|| row(turn.clone(), self.words))
    }

    /// Returns the block for a row at the end.
    fn block(&mut self, list: &Element) -> Element {
        if let Some((block, rows)) = &mut self.last
            && *rows < BLOCK
        {
            *rows += 1;
            return block.clone();
        }
        let block = create_element("div");
        let _ = block.set_attribute("data-slot", "turn-block");
        insert(list, &block, None);
        self.last = Some((block.clone(), 1));
        block
    }

    fn clear(&mut self, list: &Element) {
        self.shown.clear();
        self.last = None;
        self.owner.cleanup();
        list.set_text_content(None);
    }
}
