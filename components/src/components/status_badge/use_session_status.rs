use std::borrow::Cow;

use speko_client::{AgentState, ConnectionState, DisconnectReason, Mode, Status};

use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};

/// The state behind [`StatusBadge`](crate::StatusBadge), from [`use_session_status`]. Reads are
/// tracked in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseSessionStatus {
    voice: Voice,
    words: Phrases,
}

/// Returns the status of the session as text. `voice` overrides the session from context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_session_status;
///
/// #[component]
/// fn StatusText() -> impl IntoView {
///     let status = use_session_status(None);
///     view! { <p role="status">{move || status.text().into_owned()}</p> }
/// }
/// ```
pub fn use_session_status(voice: Option<Voice>) -> UseSessionStatus {
    UseSessionStatus {
        voice: find_voice(voice),
        words: Phrases::find(),
    }
}

impl UseSessionStatus {
    /// Returns the status, including why the conversation ended, whether it is reconnecting, and
    /// whether the browser waits for the user to allow the microphone.
    pub fn text(&self) -> Cow<'static, str> {
        let voice = self.voice;
        // References: a `Phrase` is six machine words, which each arm would otherwise copy.
        self.words.say(*match voice.status.get() {
            Status::Connecting if voice.mic_prompt.get() => &phrases::STATUS_PROMPT,
            Status::Connecting => &phrases::STATUS_CONNECTING,
            Status::Connected if voice.connection.get() == ConnectionState::Reconnecting => {
                &phrases::STATUS_RECONNECTING
            }
            Status::Connected => &phrases::STATUS_CONNECTED,
            Status::Disconnecting => &phrases::STATUS_ENDING,
            Status::Disconnected => match voice.ended.get() {
                None => &phrases::STATUS_IDLE,
                Some(DisconnectReason::User) => &phrases::STATUS_ENDED,
                Some(DisconnectReason::Agent) => &phrases::STATUS_AGENT_ENDED,
                Some(_) => &phrases::STATUS_LOST,
            },
        })
    }

    /// Returns who is speaking, or why the agent is not heard: there is none, or its audio does
    /// not play. `None` outside of a conversation.
    pub fn mode_text(&self) -> Option<Cow<'static, str>> {
        let voice = self.voice;
        if voice.status.get() != Status::Connected {
            return None;
        }
        let speaks = voice.mode.get() == Mode::Speaking;
        Some(self.words.say(*match voice.agent_state.get() {
            AgentState::Waiting | AgentState::Absent => &phrases::MODE_WAITING,
            AgentState::Left => &phrases::MODE_LEFT,
            // In another state, another participant speaks.
            AgentState::Unknown | AgentState::Speaking if speaks => {
                if voice.audio_blocked.get() {
                    &phrases::MODE_BLOCKED
                } else {
                    &phrases::MODE_SPEAKING
                }
            }
            _ => &phrases::MODE_LISTENING,
        }))
    }
}
