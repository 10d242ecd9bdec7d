use leptos::prelude::*;

use crate::dom::{Element, When};
use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// A button that is in the page only while the browser holds back the agent's sound. A press lets it play.
///
/// `data-slot="start-audio"`, `data-state="blocked"`.
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
    /// Classes for the button.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the text.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    When::new(move || {
        voice.audio_blocked.get().then(|| {
            let button = Element::button("start-audio", class.clone())
                .with("data-state", "blocked")
                .on("click", move |_| voice.start_audio());
            match &children {
                Some(children) => button.child(children()),
                None => button.phrase(words, phrases::START_AUDIO),
            }
            .into_any()
        })
    })
}
