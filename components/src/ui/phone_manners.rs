use leptos::prelude::*;

use crate::dom::Element;
use crate::{Voice, use_phone_manners};

/// Lets the page behave as a telephone during a conversation: the screen stays on, and the keys of a headset and of the
/// lock screen mute the microphone and hang up. Nothing of it is to be seen. [`use_phone_manners`] says more.
///
/// A session does not do this by itself: it is one line for a page that wants it, and not a byte for one that doesn't.
///
/// `data-slot="phone-manners"`; `data-state` is `on` during a conversation, else `off`.
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
    /// What the system shows where it shows what plays.
    #[prop(optional, into)]
    title: TextProp,
    /// Classes for the element.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
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
