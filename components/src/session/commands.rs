//! The commands of a session.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{
    ConnectionState, DisconnectReason, Disconnection, ErrorCode, ErrorReason, Event, MicState,
    Overrides, SpekoClientError, Status, Transcript, clamp_volume,
};

use super::any_conversation::{AnyConversation, other_transport};
use super::{ScriptedCommand, Voice, VoiceOptions, signal};
use crate::devices::DeviceChoice;

/// How long prefetched credentials may be used, in ms.
#[cfg(feature = "realtime")]
const FRESH: u64 = 60_000;

/// The kinds of text that can be sent.
enum Text {
    User,
    Context,
    Chat,
}

impl Voice {
    /// Starts a conversation: requests credentials, requests the microphone, and joins. Progress is
    /// reported by the signals. Clears the last transcript and error. Does nothing during a
    /// conversation.
    ///
    /// Call it inside a click or key handler: browsers allow a page to play audio only after a user
    /// gesture.
    pub fn start(&self) {
        let begun = self.core.try_update_value(|core| {
            if core.active {
                return None;
            }
            core.active = true;
            core.clicked_at = speko_client::now();
            core.transcript = Transcript::with_limit(core.options.transcript_limit);
            let prewarm = std::mem::take(&mut core.prewarm);
            #[cfg(feature = "realtime")]
            let fetched = core.fetched.take();
            #[cfg(feature = "realtime")]
            let prewarm = prewarm && fetched.is_none();
            let last = if prewarm {
                None
            } else {
                core.generation = core.generation.wrapping_add(1);
                core.take_conversation()
            };
            let credentials = core.options.credentials.clone();
            #[cfg(feature = "realtime")]
            let credentials = match fetched {
                Some((fetched, at)) if at + FRESH > core.clicked_at => fetched.into(),
                _ => credentials,
            };
            Some((
                last,
                core.generation,
                credentials,
                core.out.clone(),
                prewarm,
            ))
        });
        let Some(Some((last, generation, credentials, out, prewarm))) = begun else {
            return;
        };
        drop(last);
        out.put(&signal::ERROR, None);
        out.put(&signal::ENDED, None);
        out.put(&signal::CONNECTION, ConnectionState::New);
        out.put(&signal::CONVERSATION_ID, String::new());
        out.edit(&signal::FINALS, |finals| finals.clear());
        if !out.get(&signal::TURNS).is_empty() {
            out.edit(&signal::TURNS, |turns| *turns = Arc::default());
        }
        for field in [&signal::INPUT_DEVICE, &signal::OUTPUT_DEVICE] {
            out.put(field, DeviceChoice::of(out.get(field).wanted));
        }
        self.apply_event(Event::Status(Status::Connecting));
        if self.try_scripted(ScriptedCommand::Start).is_some() {
            return;
        }
        if prewarm {
            // If the conversation does not exist yet, the running prewarm sees `active` and starts
            // it.
            if let Some(conversation) = self.conversation() {
                conversation.begin();
            }
            return;
        }
        if cfg!(target_arch = "wasm32") {
            spawn_local((*self).run(generation, credentials));
        } else {
            self.apply_event(Event::Error(SpekoClientError::new(
                ErrorCode::Unsupported,
                ErrorReason::Browser,
            )));
            self.close(generation);
        }
    }

    /// Ends the conversation at any time, also while it connects. The microphone and all media are
    /// released before this returns. Does nothing without a conversation.
    pub fn end(&self) {
        let current = self
            .core
            .try_with_value(|core| (core.active, core.generation));
        let Some((true, generation)) = current else {
            return;
        };
        if let Some(conversation) = self.conversation() {
            conversation.end_session();
        }
        self.try_scripted(ScriptedCommand::End);
        // If called inside one of its own events, the conversation emits the remaining events after
        // that handler returns. They would be ignored, because the generation has changed by then.
        let status = self.out().map(|out| out.get(&signal::STATUS));
        let opened = matches!(status, Some(Status::Connected | Status::Disconnecting));
        let untold = self.close(generation) && opened;
        if untold && self.core.try_with_value(|core| core.active) == Some(false) {
            self.apply_event(Event::Disconnected(Disconnection {
                reason: DisconnectReason::User,
                message: None,
            }));
        }
    }

    /// Calls [`end`](Self::end) during a conversation, else [`start`](Self::start).
    pub fn toggle(&self) {
        match self.core.try_with_value(|core| core.active) {
            Some(true) => self.end(),
            _ => self.start(),
        }
    }

    /// Mutes or unmutes the microphone, in this conversation and in the next ones. No audio is sent
    /// after muting returns.
    pub fn set_mic_muted(&self, muted: bool) {
        self.core
            .try_update_value(|core| core.options.mic_muted = muted);
        if let Some(conversation) = self.conversation() {
            conversation.set_mic_muted(muted);
        }
        self.try_scripted(ScriptedCommand::MuteMic(muted));
        if let Some(out) = self.out() {
            out.put(&signal::MIC_MUTED, muted);
        }
    }

    /// Mutes the microphone if it is live. Unmutes it if it is muted, by the user or by the server,
    /// and retries if it could not be opened or is muted by the system.
    pub fn toggle_mic(&self) {
        let Some(out) = self.out() else { return };
        let muted = out.get(&signal::MIC_MUTED);
        let closed = match out.get(&signal::MIC) {
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
            out.put(&signal::VOLUME, volume);
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
        self.remember(device_id, &signal::INPUT_DEVICE, choice, |options| {
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
        self.remember(device_id, &signal::OUTPUT_DEVICE, choice, |options| {
            &mut options.output_device
        });
    }

    fn remember(
        &self,
        device: Option<String>,
        field: &'static signal::Field<DeviceChoice>,
        choice: fn(&DeviceChoice, Option<String>) -> DeviceChoice,
        option: fn(&mut VoiceOptions) -> &mut Option<String>,
    ) {
        self.core
            .try_update_value(|core| *option(&mut core.options) = device.clone());
        if let Some(out) = self.out() {
            let choice = choice(&out.get(field), device);
            let idle = out.get(&signal::STATUS) == Status::Disconnected;
            let settled = DeviceChoice::of(choice.wanted.clone());
            out.put(field, if idle { settled } else { choice });
        }
    }

    /// Sets the agent overrides for the next conversations.
    pub fn set_overrides(&self, overrides: Option<Overrides>) {
        self.core
            .try_update_value(|core| core.options.overrides = overrides);
    }

    /// Sends a typed user turn.
    ///
    /// # Errors
    /// [`NotConnected`](ErrorCode::NotConnected), [`Unsupported`](ErrorCode::Unsupported) in
    /// realtime conversations, whose protocol has no typed messages, or
    /// [`MessageTooLong`](ErrorCode::MessageTooLong) over
    /// [`MAX_TEXT_BYTES`](speko_client::MAX_TEXT_BYTES). Nothing is sent in these cases.
    pub fn send_user_message(&self, text: &str) -> Result<(), SpekoClientError> {
        if let Some(sent) = self.try_scripted(ScriptedCommand::Send(text.to_owned())) {
            return sent;
        }
        self.send_text(text, Text::User)
    }

    /// Sends context for the agent that is not a turn, such as "the caller looks at page 3".
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_contextual_update(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send_text(text, Text::Context)
    }

    /// Sends a typed user turn as a text stream on `lk.chat`, for LiveKit Agents workers, which do
    /// not read Speko's packets.
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_chat_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send_text(text, Text::Chat)
    }

    /// Retries a lost connection immediately, without waiting for the delay of the reconnect
    /// policy.
    pub fn reconnect_now(&self) {
        #[cfg(feature = "webrtc")]
        if let Some(conversation) = self.conversation()
            && let Some(conversation) = conversation.webrtc()
        {
            conversation.reconnect_now();
        }
        self.try_scripted(ScriptedCommand::Reconnect);
    }

    /// Starts audio playback that the browser has blocked. Call it inside a click or key handler.
    pub fn start_audio(&self) {
        if let Some(conversation) = self.conversation() {
            conversation.start_audio();
        }
        self.try_scripted(ScriptedCommand::StartAudio);
    }

    fn send_text(&self, text: &str, kind: Text) -> Result<(), SpekoClientError> {
        let conversation = self.open_conversation()?;
        #[cfg(feature = "webrtc")]
        if let Some(conversation) = conversation.webrtc() {
            return match kind {
                Text::User => conversation.send_user_message(text),
                Text::Context => conversation.send_contextual_update(text),
                Text::Chat => conversation.send_chat_message(text),
            };
        }
        let _ = (conversation, text, kind);
        Err(other_transport())
    }

    /// Ends the user's turn without waiting for the pause that the server detects, for example when
    /// a push-to-talk button is released. Only for realtime conversations; with WebRTC the silence
    /// ends the turn, and this does nothing.
    pub fn commit(&self) {
        #[cfg(feature = "realtime")]
        if let Some(conversation) = self.conversation()
            && let Some(conversation) = conversation.realtime()
        {
            conversation.commit();
        }
    }

    /// Clears [`error`](Self::error).
    pub fn dismiss_error(&self) {
        if let Some(out) = self.out() {
            out.put(&signal::ERROR, None);
        }
    }

    pub(super) fn dispose(&self) {
        let held = self.core.try_update_value(|core| {
            // Stays set: a disposed session never starts again.
            core.active = true;
            core.generation = core.generation.wrapping_add(1);
            core.take_conversation()
        });
        if let Some(Some(conversation)) = held {
            conversation.end_session();
        }
    }

    pub(super) fn conversation(&self) -> Option<Rc<AnyConversation>> {
        self.core
            .try_with_value(|core| core.conversation.as_ref().cloned())
            .flatten()
    }

    fn open_conversation(&self) -> Result<Rc<AnyConversation>, SpekoClientError> {
        self.conversation().ok_or(SpekoClientError::new(
            ErrorCode::NotConnected,
            ErrorReason::Closed,
        ))
    }
}
