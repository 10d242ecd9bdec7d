use leptos::prelude::*;
use speko_client::MicState;

use crate::dom::Element;
use crate::session::find_voice;
use crate::{Phrase, Phrases, Voice, phrases};

/// Mutes and unmutes the microphone.
///
/// It also works before a conversation, which then starts muted. A press also unmutes a microphone
/// that the server has muted. If the microphone could not be opened or is muted by the system, a
/// press tries again.
///
/// Renders a `button` with `data-slot="mic-toggle"`. `data-state` is the actual state of the
/// microphone: `live`, `muted`, `released`, `blocked`, `in-use`, `missing`, `server-muted` or
/// `unavailable`. `aria-pressed` is `true` while it is muted by this page or by the server.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
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
    /// CSS classes of the button. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the button's text. Default: [`phrases::MIC_MUTE_SHORT`],
    /// [`phrases::MIC_MUTED_SHORT`] or the microphone's problem.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = find_voice(voice);
    let (muted, words) = (voice.mic_muted, Phrases::find());
    let button = Element::button("mic-toggle", class)
        .attr("data-icon", "")
        .optional_attr_fn("aria-label", move || {
            // A problem with the microphone replaces the label.
            let name = mic_problem(voice.mic.get(), muted.get());
            Some(words.say(*name.unwrap_or(&phrases::MIC_MUTE)))
        })
        .attr_fn("data-state", move || voice.mic.get().as_str())
        .attr_fn("aria-pressed", move || {
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
        None => button.text_fn(move || {
            let muted = muted.get();
            let plain = match muted {
                true => &phrases::MIC_MUTED_SHORT,
                false => &phrases::MIC_MUTE_SHORT,
            };
            words.say(*mic_problem(voice.mic.get(), muted).unwrap_or(plain))
        }),
    }
    .into_any()
}

// By reference: a `Phrase` is six machine words, which each arm would write.
fn mic_problem(mic: MicState, muted: bool) -> Option<&'static Phrase> {
    Some(match mic {
        MicState::ServerMuted => &phrases::MIC_SERVER_MUTED,
        MicState::Blocked => &phrases::MIC_BLOCKED,
        MicState::InUse => &phrases::MIC_IN_USE,
        MicState::Missing => &phrases::MIC_MISSING,
        MicState::Muted if !muted => &phrases::MIC_SYSTEM_MUTED,
        _ => return None,
    })
}
