//! What can be done with a session.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{
    ConnectionState, DisconnectReason, Disconnection, ErrorCode, ErrorReason, Event, MicState,
    Overrides, SpekoClientError, Status, Transcript, clamp_volume,
};

use super::talk::{Talk, other_transport};
use super::{Act, Voice, VoiceOptions, signal};
use crate::devices::DeviceChoice;

/// How long credentials that were fetched ahead are good enough, in ms.
#[cfg(feature = "s2s")]
const FRESH: u64 = 60_000;

/// What may be typed.
enum Text {
    User,
    Context,
    Chat,
}

impl Voice {
    /// Begins a conversation: asks for credentials, for the microphone, and joins. How it goes is told by the signals.
    /// The last transcript and error are cleared. While a conversation goes on it does nothing.
    ///
    /// Call it inside a click or key handler: browsers let a page play sound only after such an act.
    pub fn start(&self) {
        let begun = self.core.try_update_value(|core| {
            if core.active {
                return None;
            }
            core.active = true;
            core.clicked_at = speko_client::now();
            core.transcript = Transcript::with_limit(core.options.transcript_limit);
            let warm = std::mem::take(&mut core.warm);
            #[cfg(feature = "s2s")]
            let fetched = core.fetched.take();
            #[cfg(feature = "s2s")]
            let warm = warm && fetched.is_none();
            let last = if warm {
                None
            } else {
                core.generation = core.generation.wrapping_add(1);
                core.take_conversation()
            };
            let credentials = core.options.credentials.clone();
            #[cfg(feature = "s2s")]
            let credentials = match fetched {
                Some((fetched, at)) if at + FRESH > core.clicked_at => fetched.into(),
                _ => credentials,
            };
            Some((last, core.generation, credentials, core.out.clone(), warm))
        });
        let Some(Some((last, generation, credentials, out, warm))) = begun else {
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
        self.tell(Event::Status(Status::Connecting));
        if self.staged(Act::Start).is_some() {
            return;
        }
        if warm {
            // Without one yet, the start ahead finds out that it is wanted.
            if let Some(conversation) = self.conversation() {
                conversation.begin();
            }
            return;
        }
        if cfg!(target_arch = "wasm32") {
            spawn_local((*self).run(generation, credentials));
        } else {
            self.tell(Event::Error(SpekoClientError::new(
                ErrorCode::Unsupported,
                ErrorReason::Browser,
            )));
            self.close(generation);
        }
    }

    /// Ends the conversation at any moment, also while it connects: the microphone and all media are released before
    /// this returns. Without a conversation it does nothing.
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
        self.staged(Act::End);
        // From within one of its own events the conversation would tell the rest afterwards, when nobody listens to it.
        let status = self.out().map(|out| out.get(&signal::STATUS));
        let opened = matches!(status, Some(Status::Connected | Status::Disconnecting));
        let untold = self.close(generation) && opened;
        if untold && self.core.try_with_value(|core| core.active) == Some(false) {
            self.tell(Event::Disconnected(Disconnection {
                reason: DisconnectReason::User,
                message: None,
            }));
        }
    }

    /// [`start`](Self::start) or [`end`](Self::end), whichever there is to do.
    pub fn toggle(&self) {
        match self.core.try_with_value(|core| core.active) {
            Some(true) => self.end(),
            _ => self.start(),
        }
    }

    /// Mutes or unmutes the microphone, in this conversation and in the next ones. Once it returns no sound leaves.
    pub fn set_mic_muted(&self, muted: bool) {
        self.core
            .try_update_value(|core| core.options.mic_muted = muted);
        if let Some(conversation) = self.conversation() {
            conversation.set_mic_muted(muted);
        }
        self.staged(Act::MuteMic(muted));
        if let Some(out) = self.out() {
            out.put(&signal::MIC_MUTED, muted);
        }
    }

    /// Mutes the microphone if it is open; opens it if it is muted, by whomever, and tries again if it could not be
    /// opened or if the system silences it.
    pub fn toggle_mic(&self) {
        let Some(out) = self.out() else { return };
        let muted = out.get(&signal::MIC_MUTED);
        let closed = match out.get(&signal::MIC) {
            MicState::ServerMuted | MicState::Blocked | MicState::InUse | MicState::Missing => true,
            // Not by the caller: the system silences it.
            MicState::Muted => !muted,
            _ => false,
        };
        self.set_mic_muted(!closed && !muted);
    }

    /// Sets the agent's loudness, from 0 to 1, in this conversation and in the next ones. Values outside are clamped,
    /// no number is ignored.
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

    /// Chooses the microphone by its `deviceId`, at once and for the next conversations; nothing is the system's
    /// default. In a conversation the old one goes on until the new one is open, and muted stays muted.
    pub fn set_input_device(&self, device_id: Option<String>) {
        if let Some(conversation) = self.conversation() {
            conversation.set_input_device(device_id.as_deref());
        }
        let choice = DeviceChoice::wanted;
        self.remember(device_id, &signal::INPUT_DEVICE, choice, |options| {
            &mut options.input_device
        });
    }

    /// Chooses the loudspeaker by its `deviceId`, at once and for the next conversations; nothing is the system's
    /// default. Ignored where the browser cannot choose.
    pub fn set_output_device(&self, device_id: Option<String>) {
        if let Some(conversation) = self.conversation() {
            conversation.set_output_device(device_id.as_deref());
        }
        // Nothing is asked for it: it is used unless an error says otherwise.
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

    /// Changes the agent in the next conversations.
    pub fn set_overrides(&self, overrides: Option<Overrides>) {
        self.core
            .try_update_value(|core| core.options.overrides = overrides);
    }

    /// Sends a turn that was typed instead of spoken.
    ///
    /// # Errors
    /// [`NotConnected`](ErrorCode::NotConnected), [`Unsupported`](ErrorCode::Unsupported) in speech to speech, whose wire
    /// has no typed messages, or [`MessageTooLong`](ErrorCode::MessageTooLong) over
    /// [`MAX_TEXT_BYTES`](speko_client::MAX_TEXT_BYTES); nothing was sent then.
    pub fn send_user_message(&self, text: &str) -> Result<(), SpekoClientError> {
        if let Some(sent) = self.staged(Act::Send(text.to_owned())) {
            return sent;
        }
        self.send_text(text, Text::User)
    }

    /// Sends a hint that is no turn, such as "the caller looks at page 3".
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_contextual_update(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send_text(text, Text::Context)
    }

    /// Sends a typed turn as a text stream on `lk.chat`: for LiveKit Agents workers, which do not read Speko's packets.
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_chat_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send_text(text, Text::Chat)
    }

    /// Tries now to mend a line that broke, instead of when the policy says.
    pub fn reconnect_now(&self) {
        #[cfg(feature = "webrtc")]
        if let Some(conversation) = self.conversation()
            && let Some(conversation) = conversation.webrtc()
        {
            conversation.reconnect_now();
        }
        self.staged(Act::Reconnect);
    }

    /// Lets sound play that the browser held back. Call it inside a click or key handler.
    pub fn start_audio(&self) {
        if let Some(conversation) = self.conversation() {
            conversation.start_audio();
        }
        self.staged(Act::StartAudio);
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

    /// The user's turn is over, without the pause that the server waits for: what a talk button says when it is let go. In
    /// a speech-to-speech conversation only; in another one the silence says it.
    pub fn commit(&self) {
        #[cfg(feature = "s2s")]
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
            core.active = true; // for good: nothing starts in a session that is gone
            core.generation = core.generation.wrapping_add(1);
            core.take_conversation()
        });
        if let Some(Some(conversation)) = held {
            conversation.end_session();
        }
    }

    pub(super) fn conversation(&self) -> Option<Rc<Talk>> {
        self.core
            .try_with_value(|core| core.conversation.as_ref().cloned())
            .flatten()
    }

    fn open_conversation(&self) -> Result<Rc<Talk>, SpekoClientError> {
        self.conversation().ok_or(SpekoClientError::new(
            ErrorCode::NotConnected,
            ErrorReason::Closed,
        ))
    }
}
