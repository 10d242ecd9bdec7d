use leptos::prelude::*;
use speko_client::Status;

use crate::dom::Element;
use crate::voice::find_voice;
use crate::{Phrase, Phrases, Voice, phrases};

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
    let (status, words) = (voice.status, Phrases::find());
    let button = Element::button("call-button", class)
        .with("data-icon", "")
        .live("data-state", move || state(status.get()))
        .live_text("aria-label", move || {
            Some(words.say(action(status.get()).0))
        })
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |_| voice.toggle());
    match children {
        Some(children) => button.child(children()),
        None => button.words(move || words.say(action(status.get()).1)),
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
fn action(status: Status) -> (Phrase, Phrase) {
    match status {
        Status::Disconnected => (phrases::CALL_START, phrases::CALL_START_SHORT),
        Status::Connecting => (phrases::CALL_CANCEL, phrases::CALL_CANCEL_SHORT),
        Status::Connected => (phrases::CALL_END, phrases::CALL_END_SHORT),
        Status::Disconnecting => (phrases::CALL_ENDING, phrases::CALL_ENDING_SHORT),
    }
}
