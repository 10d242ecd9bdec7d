//! How a component finds its session.

use leptos::leptos_dom::logging::console_warn;
use leptos::prelude::*;
use speko_client::SpekoClientError;

use super::{Voice, VoiceOptions};

/// The session round this component, if there is one.
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

/// The session round this component. Where there is none, a warning goes to the console and the handle that comes
/// back does nothing and is never [`ready`](Voice::ready): a page with one misplaced component stays a page.
pub fn expect_voice() -> Voice {
    find_voice(None)
}

/// A component's session: the one it was given, or else the one round it.
pub(crate) fn find_voice(given: Option<Voice>) -> Voice {
    given.or_else(use_voice).unwrap_or_else(|| {
        console_warn(
            "leptos-speko: a voice component is outside of <VoiceSession> and got no `voice`: it stays disabled.",
        );
        let nowhere = SpekoClientError::credentials("no <VoiceSession>");
        Voice::inert(VoiceOptions::new(move || {
            std::future::ready(Err(nowhere.clone()))
        }))
    })
}
