//! Virtual time of the page.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{Restore, replace_all};

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = time)]
extern "C" {
    fn stop_time() -> Array;
    fn advance(millis: f64);
}

/// Stops the page's clocks and timers until it is dropped.
#[must_use]
pub(crate) struct StoppedTime {
    _restore: Restore,
}

pub(crate) fn stopped_time() -> StoppedTime {
    StoppedTime {
        _restore: replace_all(&stop_time()),
    }
}

impl StoppedTime {
    /// Advances time. Timers that became due have run when this returns.
    pub(crate) fn advance(&self, millis: u32) {
        advance(millis.into());
    }
}
