//! A DOM event listener that is removed on drop.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsError, JsValue};
use web_sys::EventTarget;

type Handler = Box<dyn FnMut(web_sys::Event)>;

/// A closure that JavaScript calls, of the same type that js-sys uses for promises.
///
/// Each further closure type adds an adapter to the wasm and to its JavaScript glue.
pub(crate) type Callback = Closure<dyn FnMut(JsValue) -> Result<(), JsError>>;

pub(crate) fn callback(mut run: impl FnMut(JsValue) + 'static) -> Callback {
    Closure::new(move |value| {
        run(value);
        Ok(())
    })
}

/// Listens to an event until it is dropped.
#[must_use]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Callback,
}

impl Listener {
    pub(crate) fn new(target: &EventTarget, event: &'static str, mut handler: Handler) -> Self {
        let closure = callback(move |event| handler(event.unchecked_into()));
        // Fails only if the listener is not a function.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            event,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, callback);
    }
}
