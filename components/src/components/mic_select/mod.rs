use leptos::prelude::*;
use speko_client::{MicPermission, MicState};

use crate::devices::{DeviceSelect, Devices, obstacle, use_devices_of};
use crate::session::find_voice;
use crate::{Phrase, Voice, phrases};

/// Selects the microphone, before and during a conversation.
///
/// The first entry is the system default, which is tracked when it changes. If the selected
/// microphone is unplugged, the system default is used until it is back. A note beside the menu
/// reports that.
///
/// Renders a `label` with `data-slot="mic-select"` that contains a `select`. `data-state` is:
///
/// - `ready`;
/// - `disabled` until hydration;
/// - `unnamed` while the browser withholds the list, until the microphone is allowed;
/// - `blocked` if the microphone is not allowed: by the user, by a page that embeds this one, or
///   because the page is not secure;
/// - `missing` if there is none;
/// - `fallback` while the system default is used instead of the selected microphone.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
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
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the label's text. Default: [`phrases::MIC_SELECT`]. For a custom menu, use
    /// [`use_devices`](crate::use_devices).
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
    if let Some((_, why)) = obstacle() {
        return Some(("blocked", why));
    }
    let mic = devices.mic();
    if devices.permission() == MicPermission::Denied || mic == MicState::Blocked {
        return Some(("blocked", phrases::MIC_SELECT_BLOCKED));
    }
    // A list without inputs, or without names, says less than an open microphone.
    let open = matches!(
        mic,
        MicState::Live | MicState::Muted | MicState::ServerMuted
    );
    let is_known = devices.is_known() && !open;
    if mic == MicState::Missing || (is_known && !devices.has_input()) {
        return Some(("missing", phrases::MIC_SELECT_MISSING));
    }
    if devices.input().is_fallback() {
        return Some(("fallback", phrases::DEVICE_FALLBACK));
    }
    let unnamed = is_known && devices.inputs().is_empty();
    unnamed.then_some(("unnamed", phrases::MIC_SELECT_UNNAMED))
}
