//! Keeping the newest words in view, until the reader looks at something else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};

use leptos::prelude::*;
use leptos::reactive::signal::ArcTrigger;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, ResizeObserver};

/// So near to the end, in CSS pixels, counts as the end.
const NEAR: i32 = 24;

#[derive(Clone)]
pub(super) struct Follower(Arc<Place>);

struct Place {
    following: AtomicBool,
    changed: ArcTrigger,
    /// Where it was scrolled to when last looked at.
    last_top: AtomicI32,
}

impl Follower {
    pub(super) fn new() -> Self {
        Self(Arc::new(Place {
            following: AtomicBool::new(true),
            changed: ArcTrigger::new(),
            last_top: AtomicI32::new(0),
        }))
    }

    /// Follows whenever `root` or anything in it gets another size: only then can new words be out of view.
    pub(super) fn watch(self, root: &Element) -> Option<Watch> {
        let watch = Watch::new({
            let root = root.clone();
            move || self.follow(&root)
        })?;
        watch.observer.observe(root);
        let mut inside = root.first_element_child();
        while let Some(element) = inside {
            watch.observer.observe(&element);
            inside = element.next_element_sibling();
        }
        Some(watch)
    }

    /// Whether the newest words are kept in view. Inside a view it tells of changes.
    pub(super) fn following(&self) -> bool {
        self.0.changed.track();
        self.0.following.load(Relaxed)
    }

    fn set_following(&self, following: bool) {
        if self.0.following.swap(following, Relaxed) != following {
            self.0.changed.notify();
        }
    }

    /// Follows again from the next change on.
    pub(super) fn resume(&self) {
        self.set_following(true);
    }

    /// Goes to the newest words and stays with them; the reader goes along. `event` is of a child of the root.
    pub(super) fn jump(&self, event: &Event) {
        self.resume();
        if let Some(root) = target(event).and_then(|button| button.parent_element()) {
            self.follow(&root);
            if let Ok(root) = root.dyn_into::<web_sys::HtmlElement>() {
                // The button is about to be hidden, and the focus would be lost with it.
                let _ = root.focus();
            }
        }
    }

    /// Takes in that the root was scrolled, by the reader or by [`follow`](Self::follow). Only a move upwards is the
    /// reader's: a scroll event of ours may come when further words have already come.
    pub(super) fn scrolled(&self, event: &Event) {
        let Some(root) = target(event) else { return };
        let top = root.scroll_top();
        let at_end = root.scroll_height() - top - root.client_height() <= NEAR;
        let upwards = top < self.0.last_top.swap(top, Relaxed);
        if at_end {
            self.set_following(true);
        } else if upwards {
            self.set_following(false);
        }
    }

    fn follow(&self, root: &Element) {
        if self.0.following.load(Relaxed) {
            root.set_scroll_top(root.scroll_height());
            self.0.last_top.store(root.scroll_top(), Relaxed);
        }
    }
}

/// The element that the handler is of.
fn target(event: &Event) -> Option<Element> {
    event.current_target().map(JsCast::unchecked_into)
}

/// Calls back when an element gets another size, until it is dropped.
pub(super) struct Watch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Watch {
    fn new(callback: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
