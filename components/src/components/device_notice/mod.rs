use std::borrow::Cow;

use leptos::prelude::*;
use speko_client::{MicState, Status};

use crate::devices::obstacle;
use crate::dom::Element;
use crate::session::find_voice;
use crate::{DeviceChoice, Phrase, Phrases, Voice, phrases};

/// Reports in a conversation that the microphone or the speaker is no longer available and another
/// one is used.
///
/// It also reports a lost system default. Use it where the device menus are collapsed, because
/// nothing else shows the change there. It does not report devices that the user selected or that
/// came back. If no microphone is left, [`MicToggle`](crate::MicToggle) and
/// [`ErrorNotice`](crate::ErrorNotice) report that.
///
/// Before a conversation, it says why this page can use no microphone, unless
/// [`Voice::error`] says it.
///
/// Renders a `p` with `data-slot="device-notice"`. `data-state` is `none` while it is empty,
/// otherwise `fallback` or `blocked`. It is a polite live region, so it stays in the page while it
/// is empty.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::DeviceNotice;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <DeviceNotice /> }
/// # }
/// ```
#[component]
pub fn DeviceNotice(
    /// CSS classes of the note. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    Element::root("p", "device-notice", class)
        .attr("aria-live", "polite")
        .attr_fn("data-state", move || match (lost(voice), blocked(voice)) {
            ((None, None), None) => "none",
            ((None, None), Some(_)) => "blocked",
            _ => "fallback",
        })
        .text_fn(move || match lost(voice) {
            (None, None) => blocked(voice).map_or("".into(), |why| words.say(why)),
            // Unplugging a headset removes both.
            (Some(one), Some(other)) => {
                Cow::Owned([&*words.say(one), " ", &*words.say(other)].concat())
            }
            (Some(one), None) | (None, Some(one)) => words.say(one),
        })
        .into_any()
}

/// Returns why there is no microphone, before a conversation.
fn blocked(voice: Voice) -> Option<Phrase> {
    if !voice.ready.get() || voice.status.get() != Status::Disconnected {
        return None;
    }
    let said = voice.error.get().map(|error| error.reason());
    let (reason, why) = obstacle()?;
    (said != Some(reason)).then_some(why)
}

/// Returns what to report about the microphone and about the speaker.
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
        lost(voice.input_device.get(), phrases::DEVICE_NOTICE_MIC).filter(|_| is_heard),
        lost(voice.output_device.get(), phrases::DEVICE_NOTICE_SPEAKER),
    )
}
