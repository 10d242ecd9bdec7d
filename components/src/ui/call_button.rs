use leptos::prelude::*;
use speko_client::Status;

use crate::Voice;
use crate::dom::Element;
use crate::voice::find_voice;

/// The button that starts, cancels while connecting, and ends.
///
/// `data-slot="call-button"`; `data-state` is `idle`, `connecting`, `connected` or `disconnecting`. Its `aria-label`
/// always says what a press does.
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
    let voice = find_voice(voice);
    let status = voice.status;
    let button = Element::button("call-button", class)
        .live("data-state", move || state(status.get()))
        .live("aria-label", move || action(status.get()).0)
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |_| voice.toggle());
    match children {
        Some(children) => button.child(children()),
        None => button.words(move || action(status.get()).1),
    }
    .into_any()
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Disconnected => "idle",
        other => other.as_str(),
    }
}

/// What a press does: in full, and as short as a button needs it.
fn action(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Disconnected => ("Start conversation", "Start"),
        Status::Connecting => ("Cancel connecting", "Cancel"),
        Status::Connected => ("End conversation", "End"),
        Status::Disconnecting => ("Ending conversation", "Ending…"),
    }
}
