//! Animation frames, counted or drawn by the test.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{Restore, replace_all};

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = frames)]
extern "C" {
    fn watch_frames(with_level: bool) -> Array;
    fn draw(millis: f64);
    fn frames_asked() -> u32;
    fn frames_pending() -> u32;
    fn most_pending() -> u32;
}

/// Counts the animation frames that the page has requested since. Those of the test itself, as in
/// `settled`, do not count.
#[must_use]
pub(crate) struct Frames {
    _restore: Restore,
}

impl Frames {
    /// The browser draws the frames.
    pub(crate) fn counted() -> Self {
        Self {
            _restore: replace_all(&watch_frames(false)),
        }
    }

    /// Only [`draw`](Self::draw) draws the frames. Their time starts at 0.
    pub(crate) fn with_level() -> Self {
        Self {
            _restore: replace_all(&watch_frames(true)),
        }
    }

    /// Draws the next frame, `after` milliseconds after the previous one.
    pub(crate) fn draw(&self, after: f64) {
        draw(after);
    }

    /// Returns how many frames were requested.
    pub(crate) fn asked(&self) -> u32 {
        frames_asked()
    }

    /// Returns how many frames are requested and not drawn yet.
    pub(crate) fn pending(&self) -> u32 {
        frames_pending()
    }

    /// Returns the maximum number of simultaneously pending frames.
    pub(crate) fn most_pending(&self) -> u32 {
        most_pending()
    }
}
