use std::borrow::Cow;

use speko_client::SpekoClientError;

use crate::voice::find_voice;
use crate::{Phrases, Voice};

/// What [`ErrorNotice`](crate::ErrorNotice) knows, from [`use_error_notice`]. Inside a view its answers tell of changes.
#[derive(Clone, Copy, Debug)]
pub struct UseErrorNotice {
    voice: Voice,
    words: Phrases,
}

/// What went wrong, in sentences of the app's language. `voice` is for a session other than the one round the
/// component.
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
    /// The error that is to be shown.
    pub fn error(&self) -> Option<SpekoClientError> {
        self.voice.error.get()
    }

    /// What happened, in a sentence.
    pub fn message(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.words.error_message(error)
    }

    /// What to do about it, in a sentence.
    pub fn advice(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.words.error_advice(error)
    }

    /// Takes it away.
    pub fn dismiss(&self) {
        self.voice.dismiss_error();
    }
}
