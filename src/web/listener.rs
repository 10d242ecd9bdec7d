//! Event listeners that are removed on drop.

use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget};

use super::js::{Callback, callback};

/// An event listener that is removed on drop.
///
/// It may be dropped during its own call: wasm-bindgen keeps a closure's environment until the call
/// returns, and a removed listener is not called again.
#[must_use = "dropping it removes the listener"]
pub(super) struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Callback,
    /// Whether it listens in the capture phase.
    capture: bool,
}

impl Listener {
    pub(super) fn new(
        target: &EventTarget,
        name: &'static str,
        on_event: impl Fn(&Event) + 'static,
    ) -> Self {
        Self::boxed(target, name, Box::new(on_event))
    }

    /// Compiled once, instead of once per closure.
    fn boxed(target: &EventTarget, name: &'static str, on_event: Box<dyn Fn(&Event)>) -> Self {
        let on_event = callback(move |event| on_event(event.unchecked_ref()));
        Self::add(target, name, on_event, false)
    }

    pub(super) fn add(
        target: &EventTarget,
        name: &'static str,
        closure: Callback,
        capture: bool,
    ) -> Self {
        let callback = closure.as_ref().unchecked_ref();
        // Fails only if `target` is not an event target.
        let _ = target.add_event_listener_with_callback_and_bool(name, callback, capture);
        Self {
            target: target.clone(),
            name,
            closure,
            capture,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let target = &self.target;
        let _ =
            target.remove_event_listener_with_callback_and_bool(self.name, callback, self.capture);
    }
}
