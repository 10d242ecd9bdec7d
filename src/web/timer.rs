//! Timers that are cancelled on drop.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

use super::js::{Callback, callback};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(callback: &Function, millis: i32) -> i32;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
}

/// A timer that can be set repeatedly. Dropping it cancels it.
#[must_use = "dropping it cancels the timer"]
pub(super) struct Timer {
    closure: Callback,
    running: Rc<Cell<Option<i32>>>,
}

/// The longest delay of `setTimeout`, in ms. For a later deadline the timer is set again
/// afterwards.
const MAX_DELAY: u64 = i32::MAX as u64;

impl Timer {
    pub(super) fn new(on_fire: impl Fn() + 'static) -> Self {
        Self::boxed(Box::new(on_fire))
    }

    /// Compiled once, instead of once per closure.
    fn boxed(on_fire: Box<dyn Fn()>) -> Self {
        let running = Rc::new(Cell::new(None));
        let cleared = Rc::clone(&running);
        let closure = callback(move |_| {
            cleared.set(None);
            on_fire();
        });
        Self { closure, running }
    }

    /// Sets the timer to fire once in `millis` ms. Replaces any earlier setting.
    pub(super) fn set(&self, millis: u64) {
        self.cancel();
        let callback = self.closure.as_ref().unchecked_ref();
        let id = set_timeout(callback, millis.min(MAX_DELAY) as i32);
        self.running.set(Some(id));
    }

    pub(super) fn cancel(&self) {
        if let Some(id) = self.running.take() {
            clear_timeout(id);
        }
    }

    pub(super) fn is_set(&self) -> bool {
        self.running.get().is_some()
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.cancel();
    }
}
