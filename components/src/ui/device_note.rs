use std::borrow::Cow;

use leptos::prelude::*;
use speko_client::{MicState, Status};

use crate::dom::Element;
use crate::voice::find_voice;
use crate::{DeviceChoice, Phrase, Phrases, Voice, phrases};

/// Says in a conversation that the microphone or the loudspeaker is not available any more and another one is used, also
/// where the lost one was the system's default. Beside it nothing says so where the menus are folded away. What the person
/// chose, and what came back, needs no words. Where no microphone is left, [`MicToggle`](crate::MicToggle) and
/// [`ErrorNotice`](crate::ErrorNotice) say that.
///
/// `data-slot="device-note"`; `data-state` is `none` while it is empty, else `stand-in`. It is read out politely, and stays
/// in the page for that.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::DeviceNote;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <DeviceNote /> }
/// # }
/// ```
#[component]
pub fn DeviceNote(
    /// Classes for the note.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    Element::root("p", "device-note", class)
        .with("aria-live", "polite")
        .live("data-state", move || match lost(voice) {
            (None, None) => "none",
            _ => "stand-in",
        })
        .words(move || match lost(voice) {
            (None, None) => "".into(),
            // A headset that is unplugged is both.
            (Some(one), Some(other)) => {
                Cow::Owned([&*words.say(one), " ", &*words.say(other)].concat())
            }
            (Some(one), None) | (None, Some(one)) => words.say(one),
        })
        .into_any()
}

/// What there is to say of the microphone, and of the loudspeaker.
fn lost(voice: Voice) -> (Option<Phrase>, Option<Phrase>) {
    if voice.status.get() != Status::Connected {
        return (None, None);
    }
    let is_heard = !matches!(
        voice.mic.get(),
        MicState::Blocked | MicState::InUse | MicState::Missing
    );
    let lost = |choice: DeviceChoice, phrase| choice.is_forced().then_some(phrase);
    (
        lost(voice.input_device.get(), phrases::DEVICE_NOTE_MIC).filter(|_| is_heard),
        lost(voice.output_device.get(), phrases::DEVICE_NOTE_SPEAKER),
    )
}
