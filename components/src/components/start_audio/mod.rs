use leptos::prelude::*;

use crate::dom::{Element, ShowIf};
use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};

/// Starts the agent's audio if it is blocked.
///
/// It is in the page only while the audio cannot be heard: the browser's autoplay policy blocks it,
/// the system or an extension keeps pausing it, or the audio output does not run.
///
/// Renders a `button` with `data-slot="start-audio"` and `data-state="blocked"`.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::StartAudio;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <StartAudio /> }
/// # }
/// ```
#[component]
pub fn StartAudio(
    /// CSS classes of the button. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the button's text. Default: [`phrases::START_AUDIO`].
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    ShowIf::new(move || {
        voice.audio_blocked.get().then(|| {
            let button = Element::button("start-audio", class.clone())
                .attr("data-state", "blocked")
                .on("click", move |_| voice.start_audio());
            match &children {
                Some(children) => button.child(children()),
                None => button.phrase(words, phrases::START_AUDIO),
            }
            .into_any()
        })
    })
}
