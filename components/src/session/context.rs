//! How a component finds its session.

use leptos::leptos_dom::logging::console_warn;
use leptos::prelude::*;
use speko_client::SpekoClientError;

use super::{Voice, VoiceOptions};

/// Returns the session from context, or `None` outside a [`VoiceSession`](crate::VoiceSession).
/// [`expect_voice`] always returns a handle.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_voice;
///
/// #[component]
/// fn Hint() -> impl IntoView {
///     use_voice().map(|voice| view! { <p>{move || voice.status.get().as_str()}</p> })
/// }
/// ```
pub fn use_voice() -> Option<Voice> {
    use_context()
}

/// Returns the session from context. Without one, logs a warning to the console and returns a
/// handle whose commands do nothing and which is never [`ready`](Voice::ready). A misplaced
/// component does not break the page.
pub fn expect_voice() -> Voice {
    find_voice(None)
}

/// Returns the session of a component: `given`, else the one from context.
pub(crate) fn find_voice(given: Option<Voice>) -> Voice {
    given.or_else(use_voice).unwrap_or_else(|| {
        console_warn(
            "leptos-speko: a voice component is disabled: put it into <VoiceSession> or pass `voice`.",
        );
        let nowhere = SpekoClientError::credentials("no <VoiceSession>");
        Voice::inert(VoiceOptions::new(move || {
            std::future::ready(Err(nowhere.clone()))
        }))
    })
}
