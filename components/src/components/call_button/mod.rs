mod use_call_button;

use leptos::prelude::*;

use crate::Voice;
use crate::dom::{Element, focus};
pub use use_call_button::*;

/// Starts a conversation, cancels it while connecting, and ends it.
///
/// Renders a `button` with `data-slot="call-button"`. `data-state` is `idle`, `connecting`,
/// `connected` or `disconnecting`, and `aria-label` names what a press does. It stays the same
/// element from start to end, so it keeps the focus.
///
/// Presses within 500 ms of the last one that had an effect do nothing, so a double click starts
/// one conversation. Neither do the repeats of a held key.
///
/// Hover, touch and focus prepare a call as [`Prewarm`](crate::Prewarm) specifies.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_call_button`](crate::use_call_button).
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
    /// CSS classes of the button. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the button's text. Default: what a press does, in short.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let call = use_call_button(voice);
    let button = Element::button("call-button", class)
        .attr("data-icon", "")
        .attr_fn("data-state", move || call.state())
        .optional_attr_fn("aria-label", move || Some(call.label()))
        .flag("disabled", move || call.disabled())
        .on("pointerenter", move |_| call.prewarm())
        .on("focus", move |_| {
            // A focus set by code does not mean that the user intends to call.
            if !focus::is_programmatic() {
                call.prewarm();
            }
        })
        .on("click", move |_| call.press());
    match children {
        Some(children) => button.child(children()),
        None => button.text_fn(move || call.short_label()),
    }
    .into_any()
}
