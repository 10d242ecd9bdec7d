mod media_session;
mod navigator;
mod use_call_media_session;
mod wake_lock;

use leptos::prelude::*;

use crate::Voice;
use crate::dom::Element;
pub use use_call_media_session::*;

/// Keeps the screen on during a conversation, and lets the keys of a headset and of the lock screen
/// mute and unmute the microphone and hang up.
///
/// See [`use_call_media_session`](crate::use_call_media_session) for details. A session does not do
/// this by itself, so a page without this component does not load the code.
///
/// Renders a hidden `span` with `data-slot="call-media-session"`. `data-state` is `on` during a
/// conversation, otherwise `off`.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::CallMediaSession;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <CallMediaSession title="Front desk" /> }
/// # }
/// ```
#[component]
pub fn CallMediaSession(
    /// The title in the system's media controls. Default:
    /// [`CALL_MEDIA_SESSION_TITLE`](crate::phrases::CALL_MEDIA_SESSION_TITLE).
    #[prop(optional, into)]
    title: TextProp,
    /// CSS classes of the element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
) -> impl IntoView {
    let media = use_call_media_session(voice, title);
    Element::root("span", "call-media-session", class)
        .attr("hidden", "")
        .attr_fn(
            "data-state",
            move || {
                if media.is_on() { "on" } else { "off" }
            },
        )
        .into_any()
}
