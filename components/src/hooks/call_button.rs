use std::borrow::Cow;

use speko_client::Status;

use crate::voice::find_voice;
use crate::{Phrase, Phrases, Voice, phrases};

/// What [`CallButton`](crate::CallButton) knows, from [`use_call_button`]. Inside a view its answers tell of changes.
#[derive(Clone, Copy, Debug)]
pub struct UseCallButton {
    voice: Voice,
    words: Phrases,
}

/// What a press of a call button does, and how it is called. `voice` is for a session other than the one round the
/// component.
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
    /// `idle`, `connecting`, `connected` or `disconnecting`.
    pub fn state(&self) -> &'static str {
        match self.voice.status.get() {
            Status::Disconnected => "idle",
            other => other.as_str(),
        }
    }

    /// What a press does, in full: the button's name.
    pub fn label(&self) -> Cow<'static, str> {
        self.words.say(*action(self.voice.status.get()).0)
    }

    /// The same, as short as a button needs it.
    pub fn short_label(&self) -> Cow<'static, str> {
        self.words.say(*action(self.voice.status.get()).1)
    }

    /// Whether the page has yet to come alive. At no other time: a button that was disabled while it has the focus
    /// would lose it.
    pub fn disabled(&self) -> bool {
        !self.voice.ready.get()
    }

    /// The person may be about to press it: the pointer is over it, or it has the focus. What then happens is the
    /// session's [`Warm`](crate::Warm).
    pub fn intend(&self) {
        self.voice.intend();
    }

    /// Starts, cancels or ends.
    pub fn press(&self) {
        self.voice.toggle();
    }
}

// By reference: a phrase is six words, which each arm would write down.
fn action(status: Status) -> (&'static Phrase, &'static Phrase) {
    match status {
        Status::Disconnected => (&phrases::CALL_START, &phrases::CALL_START_SHORT),
        Status::Connecting => (&phrases::CALL_CANCEL, &phrases::CALL_CANCEL_SHORT),
        Status::Connected => (&phrases::CALL_END, &phrases::CALL_END_SHORT),
        Status::Disconnecting => (&phrases::CALL_ENDING, &phrases::CALL_ENDING_SHORT),
    }
}
