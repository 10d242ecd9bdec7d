//! The public events and state types of a conversation.

mod state;

use crate::device::DeviceChange;
use crate::error::SpekoClientError;
pub use state::{AgentPresence, AgentState, ConnectionState, MicState, Mode, Status};

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

/// A transcript update. Interim updates (`is_final: false`) repeat the segment with more text and
/// the same `segment_id`. If an utterance ends without new text, because the agent was interrupted
/// or its final has no text, its last text is repeated as final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who said it.
    pub source: Source,
    /// The full text of the segment so far. Never blank.
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
    /// The room has no agent yet, an agent joined, or the last one left. Also emitted before the
    /// session is open, as during the permission prompt. Not emitted if an agent is there from the
    /// start.
    AgentPresence(AgentPresence),
    /// The microphone's state changed.
    Mic(MicState),
    /// The browser waits (`true`) for the user to answer its question for the microphone, or not
    /// any more (`false`). Reported after a second, so not if the answer is quick.
    MicPrompt(bool),
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
    /// The agent's audio became inaudible (`true`) or audible again (`false`): the browser's
    /// autoplay policy blocks it, the system or an extension paused it, or the audio output does
    /// not run.
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
