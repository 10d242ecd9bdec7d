//! Handles the inputs of the microphone, the audio playback and the devices. All transports share
//! this; what a failure means for the session is decided by each.

use super::hotplug::Hotplug;
use super::microphone::{Microphone, Outcome};
use crate::engine::io::{MediaInput, SpeakerInput};
use crate::engine::outbox::Effects;
use crate::engine::reported_state::ReportedState;
use crate::time::Millis;

/// Handles an input, and returns what it means for the microphone.
pub(crate) fn handle(
    now: Millis,
    input: MediaInput,
    mic: &mut Microphone,
    hotplug: &mut Hotplug,
    reported: &mut ReportedState,
    out: &mut dyn Effects,
) -> Outcome {
    match input {
        MediaInput::Mic(id, input) => return mic.handle(now, id, input, out),
        MediaInput::Devices(list) => hotplug.devices(now, &list, mic, out),
        MediaInput::DevicesChanged => hotplug.devices_changed(now),
        MediaInput::Speaker(SpeakerInput::Blocked) => reported.set_audio_blocked(true, out),
        MediaInput::Speaker(SpeakerInput::Playing) => reported.set_audio_blocked(false, out),
        MediaInput::Speaker(SpeakerInput::OutputFailed(name)) => hotplug.output_failed(name, out),
    }
    Outcome::None
}
