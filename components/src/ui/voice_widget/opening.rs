//! Opening and closing the floating widget, and where the focus goes.

use crate::is_composing;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use speko_client::Status;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::Voice;
use crate::dom::focus::focus;
use crate::voice::find_voice;

/// What [`VoiceWidget`](crate::VoiceWidget) knows of itself, from [`use_voice_widget`]. Inside a view its answers tell of
/// changes.
#[derive(Clone, Copy, Debug)]
pub struct UseVoiceWidget {
    open: RwSignal<bool>,
    voice: Voice,
}

/// A card that opens and closes while the call goes on. `voice` is for a session other than the one round the component.
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
    /// Whether the card is to be seen.
    pub fn is_open(&self) -> bool {
        self.open.try_get().unwrap_or_default()
    }

    /// Whether a call goes on, seen or not.
    pub fn is_on(&self) -> bool {
        self.voice.status.get() != Status::Disconnected
    }

    /// Whether the page hears of a press.
    pub(super) fn is_alive(&self) -> bool {
        self.voice.ready.get()
    }

    /// Shows or hides the card. The call goes on as it was.
    pub fn set_open(&self, open: bool) {
        let _ = self.open.try_set(open);
    }

    pub(super) fn state(&self) -> &'static str {
        if self.is_open() { "open" } else { "closed" }
    }

    /// `event` is of something inside of the widget: the focus goes into the card, or back to the button.
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
            // What is hidden cannot have the focus: after the page has changed.
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
