//! A listener that lets go.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsError, JsValue};
use web_sys::EventTarget;

type Handler = Box<dyn FnMut(web_sys::Event)>;

/// What JavaScript calls, of the one type that js-sys' own promises have: each further type is another adapter in a page,
/// in the wasm and in its glue.
pub(crate) type Callback = Closure<dyn FnMut(JsValue) -> Result<(), JsError>>;

pub(crate) fn callback(mut run: impl FnMut(JsValue) + 'static) -> Callback {
    Closure::new(move |value| {
        run(value);
        Ok(())
    })
}

/// Listens until it is dropped.
#[must_use]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Callback,
}

impl Listener {
    pub(crate) fn new(target: &EventTarget, event: &'static str, mut handler: Handler) -> Self {
        let closure = callback(move |event| handler(event.unchecked_into()));
        // Fails only for a listener that is no function.
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
