//! The public events and state types of a conversation.

use crate::device::DeviceChange;
use crate::error::SpekoClientError;

/// The session's status. The four values are those of Speko's client API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Joining: the signal connection, the microphone and the media are being set up.
    Connecting,
    /// Open in both directions.
    Connected,
    /// Ending at the app's request.
    Disconnecting,
    /// Not open: before the start and after the end.
    #[default]
    Disconnected,
}

impl Status {
    /// Returns the client API's spelling, as in `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Disconnecting => "disconnecting",
            Self::Disconnected => "disconnected",
        }
    }
}

/// Whether the agent is speaking: `Speaking` while a remote participant is an active speaker,
/// otherwise `Listening`. In a realtime conversation it is `Speaking` while the agent's audio is
/// playing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The agent is not speaking. The user's own speech never changes this.
    #[default]
    Listening,
    /// The agent is speaking.
    Speaking,
}

impl Mode {
    /// Returns the client API's spelling, as in `data-mode`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listening => "listening",
            Self::Speaking => "speaking",
        }
    }
}

/// Which side of the conversation: who said something, or whose audio it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The agent.
    Agent,
    /// The user of this page.
    User,
}

impl Source {
    /// Returns the client API's spelling, as in `data-source`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::User => "user",
        }
    }
}

/// A transcript update. Partial updates (`is_final: false`) repeat the segment with more text and
/// the same `segment_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who said it.
    pub source: Source,
    /// The full text of the segment so far. Never empty for a transcription segment; may be empty
    /// for one of Speko's packets, whose text is passed on unchanged.
    pub text: String,
    /// Whether the text is final.
    pub is_final: bool,
    /// The segment's id; `None` if its source has no ids.
    pub segment_id: Option<String>,
    /// When the utterance began, in milliseconds since the Unix epoch, if known: when the text was
    /// typed, when the user was first detected speaking, or when the first update arrived. All
    /// updates of an utterance share this value, and no two utterances of one side have the same.
    /// It therefore identifies the utterance even without an id.
    pub started_at: Option<u64>,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisconnectReason {
    /// The app ended it.
    User,
    /// The agent or its server ended it.
    Agent,
    /// The session failed. In a realtime conversation also: the connection was lost.
    Error,
    /// Reserved by the client API; never reported.
    Timeout,
    /// A WebRTC connection was lost, or the transport gave no reason or one not listed here.
    Unknown,
}

impl DisconnectReason {
    /// Returns the client API's spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent => "agent",
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::Unknown => "unknown",
        }
    }
}

/// Details about the end of an open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disconnection {
    /// Why the session ended.
    pub reason: DisconnectReason,
    /// The transport's own reason, such as `ROOM_DELETED`; `None` if it gave none.
    pub message: Option<String>,
}

/// The agent's state, as the agent publishes it (`lk.agent.state`). In a realtime conversation it
/// follows the [`Mode`]: `Listening` or `Speaking`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgentState {
    /// No agent is in the room yet, or it does not publish its state.
    #[default]
    Unknown,
    /// The agent is starting.
    Initializing,
    /// The agent is waiting and does not listen.
    Idle,
    /// The agent is listening to the user.
    Listening,
    /// The agent is preparing a response.
    Thinking,
    /// The agent is speaking.
    Speaking,
    /// No other participant has been in the room for
    /// `ConversationOptions::agent_within`. The session continues; the state
    /// changes when a participant joins.
    Absent,
}

impl AgentState {
    /// Returns LiveKit's spelling, `absent` (an addition of this crate), or an empty string for
    /// `Unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Initializing => "initializing",
            Self::Idle => "idle",
            Self::Listening => "listening",
            Self::Thinking => "thinking",
            Self::Speaking => "speaking",
            Self::Absent => "absent",
        }
    }

    /// Parses LiveKit's spelling. Any other string is [`Unknown`](Self::Unknown).
    pub fn parse(text: &str) -> Self {
        match text {
            "initializing" => Self::Initializing,
            "idle" => Self::Idle,
            "listening" => Self::Listening,
            "thinking" => Self::Thinking,
            "speaking" => Self::Speaking,
            _ => Self::Unknown,
        }
    }
}

/// The actual state of the microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MicState {
    /// Not open: no session, a session without a microphone, or one that is still requesting it.
    #[default]
    Unavailable,
    /// Open, and its audio is sent.
    Live,
    /// Open, but no audio is sent: muted by the app, or muted by the system.
    Muted,
    /// Muted, and the device is closed, so its recording indicator is off. See
    /// `ConversationOptions::release_mic_on_mute`.
    Released,
    /// The user or a policy denied the permission.
    Blocked,
    /// In use by another application, or its driver failed.
    InUse,
    /// No microphone is connected, or it was unplugged. The session reopens one as soon as one is
    /// connected.
    Missing,
    /// Open, but the server has muted the track or revoked the permission to publish. Unmuting
    /// locally lifts the server's mute.
    ServerMuted,
}

impl MicState {
    /// Returns the value of `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Live => "live",
            Self::Muted => "muted",
            Self::Released => "released",
            Self::Blocked => "blocked",
            Self::InUse => "in-use",
            Self::Missing => "missing",
            Self::ServerMuted => "server-muted",
        }
    }
}

/// The state of the connection to the server. The [`Status`] stays `connected` during recovery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectionState {
    /// Not established yet, or the session ended without losing the connection.
    #[default]
    New,
    /// Established.
    Good,
    /// Lost, and being re-established.
    Reconnecting,
    /// Lost for good; the session has ended.
    Lost,
}

impl ConnectionState {
    /// Returns the value of `data-connection`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Good => "good",
            Self::Reconnecting => "reconnecting",
            Self::Lost => "lost",
        }
    }
}

/// The progress of a tool call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToolStatus {
    /// The tool is running.
    Started,
    /// The tool has returned a result.
    Completed,
    /// The tool failed, took longer than 10 s, or was cut off by the end of the session.
    Failed,
}

impl ToolStatus {
    /// Returns the wire spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    #[cfg(feature = "realtime")]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [Self::Started, Self::Completed, Self::Failed];
        all.into_iter().find(|status| status.as_str() == text)
    }
}

/// A tool call by the agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolUse {
    /// The call's id, the same for all its events.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// `true` for a tool that runs at the server, `false` for one of the page.
    pub at_server: bool,
    /// The progress of the call.
    pub status: ToolStatus,
}

/// An event of a conversation. Events are emitted in the order in which they happen.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Emitted once, when the session is open: joined, microphone published, overrides sent.
    Connected {
        /// The room's name; in a realtime conversation the session's id.
        conversation_id: String,
    },
    /// Emitted once, after an open session has ended and all resources are released.
    Disconnected(Disconnection),
    /// A transcript update.
    Message(Message),
    /// The status changed.
    Status(Status),
    /// The mode changed.
    Mode(Mode),
    /// The agent's state changed.
    AgentState(AgentState),
    /// The microphone's state changed.
    Mic(MicState),
    /// The microphone in use changed.
    InputDevice(DeviceChange),
    /// The output device in use changed.
    OutputDevice(DeviceChange),
    /// The state of the connection to the server changed.
    Connection(ConnectionState),
    /// The connection was lost, and an attempt to re-establish it begins.
    Reconnecting {
        /// The attempt's number, from 1.
        attempt: u32,
    },
    /// The number of typed messages that are queued changed. They are sent once the connection is
    /// re-established.
    Queued(u32),
    /// The browser's autoplay policy started (`true`) or stopped (`false`) blocking the agent's
    /// audio.
    AudioBlocked(bool),
    /// The user interrupted the agent; its remaining audio was discarded. Realtime conversations
    /// only.
    Interrupted,
    /// The progress of a tool call by the agent. Realtime conversations only.
    Tool(ToolUse),
    /// The conversation's audio usage so far. Realtime conversations only.
    Usage {
        /// Tokens of the user's audio.
        input_audio_tokens: u64,
        /// Tokens of the agent's audio.
        output_audio_tokens: u64,
    },
    /// An error occurred. The session continues unless [`Disconnected`](Self::Disconnected)
    /// follows.
    Error(SpekoClientError),
}
