//! Where the focus goes when what had it leaves the page. Left alone it would fall to the top of the document, and
//! who works by keyboard or screen reader would have to find the way back.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// The places to go, best first.
const HOMES: [&str; 2] = [
    "[data-slot=call-button]:not([disabled])",
    "[data-slot=transcript-feed]",
];

/// Whether the focus is on one of these or inside of it.
pub(crate) fn is_inside(elements: &[Element]) -> bool {
    let active = leptos::prelude::document().active_element();
    active.is_some_and(|active| elements.iter().any(|one| one.contains(Some(&active))))
}

/// Puts the focus on the call button that is nearest to this place, or else on the transcript.
pub(crate) fn go_home(place: &Node) {
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

/// Puts the focus on the first button that is to be seen in the element round this place.
pub(crate) fn go_on(place: &Node) {
    if let Some(around) = place.parent_element() {
        go_on_in(&around);
    }
}

pub(crate) fn go_on_in(around: &Element) {
    if let Ok(Some(next)) = around.query_selector("button:not([hidden])") {
        focus(&next);
    }
}

thread_local!(static LEADING: Cell<bool> = const { Cell::new(false) });

/// Whether the focus is being put somewhere by us, and by nobody's hand.
pub(crate) fn is_leading() -> bool {
    LEADING.get()
}

pub(crate) fn focus(element: &Element) {
    LEADING.set(true);
    // Fails only for an element that cannot have it.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
    LEADING.set(false);
}
