//! The user's text selection.

use leptos::prelude::document;
use web_sys::Element;

/// Returns whether text inside the element is selected.
pub(crate) fn has_selection(element: &Element) -> bool {
    let selection = document().get_selection().ok().flatten();
    selection.is_some_and(|selection| {
        !selection.is_collapsed()
            && selection
                .contains_node_with_allow_partial_containment(element, true)
                .unwrap_or_default()
    })
}
