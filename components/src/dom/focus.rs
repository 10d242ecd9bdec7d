//! Moves the focus when the focused element is removed or hidden.
//!
//! Otherwise the browser moves the focus to the top of the document, and users of a keyboard or a
//! screen reader lose their place.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// Selectors of the elements to focus, best first.
const HOMES: [&str; 2] = [
    "[data-slot=call-button]:not([disabled])",
    "[data-slot=transcript-feed]",
];

/// Returns whether the focus is on one of `elements` or inside one of them.
pub(crate) fn is_inside(elements: &[Element]) -> bool {
    let active = leptos::prelude::document().active_element();
    active.is_some_and(|active| elements.iter().any(|one| one.contains(Some(&active))))
}

/// Focuses the enabled call button nearest to `place`, or else the nearest transcript.
pub(crate) fn restore(place: &Node) {
    for home in HOMES {
        let mut around = place.parent_element();
        while let Some(element) = around {
            if let Ok(Some(home)) = element.query_selector(home) {
                return focus(&home);
            }
            around = element.parent_element();
        }
    }
}

/// Focuses the first button without `hidden` in the parent of `place`.
pub(crate) fn advance(place: &Node) {
    if let Some(around) = place.parent_element() {
        advance_in(&around);
    }
}

pub(crate) fn advance_in(around: &Element) {
    if let Ok(Some(next)) = around.query_selector("button:not([hidden])") {
        focus(&next);
    }
}

thread_local!(static LEADING: Cell<bool> = const { Cell::new(false) });

/// Returns whether the current focus change was made by [`focus`], not by the user.
pub(crate) fn is_programmatic() -> bool {
    LEADING.get()
}

pub(crate) fn focus(element: &Element) {
    LEADING.set(true);
    // Fails only for an element that cannot be focused.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
    LEADING.set(false);
}
