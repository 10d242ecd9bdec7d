//! The rows in the page. They come mostly at the end and go only at the front: a general keyed list would compare all of
//! them each time.

use leptos::prelude::*;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use web_sys::Element;

use super::row;
use crate::{LiveTurn, Phrases};

/// Rows stand in blocks of so many: when a row grows, a browser lays out its block and a line a block, and not a line
/// a row.
const BLOCK: usize = 64;

pub(super) struct Rows {
    owner: Owner,
    draw: Option<Callback<LiveTurn, AnyView>>,
    words: Phrases,
    /// The conversation whose rows these are.
    call: u32,
    shown: Vec<Shown>,
    /// The block at the end, and how many rows were put there.
    last: Option<(Element, usize)>,
}

struct Shown {
    key: u64,
    state: AnyViewState,
    /// What an app's own row made, until the row goes.
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
    /// Rows live as long as the component that `parent` is of, not only until the next one comes.
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

    /// Brings the page up to date. Returns whether the rows of another conversation had to go.
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

    /// Takes away the rows at the front that the transcript's limit has pushed out.
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
            // The last block stays: more rows are to come there.
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
            .with(|| untrack(|| self.draw(turn).build()));
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

    /// The block for a row at the end.
    fn block(&mut self, list: &Element) -> Element {
        if let Some((block, rows)) = &mut self.last
            && *rows < BLOCK
        {
            *rows += 1;
            return block.clone();
        }
        let block = Rndr::create_element("div", None);
        let _ = block.set_attribute("data-slot", "turn-block");
        Rndr::insert_node(list, &block, None);
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
