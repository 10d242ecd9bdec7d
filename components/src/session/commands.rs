//! The commands that start, end and control a conversation.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{
    ConnectionState, DisconnectReason, Disconnection, ErrorCode, ErrorReason, Event,
    SpekoClientError, Status, Transcript,
};

use super::any_conversation::AnyConversation;
use super::{DeviceChoice, ScriptedCommand, Voice, values};

/// How long, in ms, further presses do nothing: the rest of a double click must not undo it.
const PRESS_MS: u64 = 500;

/// How long prefetched credentials may be used, in ms.
#[cfg(feature = "realtime")]
const PREFETCH_TTL_MS: u64 = 60_000;

impl Voice {
    /// Starts a conversation: requests credentials, requests the microphone, and joins. Progress is
    /// reported by the signals. Clears the last transcript and error. Does nothing during a
    /// conversation.
    ///
    /// Call it inside a click or key handler: browsers allow a page to play audio only after a user
    /// gesture.
    pub fn start(&self) {
        let started = self.core.try_update_value(|core| {
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
                Some((fetched, at)) if at + PREFETCH_TTL_MS > core.clicked_at => fetched.into(),
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
        let Some(Some((last, generation, credentials, out, prewarm))) = started else {
            return;
        };
        drop(last);
        out.put(&values::ERROR, None);
        out.put(&values::ENDED, None);
        out.put(&values::CONNECTION, ConnectionState::New);
        out.put(&values::CONVERSATION_ID, String::new());
        out.edit(&values::FINALS, |finals| finals.clear());
        if !out.get(&values::TURNS).is_empty() {
            out.edit(&values::TURNS, |turns| *turns = Arc::default());
        }
        for field in [&values::INPUT_DEVICE, &values::OUTPUT_DEVICE] {
            out.put(field, DeviceChoice::of(out.get(field).wanted));
        }
        self.apply(&Event::Status(Status::Connecting));
        if self.try_scripted(ScriptedCommand::Start).is_some() {
            return;
        }
        if prewarm {
            // If the conversation does not exist yet, the running prewarm sees `active` and starts
            // it.
            if let Some(conversation) = self.conversation() {
                conversation.start_prepared();
            }
            return;
        }
        if cfg!(target_arch = "wasm32") {
            spawn_local((*self).run(generation, credentials));
        } else {
            self.apply(&Event::Error(SpekoClientError::new(
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
        let status = self.out().map(|out| out.get(&values::STATUS));
        let opened = matches!(status, Some(Status::Connected | Status::Disconnecting));
        let unreported = self.close(generation) && opened;
        if unreported && self.core.try_with_value(|core| core.active) == Some(false) {
            self.apply(&Event::Disconnected(Disconnection {
                reason: DisconnectReason::User,
                message: None,
            }));
        }
    }

    /// Calls [`end`](Self::end) during a conversation, else [`start`](Self::start), as a press of
    /// [`CallButton`](crate::CallButton) does. For 500 ms after that, further calls do nothing: the
    /// second press of a double click neither cancels the conversation nor starts another one.
    /// `start` and `end` have no such limit.
    pub fn toggle(&self) {
        let now = speko_client::now();
        let active = self.core.try_update_value(|core| {
            if now.abs_diff(core.toggled_at) < PRESS_MS {
                return None;
            }
            core.toggled_at = now;
            Some(core.active)
        });
        match active.flatten() {
            Some(true) => self.end(),
            Some(false) => self.start(),
            None => {}
        }
    }

    /// Moves the last press into the past, since a script's time passes by calls.
    pub(crate) fn age_press(&self, millis: u64) {
        self.core
            .try_update_value(|core| core.toggled_at = core.toggled_at.saturating_sub(millis));
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

    /// Starts audio playback that is [blocked](Self::audio_blocked). Call it inside a click or key
    /// handler.
    pub fn start_audio(&self) {
        if let Some(conversation) = self.conversation() {
            conversation.start_audio();
        }
        self.try_scripted(ScriptedCommand::StartAudio);
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
            out.put(&values::ERROR, None);
        }
    }

    pub(super) fn conversation(&self) -> Option<Rc<AnyConversation>> {
        self.core
            .try_with_value(|core| core.conversation.as_ref().cloned())
            .flatten()
    }
}
