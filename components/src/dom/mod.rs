//! Elements without type parameters.
//!
//! `view!` gives each element a type of its own, and each type its own copy of building, updating, hydrating and
//! rendering: nine components came to 160 KB of wasm. One [`Element`] type for all of them is compiled once.

mod clipboard;
mod element;
pub(crate) mod focus;
mod html;
mod listen;
mod render;
mod when;

pub(crate) use clipboard::copy;
pub(crate) use element::Element;
pub(crate) use listen::{Callback, Listener, callback};
pub(crate) use when::When;

use leptos::prelude::RenderEffect;

/// Runs now and whenever what it read has changed, until it is dropped.
pub(crate) fn watch(mut run: impl FnMut() + 'static) -> RenderEffect<()> {
    RenderEffect::new(move |_| run())
}
