//! Opens and closes the floating widget and moves the focus.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use speko_client::Status;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::dom::focus::focus;
use crate::session::find_voice;
use crate::{Voice, is_composing};

/// The state of a [`VoiceWidget`](crate::VoiceWidget), from [`use_voice_widget`].
///
/// Its getters are reactive inside a view.
#[derive(Clone, Copy, Debug)]
pub struct UseVoiceWidget {
    open: RwSignal<bool>,
    voice: Voice,
}

/// Creates the state of a card that opens and closes while the call continues.
///
/// `voice` is the session; `None` uses the enclosing [`VoiceSession`](crate::VoiceSession). `open`
/// is the initial state.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_voice_widget;
///
/// #[component]
/// fn Corner() -> impl IntoView {
///     let widget = use_voice_widget(None, false);
///     view! { <p>{move || if widget.is_open() { "open" } else { "closed" }}</p> }
/// }
/// ```
pub fn use_voice_widget(voice: Option<Voice>, open: bool) -> UseVoiceWidget {
    UseVoiceWidget {
        open: RwSignal::new(open),
        voice: find_voice(voice),
    }
}

impl UseVoiceWidget {
    /// Returns whether the card is open.
    pub fn is_open(&self) -> bool {
        self.open.try_get().unwrap_or_default()
    }

    /// Returns whether a call is active, also while the card is closed.
    pub fn is_on(&self) -> bool {
        self.voice.status.get() != Status::Disconnected
    }

    /// Returns whether the page is hydrated.
    pub(super) fn is_hydrated(&self) -> bool {
        self.voice.ready.get()
    }

    /// Opens or closes the card. The call continues.
    pub fn set_open(&self, open: bool) {
        let _ = self.open.try_set(open);
    }

    pub(super) fn state(&self) -> &'static str {
        if self.is_open() { "open" } else { "closed" }
    }

    /// Opens or closes the card and moves the focus: to the call button, or back to the launcher.
    ///
    /// `event` comes from an element inside the widget.
    pub(super) fn toggle(&self, event: &Event) {
        let open = !self.open.try_get_untracked().unwrap_or_default();
        self.set_open(open);
        let wanted = match open {
            true => "[data-slot=call-button]",
            false => "[data-slot=voice-widget-launcher]",
        };
        let target = event.target().map(JsCast::unchecked_into::<Element>);
        let widget = target.and_then(|target| target.closest("[data-slot=voice-widget]").ok()?);
        if let Some(widget) = widget {
            // A hidden element cannot be focused, so wait until the page has changed.
            request_animation_frame(move || {
                if let Ok(Some(element)) = widget.query_selector(wanted) {
                    focus(&element);
                }
            });
        }
    }

    pub(super) fn close(&self, event: &Event) {
        if self.open.try_get_untracked().unwrap_or_default() {
            self.toggle(event);
        }
    }

    pub(super) fn key(&self, event: &Event) {
        let key = event.unchecked_ref::<KeyboardEvent>();
        // Escape ends a composition first.
        if key.key() == "Escape" && !is_composing(key) && !event.default_prevented() {
            self.close(event);
        }
    }
}
