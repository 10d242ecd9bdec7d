use std::borrow::Cow;

use speko_client::{MicState, SpekoClientError};

use crate::session::find_voice;
use crate::{Phrases, Voice};

/// The state behind [`ErrorNotice`](crate::ErrorNotice), from [`use_error_notice`]. Reads are
/// tracked in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseErrorNotice {
    voice: Voice,
    words: Phrases,
}

/// Returns the last error and its texts in the app's language. `voice` overrides the session from
/// context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_error_notice;
///
/// #[component]
/// fn Toast() -> impl IntoView {
///     let notice = use_error_notice(None);
///     move || {
///         notice.error().map(|error| view! {
///             <p role="alert" on:click=move |_| notice.dismiss()>
///                 {notice.message(&error).into_owned()} " " {notice.advice(&error).into_owned()}
///             </p>
///         })
///     }
/// }
/// ```
pub fn use_error_notice(voice: Option<Voice>) -> UseErrorNotice {
    UseErrorNotice {
        voice: find_voice(voice),
        words: Phrases::find(),
    }
}

impl UseErrorNotice {
    /// Returns the error to show.
    pub fn error(&self) -> Option<SpekoClientError> {
        self.voice.error.get()
    }

    /// Returns what happened, as a sentence.
    pub fn message(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.words.error_message(error)
    }

    /// Returns what to do about it, as a sentence. During a call it does not tell the user to start
    /// one.
    pub fn advice(&self, error: &SpekoClientError) -> Cow<'static, str> {
        let in_call = match self.voice.mic.get() {
            // The state outside of a call.
            MicState::Unavailable => None,
            mic => Some(matches!(mic, MicState::Live | MicState::Muted)),
        };
        self.words.error_advice_now(error, in_call)
    }

    /// Dismisses the error.
    pub fn dismiss(&self) {
        self.voice.dismiss_error();
    }
}
