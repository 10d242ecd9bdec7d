//! Animation frames, counted or drawn by the test.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{Restore, replace_all};

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = frames)]
extern "C" {
    fn watch_frames(by_hand: bool) -> Array;
    fn draw(millis: f64);
    fn frames_asked() -> u32;
    fn frames_pending() -> u32;
    fn most_pending() -> u32;
}

/// The frames that the page has asked for since. The test's own, as of `settled`, are not among them.
#[must_use]
pub(crate) struct Frames {
    _restore: Restore,
}

impl Frames {
    /// The browser draws them.
    pub(crate) fn counted() -> Self {
        Self {
            _restore: replace_all(&watch_frames(false)),
        }
    }

    /// They are drawn by [`draw`](Self::draw) and by nothing else. Their time begins at 0.
    pub(crate) fn by_hand() -> Self {
        Self {
            _restore: replace_all(&watch_frames(true)),
        }
    }

    /// Draws the frame that comes so many milliseconds after the last one.
    pub(crate) fn draw(&self, after: f64) {
        draw(after);
    }

    /// How many were asked for.
    pub(crate) fn asked(&self) -> u32 {
        frames_asked()
    }

    /// How many are asked for and not drawn yet.
    pub(crate) fn pending(&self) -> u32 {
        frames_pending()
    }

    /// How many were pending at once, at most.
    pub(crate) fn most_pending(&self) -> u32 {
        most_pending()
    }
}
