use leptos::prelude::*;

use crate::dom::Element;
use crate::{Voice, use_phone_manners};

/// Keeps the screen on during a conversation, and lets the keys of a headset and of the lock screen
/// mute the microphone and hang up.
///
/// See [`use_phone_manners`] for details. A session does not do this by itself, so a page without
/// this component does not load the code.
///
/// Renders a hidden `span` with `data-slot="phone-manners"`. `data-state` is `on` during a
/// conversation, otherwise `off`.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::PhoneManners;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <PhoneManners title="Front desk" /> }
/// # }
/// ```
#[component]
pub fn PhoneManners(
    /// The title in the system's media controls. Default:
    /// [`PHONE_TITLE`](crate::phrases::PHONE_TITLE).
    #[prop(optional, into)]
    title: TextProp,
    /// CSS classes of the element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
) -> impl IntoView {
    let manners = use_phone_manners(voice, title);
    Element::root("span", "phone-manners", class)
        .with("hidden", "")
        .live(
            "data-state",
            move || {
                if manners.is_on() { "on" } else { "off" }
            },
        )
        .into_any()
}
