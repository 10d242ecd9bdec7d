//! DOM elements without type parameters.
//!
//! `view!` gives each element its own type, and each type its own code to build, update, hydrate
//! and render it. A single [`Element`] type is compiled once. That saves 12.9 KB brotli of
//! `examples/minimal`: see `docs/adr/0004-elements-without-view.md`.

mod clipboard;
mod element;
pub(crate) mod focus;
mod html;
mod listen;
mod press;
mod render;
mod selection;
mod show_if;
mod text;
mod view;

pub(crate) use clipboard::copy;
pub(crate) use element::Element;
pub(crate) use listen::{Callback, Listener, callback};
pub(crate) use press::{BegunClicks, is_rest_of_double_click};
pub(crate) use render::insert;
pub(crate) use selection::has_selection;
pub(crate) use show_if::ShowIf;
pub(crate) use view::{Mounted, create_element};

use leptos::prelude::RenderEffect;

/// Runs `run` now and after each change of a signal it read, until the effect is dropped.
pub(crate) fn watch(mut run: impl FnMut() + 'static) -> RenderEffect<()> {
    RenderEffect::new(move |_| run())
}
