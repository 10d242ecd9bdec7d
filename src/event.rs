//! The public vocabulary of what happens in a conversation.

use crate::device::DeviceChange;
use crate::error::SpekoClientError;

/// Where the session stands, by the contract's four names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Joining: credentials, socket, microphone and media are on their way.
    Connecting,
    /// Open both ways.
    Connected,
    /// The caller has ended it and the server is being told.
    Disconnecting,
    /// Not open: before the first start and after every end.
    #[default]
    Disconnected,
}

impl Status {
    /// The contract's spelling, as in `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Disconnecting => "disconnecting",
            Self::Disconnected => "disconnected",
        }
    }
}

/// Who has the floor: `Speaking` while a remote participant is an active speaker, else `Listening`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The agent is silent. The caller's own speech never changes this.
    #[default]
    Listening,
    /// The agent is talking.
    Speaking,
}

impl Mode {
    /// The contract's spelling, as in `data-mode`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listening => "listening",
            Self::Speaking => "speaking",
        }
    }
}

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The agent.
    Agent,
    /// The person at this page.
    User,
}

impl Source {
    /// The contract's spelling, as in `data-source`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::User => "user",
        }
    }
}

/// A piece of transcript. Partial ones (`is_final: false`) come again, longer, with the same `segment_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who said it.
    pub source: Source,
    /// All of the segment's text so far; never empty for a segment, as sent for a packet.
    pub text: String,
    /// Whether it will not change any more.
    pub is_final: bool,
    /// The segment's id, where its source gives one.
    pub segment_id: Option<String>,
    /// When it began, in milliseconds since the Unix epoch, where that is known: when it was typed, when the person was
    /// first heard to speak, or when its first piece was received. Pieces of one utterance share it, and no two
    /// utterances of one speaker have the same, so that it tells which message goes on even without an id.
    pub started_at: Option<u64>,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisconnectReason {
    /// This page ended it.
    User,
    /// The agent or its server ended it.
    Agent,
    /// It failed.
    Error,
    /// Reserved by the contract; not produced over WebRTC.
    Timeout,
    /// The transport gave no reason, or one that is none of the above.
    Unknown,
}

impl DisconnectReason {
    /// The contract's spelling.
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

/// The end of a session that was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disconnection {
    /// Why, in the contract's terms.
    pub reason: DisconnectReason,
    /// The transport's own name for it, such as `ROOM_DELETED`, where it gave one.
    pub message: Option<String>,
}

/// What the agent says that it is doing (`lk.agent.state`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgentState {
    /// No agent is in the room yet, or it does not say.
    #[default]
    Unknown,
    /// It is starting.
    Initializing,
    /// It waits without listening.
    Idle,
    /// It hears the caller.
    Listening,
    /// It prepares an answer.
    Thinking,
    /// It talks.
    Speaking,
    /// Nobody else has been in the room for [`agent_within`](crate::ConversationOptions::agent_within). The session goes
    /// on, and the state with it when somebody comes.
    Absent,
}

impl AgentState {
    /// LiveKit's spelling, and `absent`, which is ours; empty when unknown.
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

    /// Reads LiveKit's spelling; anything else is [`Unknown`](Self::Unknown).
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

/// What the microphone really does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MicState {
    /// Not open: no session, one without a microphone, or one that still asks for it.
    #[default]
    Unavailable,
    /// Its sound leaves this page.
    Live,
    /// It is open, but no sound leaves this page: by the caller's wish, or because the system silences it.
    Muted,
    /// Muted, and the hardware is let go: its light is off. See
    /// [`release_mic_on_mute`](crate::ConversationOptions::release_mic_on_mute).
    Released,
    /// The person, or a policy, does not allow it.
    Blocked,
    /// Another program holds it, or its driver failed.
    InUse,
    /// There is none, or it was unplugged. It comes back by itself when one is plugged in.
    Missing,
    /// It is open, but the server has muted it. An unmute by the caller ends that.
    ServerMuted,
}

impl MicState {
    /// The spelling in `data-state`.
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

/// How the line to the server is. The [`Status`] stays `connected` while it is being mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectionState {
    /// Not established yet, or not any more by the caller's wish.
    #[default]
    New,
    /// Established.
    Good,
    /// It broke and is being mended.
    Reconnecting,
    /// It broke for good.
    Lost,
}

impl ConnectionState {
    /// The spelling in `data-connection`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Good => "good",
            Self::Reconnecting => "reconnecting",
            Self::Lost => "lost",
        }
    }
}

/// How far the use of a tool has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToolStatus {
    /// It is at work.
    Started,
    /// It has answered.
    Completed,
    /// It has failed, took longer than 10 s, or was cut off by the end.
    Failed,
}

impl ToolStatus {
    /// The wire's spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    #[cfg(feature = "s2s")]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [Self::Started, Self::Completed, Self::Failed];
        all.into_iter().find(|status| status.as_str() == text)
    }
}

/// A tool that the agent uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolUse {
    /// The call's id: the same from its start to its end.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// Whether it is one of the server's; else it is one of the page.
    pub at_server: bool,
    /// How far it has come.
    pub status: ToolStatus,
}

/// Everything that a conversation tells its app, in the order in which it happens.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Once, when the session opened: joined, microphone published, overrides sent.
    Connected {
        /// The room's name.
        conversation_id: String,
    },
    /// Once, after an open session ended and everything is released.
    Disconnected(Disconnection),
    /// A piece of transcript.
    Message(Message),
    /// The status changed.
    Status(Status),
    /// The mode changed.
    Mode(Mode),
    /// The agent's own state changed.
    AgentState(AgentState),
    /// What the microphone does changed.
    Mic(MicState),
    /// Another microphone is used from now on.
    InputDevice(DeviceChange),
    /// Another loudspeaker is used from now on.
    OutputDevice(DeviceChange),
    /// The line to the server changed.
    Connection(ConnectionState),
    /// The line broke, and this is the next attempt to mend it.
    Reconnecting {
        /// Its number, from 1.
        attempt: u32,
    },
    /// So many typed texts wait for the line; they go out when it is whole.
    Queued(u32),
    /// The browser began (`true`) or ceased (`false`) to hold back the agent's sound until the person acts.
    AudioBlocked(bool),
    /// Somebody talked over the agent: what it had still to say was dropped. Speech to speech only.
    Interrupted,
    /// The agent uses a tool. Speech to speech only.
    Tool(ToolUse),
    /// What the conversation's sound has cost so far. Speech to speech only.
    Usage {
        /// Tokens of the user's sound.
        input_audio_tokens: u64,
        /// Tokens of the agent's sound.
        output_audio_tokens: u64,
    },
    /// Something went wrong and the session goes on.
    Error(SpekoClientError),
}
