//! Events on buttons that are no press of their own.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, UiEvent};

use super::{Callback, Listener, callback};

/// Ignores the repeats of a held key. Browsers press a button with each repeated Enter.
pub(super) fn ignore_key_repeat(element: &Element) -> Listener {
    Listener::new(element, "keydown", Box::new(prevent_key_repeat))
}

fn prevent_key_repeat(event: Event) {
    let key = event.unchecked_ref::<KeyboardEvent>();
    if key.repeat() && matches!(&*key.key(), "Enter" | " ") {
        event.prevent_default();
    }
}

/// Returns whether a click follows another one at the same place within the system's time for
/// double clicks.
pub(crate) fn is_rest_of_double_click(click: &Event) -> bool {
    click.unchecked_ref::<UiEvent>().detail() > 1
}

/// Ignores the rest of a double click that began before an element was in the page: it was meant
/// for what the first click has replaced. Applies to all buttons inside, until dropped.
#[must_use]
pub(crate) struct BegunClicks {
    around: Element,
    closure: Callback,
}

impl BegunClicks {
    pub(crate) fn ignore(around: &Element) -> Self {
        let mut begun_here = false;
        let closure = callback(move |event| {
            let event: Event = event.unchecked_into();
            begun_here |= !is_rest_of_double_click(&event);
            if !begun_here {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        let function = closure.as_ref().unchecked_ref();
        // In the capture phase, before the buttons. Fails only if the listener is not a function.
        let _ = around.add_event_listener_with_callback_and_bool("click", function, true);
        Self {
            around: around.clone(),
            closure,
        }
    }
}

impl Drop for BegunClicks {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .around
            .remove_event_listener_with_callback_and_bool("click", function, true);
    }
}
