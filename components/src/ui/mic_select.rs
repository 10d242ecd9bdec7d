use leptos::prelude::*;
use speko_client::{MicPermission, MicState};

use crate::devices::{DeviceSelect, Devices, use_devices_of};
use crate::voice::find_voice;
use crate::{Phrase, Voice, phrases};

/// Chooses the microphone, before a conversation and in the middle of one. The system's default comes first, and is
/// followed when it changes; a chosen one that is unplugged is stood in for until it is back, which is said beside the
/// menu.
///
/// `data-slot="mic-select"`; the root is a `label` that holds a `select`. `data-state` is `ready`, `disabled` until the
/// page is alive, `unnamed` while browsers keep the names until the microphone is allowed, `blocked`, `missing`, or
/// `stand-in` while the system's default stands in for the wanted one.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::MicSelect;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <MicSelect /> }
/// # }
/// ```
#[component]
pub fn MicSelect(
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
        slot: "mic-select",
        name: phrases::MIC_SELECT,
        devices: use_devices_of(voice),
        all: Devices::inputs,
        choice: Devices::input,
        choose: Devices::choose_input,
        note,
        able: |_| true,
        ready: voice.ready,
    }
    .view(class, children)
}

fn note(devices: &Devices) -> Option<(&'static str, Phrase)> {
    let mic = devices.mic();
    if devices.permission() == MicPermission::Denied || mic == MicState::Blocked {
        return Some(("blocked", phrases::MIC_SELECT_BLOCKED));
    }
    if mic == MicState::Missing || (devices.is_known() && !devices.has_input()) {
        return Some(("missing", phrases::MIC_SELECT_MISSING));
    }
    if devices.input().is_stand_in() {
        return Some(("stand-in", phrases::DEVICE_STAND_IN));
    }
    let unnamed = devices.is_known() && devices.inputs().is_empty();
    unnamed.then_some(("unnamed", phrases::MIC_SELECT_UNNAMED))
}
