use leptos::prelude::*;

use crate::dom::{Element, focus};
use crate::{Voice, use_call_button};

/// The button that starts, cancels while connecting, and ends.
///
/// `data-slot="call-button"`; `data-state` is `idle`, `connecting`, `connected` or `disconnecting`. Its `aria-label`
/// always says what a press does. It is one button from start to end, so the focus stays on it.
///
/// Headless: [`use_call_button`].
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::CallButton;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <CallButton class="big" /> }
/// # }
/// ```
#[component]
pub fn CallButton(
    /// Classes for the button.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let call = use_call_button(voice);
    let button = Element::button("call-button", class)
        .with("data-icon", "")
        .live("data-state", move || call.state())
        .live_text("aria-label", move || Some(call.label()))
        .flag("disabled", move || call.disabled())
        .on("pointerenter", move |_| call.intend())
        .on("focus", move |_| {
            // Who is led here wants nothing yet.
            if !focus::is_leading() {
                call.intend();
            }
        })
        .on("click", move |_| call.press());
    match children {
        Some(children) => button.child(children()),
        None => button.words(move || call.short_label()),
    }
    .into_any()
}
