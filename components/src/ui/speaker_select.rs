use leptos::prelude::*;
use speko_client::DeviceReason;

use crate::devices::{DeviceSelect, Devices, use_devices_of};
use crate::voice::find_voice;
use crate::{Phrase, Voice, phrases};

/// Chooses the loudspeaker, before a conversation and in the middle of one. Where the browser lets nobody choose
/// (Safari, and every browser on an iPhone), it is disabled and says so.
///
/// `data-slot="speaker-select"`; the root is a `label` that holds a `select`. `data-state` is `ready`, `disabled` until
/// the page is alive, `unsupported`, or, while the system's default stands in for the wanted one, `refused` where the
/// browser did not let that be used and `stand-in` otherwise.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::SpeakerSelect;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <SpeakerSelect /> }
/// # }
/// ```
#[component]
pub fn SpeakerSelect(
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the label's text. For a menu of one's own there is [`use_devices`](crate::use_devices).
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = find_voice(voice);
    DeviceSelect {
        slot: "speaker-select",
        name: phrases::SPEAKER_SELECT,
        devices: use_devices_of(voice),
        all: Devices::outputs,
        choice: Devices::output,
        choose: Devices::choose_output,
        note,
        able: |devices| !devices.is_known() || devices.can_choose_output(),
        ready: voice.ready,
    }
    .view(class, children)
}

fn note(devices: &Devices) -> Option<(&'static str, Phrase)> {
    if devices.is_known() && !devices.can_choose_output() {
        return Some(("unsupported", phrases::SPEAKER_SELECT_UNSUPPORTED));
    }
    let output = devices.output();
    if !output.is_stand_in() {
        return None;
    }
    Some(match output.reason {
        Some(DeviceReason::Refused) => ("refused", phrases::SPEAKER_SELECT_REFUSED),
        _ => ("stand-in", phrases::DEVICE_STAND_IN),
    })
}
