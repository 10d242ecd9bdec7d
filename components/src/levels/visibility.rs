//! Whether an element and the page are visible, and whether the user prefers reduced motion.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Reports whether an element is on the screen, once initially and then on each change, until it is
/// dropped.
pub(super) struct Visibility {
    observer: Option<IntersectionObserver>,
    _closure: Closure<dyn FnMut(Array)>,
}

impl Visibility {
    pub(super) fn new(element: &Element, on_change: impl Fn(bool) + 'static) -> Self {
        let on_change: Box<dyn FnMut(Array)> = Box::new(move |entries: Array| {
            let last = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            on_change(last.is_intersecting());
        });
        let closure = Closure::wrap(on_change);
        let observer = IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self {
            observer,
            _closure: closure,
        }
    }
}

impl Drop for Visibility {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

pub(super) fn is_page_hidden() -> bool {
    leptos::prelude::document().hidden()
}

/// The media query for `prefers-reduced-motion`, which may change while the page is open.
pub(super) fn motion() -> Option<web_sys::MediaQueryList> {
    web_sys::window()?
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()?
}

pub(super) fn wants_less_motion() -> bool {
    motion().is_some_and(|query| query.matches())
}
