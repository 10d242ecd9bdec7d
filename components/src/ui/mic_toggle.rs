use leptos::prelude::*;
use speko_client::MicState;

use crate::dom::Element;
use crate::voice::find_voice;
use crate::{Phrase, Phrases, Voice, phrases};

/// The mute button. It works before a conversation too: that one then begins muted.
///
/// `data-slot="mic-toggle"`; `aria-pressed` is true while muted is wanted or the server has muted it. `data-state` is
/// what the microphone really does: `live`, `muted`, `released`, `blocked`, `in-use`, `missing`, `server-muted` or
/// `unavailable`. A press unmutes, whoever muted, and tries again where the microphone could not be opened.
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
        .live_text("aria-label", move || {
            // Where something is in the way, that is what a press is about.
            let name = in_the_way(voice.mic.get(), muted.get());
            Some(words.say(*name.unwrap_or(&phrases::MIC_MUTE)))
        })
        .live("data-state", move || voice.mic.get().as_str())
        .live("aria-pressed", move || {
            if muted.get() || voice.mic.get() == MicState::ServerMuted {
                "true"
            } else {
                "false"
            }
        })
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |_| voice.toggle_mic());
    match children {
        Some(children) => button.child(children()),
        None => button.words(move || {
            let muted = muted.get();
            let plain = match muted {
                true => &phrases::MIC_MUTED_SHORT,
                false => &phrases::MIC_MUTE_SHORT,
            };
            words.say(*in_the_way(voice.mic.get(), muted).unwrap_or(plain))
        }),
    }
    .into_any()
}

// By reference: a phrase is six words, which each arm would write down.
fn in_the_way(mic: MicState, muted: bool) -> Option<&'static Phrase> {
    Some(match mic {
        MicState::ServerMuted => &phrases::MIC_SERVER_MUTED,
        MicState::Blocked => &phrases::MIC_BLOCKED,
        MicState::InUse => &phrases::MIC_IN_USE,
        MicState::Missing => &phrases::MIC_MISSING,
        MicState::Muted if !muted => &phrases::MIC_SILENCED,
        _ => return None,
    })
}
