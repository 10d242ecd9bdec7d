use leptos::prelude::*;

use crate::dom::Element;
use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// The mute button. It works before a conversation too: that one then begins muted.
///
/// `data-slot="mic-toggle"`; `aria-pressed` is true while muted is wanted, `data-state` what the microphone really
/// does: `live`, `muted` or `unavailable`.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::MicToggle;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <MicToggle /> }
/// # }
/// ```
#[component]
pub fn MicToggle(
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
    let (muted, words) = (voice.mic_muted, Phrases::find());
    let button = Element::button("mic-toggle", class)
        .with("data-icon", "")
        .say("aria-label", words, phrases::MIC_MUTE)
        .live("data-state", move || voice.mic.get().as_str())
        .live(
            "aria-pressed",
            move || if muted.get() { "true" } else { "false" },
        )
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |_| voice.toggle_mic());
    match children {
        Some(children) => button.child(children()),
        None => button.words(move || {
            words.say(match muted.get() {
                true => phrases::MIC_MUTED_SHORT,
                false => phrases::MIC_MUTE_SHORT,
            })
        }),
    }
    .into_any()
}
