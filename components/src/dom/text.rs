//! Text that changes.

use std::borrow::Cow;

use leptos::prelude::RenderEffect;
use wasm_bindgen::JsCast;
use web_sys::{CharacterData, Element};

use super::element::TextFn;
use super::watch;

/// Keeps the text of an element up to date.
pub(super) fn watch_text(element: &Element, text: TextFn) -> RenderEffect<()> {
    let element = element.clone();
    let mut shown = None::<Cow<'static, str>>;
    watch(move || {
        let wanted = text();
        if shown.as_deref() != Some(&*wanted) {
            show(&element, shown.as_deref(), &wanted);
            shown = Some(wanted);
        }
    })
}

/// Replaces only what follows the common prefix, so that a selection before it is kept.
///
/// A page translator moves, splits or rewrites text nodes. The element then gets a new one: a write
/// to the old node would not be seen.
fn show(element: &Element, shown: Option<&str>, wanted: &str) {
    let node = element.first_child().filter(|node| {
        shown.is_some()
            && element.child_element_count() == 0
            && node.node_value().as_deref() == shown
    });
    let Some(node) = node else {
        return element.set_text_content(Some(wanted));
    };
    let both = shown.unwrap_or_default().bytes().zip(wanted.bytes());
    let mut same = both.take_while(|(old, new)| old == new).count();
    while !wanted.is_char_boundary(same) {
        same -= 1;
    }
    // In UTF-16. Continuation bytes begin no letter, and letters of four bytes have two units.
    let kept = wanted.bytes().take(same);
    let units = kept.fold(0, |units, byte| {
        units + u32::from(byte & 0xC0 != 0x80) + u32::from(byte >= 0xF0)
    });
    let rest = wanted.get(same..).unwrap_or_default();
    // Fails only if the offset is behind the end. A count beyond the end counts as the end.
    let _ = node
        .unchecked_ref::<CharacterData>()
        .replace_data(units, i32::MAX as u32, rest);
}
