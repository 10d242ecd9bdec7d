//! Auto-scroll: keeps the newest text in view until the reader scrolls up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};

use leptos::prelude::*;
use leptos::reactive::signal::ArcTrigger;
use wasm_bindgen::JsCast;
use web_sys::{Element, ResizeObserver};

use crate::dom::{Callback, Listener, callback, focus, has_selection};

const SELECTION_CHANGE: &str = "selectionchange";

/// A distance to the end up to this, in CSS pixels, counts as the end.
const END_TOLERANCE_PX: i32 = 24;

/// The scroll state behind [`TranscriptFeed`](crate::TranscriptFeed), from
/// [`use_transcript_scroll`].
#[derive(Clone)]
pub struct UseTranscriptScroll(Arc<ScrollState>);

/// Keeps the end of a scrolled list in view while it grows, and stops when the reader scrolls up.
/// It does not scroll while text in the list is selected, and goes on when the selection is gone.
///
/// ```
/// use leptos::html::Div;
/// use leptos::prelude::*;
/// use leptos_speko::use_transcript_scroll;
///
/// #[component]
/// fn Captions() -> impl IntoView {
///     let (scroll, attached) = (use_transcript_scroll(), StoredValue::new_local(None));
///     let list = NodeRef::<Div>::new();
///     let following = scroll.clone();
///     Effect::new(move |_| {
///         if let Some(list) = list.get() {
///             attached.set_value(scroll.attach(&list));
///         }
///     });
///     view! {
///         <div node_ref=list style="overflow: auto; height: 10rem">
///             <div>"The transcript"</div>
///         </div>
///         <p hidden=move || following.following()>"New messages below"</p>
///     }
/// }
/// ```
pub fn use_transcript_scroll() -> UseTranscriptScroll {
    UseTranscriptScroll(Arc::new(ScrollState {
        following: AtomicBool::new(true),
        changed: ArcTrigger::new(),
        last_top: AtomicI32::new(0),
    }))
}

struct ScrollState {
    following: AtomicBool,
    changed: ArcTrigger,
    /// The last known scroll position.
    last_top: AtomicI32,
}

impl UseTranscriptScroll {
    /// Follows the end of `root`, the scrolling element, until the returned guard is dropped. It
    /// scrolls when `root` or one of its current children is resized, since only then can new text
    /// be out of view. Returns `None` if the browser cannot create a `ResizeObserver`.
    #[must_use]
    pub fn attach(&self, root: &Element) -> Option<TranscriptScrollGuard> {
        let (changed, scrolled) = (self.clone(), self.clone());
        let (change_root, scroll_root) = (root.clone(), root.clone());
        let guard = TranscriptScrollGuard::new(
            root,
            move || changed.follow(&change_root),
            move || scrolled.scrolled(&scroll_root),
        )?;
        guard.observer.observe(root);
        let mut inside = root.first_element_child();
        while let Some(element) = inside {
            guard.observer.observe(&element);
            inside = element.next_element_sibling();
        }
        Some(guard)
    }

    /// Whether the newest text is kept in view. Tracked in views and effects.
    pub fn following(&self) -> bool {
        self.0.changed.track();
        self.0.following.load(Relaxed)
    }

    fn set_following(&self, following: bool) {
        if self.0.following.swap(following, Relaxed) != following {
            self.0.changed.notify();
        }
    }

    /// Follows again from the next change on.
    pub fn resume(&self) {
        self.set_following(true);
    }

    /// Scrolls to the newest text and follows it. Moves the focus to `root`, since the button that
    /// was pressed for it is about to be hidden.
    pub fn jump(&self, root: &Element) {
        focus::focus(root);
        self.resume();
        self.scroll_to_end(root);
    }

    /// Handles a scroll of `root`, by the reader or by [`follow`](Self::follow). Only a scroll
    /// upwards counts as the reader's: the event of a programmatic scroll may arrive after more
    /// text was added.
    fn scrolled(&self, root: &Element) {
        let top = root.scroll_top();
        let at_end = root.scroll_height() - top - root.client_height() <= END_TOLERANCE_PX;
        let upwards = top < self.0.last_top.swap(top, Relaxed);
        if at_end {
            if !self.0.following.load(Relaxed) {
                keep_focus(root);
            }
            self.set_following(true);
        } else if upwards {
            self.set_following(false);
        }
    }

    /// Scrolls after a change of a size or of the selection. Selected text must not move away
    /// while the reader selects or copies it.
    fn follow(&self, root: &Element) {
        if self.0.following.load(Relaxed) && !has_selection(root) {
            self.scroll_to_end(root);
        }
    }

    fn scroll_to_end(&self, root: &Element) {
        root.set_scroll_top(root.scroll_height());
        self.0.last_top.store(root.scroll_top(), Relaxed);
    }
}

/// The jump button is about to be hidden. If it has the focus, the list gets it.
fn keep_focus(root: &Element) {
    if let Ok(Some(jump)) = root.query_selector("[data-slot=jump-to-latest]")
        && focus::is_inside(&[jump])
    {
        focus::focus(root);
    }
}

impl std::fmt::Debug for UseTranscriptScroll {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UseTranscriptScroll")
    }
}

/// Follows the end of a list until it is dropped. Returned by [`UseTranscriptScroll::attach`].
pub struct TranscriptScrollGuard {
    observer: ResizeObserver,
    changed: Callback,
    _scrolled: Listener,
}

impl TranscriptScrollGuard {
    fn new(
        root: &Element,
        mut changed: impl FnMut() + 'static,
        mut scrolled: impl FnMut() + 'static,
    ) -> Option<Self> {
        let changed = callback(move |_| changed());
        let function = changed.as_ref().unchecked_ref();
        let observer = ResizeObserver::new(function).ok()?;
        // Fails only if the listener is not a function.
        let _ = document().add_event_listener_with_callback(SELECTION_CHANGE, function);
        Some(Self {
            observer,
            changed,
            _scrolled: Listener::new(root, "scroll", Box::new(move |_| scrolled())),
        })
    }
}

impl Drop for TranscriptScrollGuard {
    fn drop(&mut self) {
        self.observer.disconnect();
        let changed = self.changed.as_ref().unchecked_ref();
        let _ = document().remove_event_listener_with_callback(SELECTION_CHANGE, changed);
    }
}

impl std::fmt::Debug for TranscriptScrollGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TranscriptScrollGuard")
    }
}
