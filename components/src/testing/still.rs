//! Sessions that stay in one state.

use speko_client::{
    AgentState, ConnectionState, ErrorCode, ErrorReason, Event, Message, MicState, Mode, Source,
    SpekoClientError, Status,
};

use super::Script;

/// A state for [`Script::still`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Still {
    /// Before the first start.
    Idle,
    /// Connecting.
    Connecting,
    /// The agent listens. The transcript has turns.
    Listening,
    /// The agent prepares an answer.
    Thinking,
    /// The agent speaks. Its turn is not final.
    Speaking,
    /// The user is muted.
    Muted,
    /// The browser's autoplay policy blocks the agent's audio.
    AudioBlocked,
    /// During a reconnect.
    Reconnecting,
    /// The microphone permission was revoked during a call.
    MicBlocked,
    /// The start failed.
    Failed,
    /// The conversation has ended. The transcript is still shown.
    Ended,
}

impl Still {
    /// All states, in the order of a session.
    pub const ALL: [Self; 11] = [
        Self::Idle,
        Self::Connecting,
        Self::Listening,
        Self::Thinking,
        Self::Speaking,
        Self::Muted,
        Self::AudioBlocked,
        Self::Reconnecting,
        Self::MicBlocked,
        Self::Failed,
        Self::Ended,
    ];

    /// Returns the name, such as `idle`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Listening => "listening",
            Self::Thinking => "thinking",
            Self::Speaking => "speaking",
            Self::Muted => "muted",
            Self::AudioBlocked => "audio-blocked",
            Self::Reconnecting => "reconnecting",
            Self::MicBlocked => "mic-blocked",
            Self::Failed => "failed",
            Self::Ended => "ended",
        }
    }

    /// Appends the events that lead to this state.
    pub(super) fn set(self, script: Script) -> Script {
        let script = match self {
            Self::Idle => return script,
            Self::Connecting => return script.event(Event::Status(Status::Connecting)),
            Self::Failed => {
                let error = SpekoClientError::new(
                    ErrorCode::MicrophoneFailed,
                    ErrorReason::PermissionDenied,
                );
                return script.event(Event::Error(error));
            }
            _ => script
                .opened()
                .user("Is the table by the window free?")
                .agent("Yes, from seven o'clock on."),
        };
        match self {
            Self::Thinking => script.user("For four of us, please.").thinking(0),
            Self::Speaking => script
                .event(Event::AgentState(AgentState::Speaking))
                .event(Event::Mode(Mode::Speaking))
                .event(Event::Message(Message {
                    source: Source::Agent,
                    text: "Shall I book it for".to_owned(),
                    is_final: false,
                    segment_id: Some("script-open".to_owned()),
                    started_at: None,
                })),
            Self::Muted => script.event(Event::Mic(MicState::Muted)),
            Self::AudioBlocked => script.event(Event::AudioBlocked(true)),
            Self::Reconnecting => script
                .event(Event::Connection(ConnectionState::Reconnecting))
                .event(Event::Reconnecting { attempt: 3 })
                .event(Event::Queued(1)),
            Self::MicBlocked => script.event(Event::Mic(MicState::Blocked)),
            Self::Ended => script.hang_up(),
            _ => script,
        }
    }
}
