use std::borrow::Cow;

use speko_client::Status;

use crate::session::find_voice;
use crate::{Phrase, Phrases, Voice, phrases};

/// The state behind [`CallButton`](crate::CallButton), from [`use_call_button`]. Reads are tracked
/// in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseCallButton {
    voice: Voice,
    words: Phrases,
}

/// Returns the action and the labels of a call button. `voice` overrides the session from context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_call_button;
///
/// #[component]
/// fn Doorbell() -> impl IntoView {
///     let call = use_call_button(None);
///     view! {
///         <button
///             aria-label=move || call.label().into_owned()
///             disabled=move || call.disabled()
///             on:click=move |_| call.press()
///         >
///             {move || call.state()}
///         </button>
///     }
/// }
/// ```
pub fn use_call_button(voice: Option<Voice>) -> UseCallButton {
    UseCallButton {
        voice: find_voice(voice),
        words: Phrases::find(),
    }
}

impl UseCallButton {
    /// Returns `idle`, `connecting`, `connected` or `disconnecting`.
    pub fn state(&self) -> &'static str {
        match self.voice.status.get() {
            Status::Disconnected => "idle",
            other => other.as_str(),
        }
    }

    /// Returns what a press does, in full, as the accessible name of the button.
    pub fn label(&self) -> Cow<'static, str> {
        self.words.say(*action(self.voice.status.get()).0)
    }

    /// Returns what a press does, as a short text for the button.
    pub fn short_label(&self) -> Cow<'static, str> {
        self.words.say(*action(self.voice.status.get()).1)
    }

    /// Whether the page is not hydrated yet. `false` at all other times: disabling a focused button
    /// would take its focus.
    pub fn disabled(&self) -> bool {
        !self.voice.ready.get()
    }

    /// Prewarms according to the session's [`Prewarm`](crate::Prewarm). Call it when the button is
    /// hovered or focused, since a press may follow.
    pub fn prewarm(&self) {
        self.voice.prewarm();
    }

    /// Starts, cancels or ends the conversation. Does nothing within 500 ms of the last press: see
    /// [`Voice::toggle`].
    pub fn press(&self) {
        self.voice.toggle();
    }
}

// References: a `Phrase` is six machine words, which each arm would otherwise copy.
fn action(status: Status) -> (&'static Phrase, &'static Phrase) {
    match status {
        Status::Disconnected => (&phrases::CALL_START, &phrases::CALL_START_SHORT),
        Status::Connecting => (&phrases::CALL_CANCEL, &phrases::CALL_CANCEL_SHORT),
        Status::Connected => (&phrases::CALL_END, &phrases::CALL_END_SHORT),
        Status::Disconnecting => (&phrases::CALL_ENDING, &phrases::CALL_ENDING_SHORT),
    }
}
