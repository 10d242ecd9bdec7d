use leptos::prelude::*;
use speko_client::DeviceReason;

use crate::devices::{DeviceSelect, Devices, use_devices_of};
use crate::session::find_voice;
use crate::{Phrase, Voice, phrases};

/// Selects the speaker (audio output device), before and during a conversation.
///
/// If the browser cannot select one (Safari, and every browser on an iPhone), the menu is disabled
/// and a note says so.
///
/// Renders a `label` with `data-slot="speaker-select"` that contains a `select`. `data-state` is:
///
/// - `ready`;
/// - `disabled` until hydration;
/// - `unsupported` if the browser cannot select a speaker;
/// - `refused` while the system default is used because the browser rejected the selected speaker;
/// - `fallback` while the system default is used because the selected speaker is unplugged.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
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
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the label's text. Default: [`phrases::SPEAKER_SELECT`]. For a custom menu, use
    /// [`use_devices`](crate::use_devices).
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
    if !output.is_fallback() {
        return None;
    }
    Some(match output.reason {
        Some(DeviceReason::Refused) => ("refused", phrases::SPEAKER_SELECT_REFUSED),
        _ => ("fallback", phrases::DEVICE_FALLBACK),
    })
}
