//! Commands for settings that also apply to the next conversations: mute, volume, devices.

use leptos::prelude::*;
use speko_client::{MicState, Overrides, Status, clamp_volume};

use super::values::{self, Field};
use super::{DeviceChoice, ScriptedCommand, Voice, VoiceOptions};

impl Voice {
    /// Mutes or unmutes the microphone, in this conversation and in the next ones. No audio is sent
    /// after muting returns.
    ///
    /// Call it inside a click or key handler with [`CallMediaSession`](crate::CallMediaSession):
    /// Safari unmutes only during a user gesture.
    pub fn set_mic_muted(&self, muted: bool) {
        let notify = self.core.try_update_value(|core| {
            core.options.mic_muted = muted;
            core.listeners.notify_mute
        });
        if let Some(conversation) = self.conversation() {
            conversation.set_mic_muted(muted);
        }
        self.try_scripted(ScriptedCommand::MuteMic(muted));
        if let Some(out) = self.out() {
            out.put(&values::MIC_MUTED, muted);
        }
        if let Some(Some(notify)) = notify {
            notify(self, muted);
        }
    }

    /// Mutes the microphone if it is live. Unmutes it if it is muted, by the user or by the server,
    /// and retries if it could not be opened or is muted by the system.
    pub fn toggle_mic(&self) {
        let Some(out) = self.out() else { return };
        let muted = out.get(&values::MIC_MUTED);
        let closed = match out.get(&values::MIC) {
            MicState::ServerMuted | MicState::Blocked | MicState::InUse | MicState::Missing => true,
            // Not muted by the user, hence muted by the system.
            MicState::Muted => !muted,
            _ => false,
        };
        self.set_mic_muted(!closed && !muted);
    }

    /// Sets the agent's volume, clamped to 0–1, in this conversation and in the next ones. NaN is
    /// ignored.
    pub fn set_volume(&self, volume: f64) {
        let Some(volume) = clamp_volume(volume) else {
            return;
        };
        self.core
            .try_update_value(|core| core.options.volume = volume);
        if let Some(conversation) = self.conversation() {
            conversation.set_volume(volume);
        }
        if let Some(out) = self.out() {
            out.put(&values::VOLUME, volume);
        }
    }

    /// Selects the microphone by its `deviceId`, now and for the next conversations. `None` selects
    /// the system default. During a conversation the old microphone is used until the new one is
    /// open, and the mute state is kept.
    pub fn set_input_device(&self, device_id: Option<String>) {
        if let Some(conversation) = self.conversation() {
            conversation.set_input_device(device_id.as_deref());
        }
        let choice = DeviceChoice::wanted;
        self.remember(device_id, &values::INPUT_DEVICE, choice, |options| {
            &mut options.input_device
        });
    }

    /// Selects the output device by its `deviceId`, now and for the next conversations. `None`
    /// selects the system default. Ignored where the browser does not support output selection.
    pub fn set_output_device(&self, device_id: Option<String>) {
        if let Some(conversation) = self.conversation() {
            conversation.set_output_device(device_id.as_deref());
        }
        // No permission is requested for it: it counts as used unless an error is reported.
        let choice = |_: &DeviceChoice, device| DeviceChoice::of(device);
        self.remember(device_id, &values::OUTPUT_DEVICE, choice, |options| {
            &mut options.output_device
        });
    }

    fn remember(
        &self,
        device: Option<String>,
        field: &'static Field<DeviceChoice>,
        choice: fn(&DeviceChoice, Option<String>) -> DeviceChoice,
        option: fn(&mut VoiceOptions) -> &mut Option<String>,
    ) {
        self.core
            .try_update_value(|core| *option(&mut core.options) = device.clone());
        if let Some(out) = self.out() {
            let choice = choice(&out.get(field), device);
            let idle = out.get(&values::STATUS) == Status::Disconnected;
            let settled = DeviceChoice::of(choice.wanted.clone());
            out.put(field, if idle { settled } else { choice });
        }
    }

    /// Sets the agent overrides for the next conversations.
    pub fn set_overrides(&self, overrides: Option<Overrides>) {
        self.core
            .try_update_value(|core| core.options.overrides = overrides);
    }
}
