//! The states of a session that events report.

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

/// The agent's state, as the agent publishes it (`lk.agent.state`). In a realtime conversation it
/// follows the [`Mode`]: `Listening` or `Speaking`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgentState {
    /// No agent is in the room, or it does not publish its state. [`AgentPresence`] distinguishes
    /// the two.
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
    /// No agent has been in the room for `ConversationOptions::agent_within`. Other participants do
    /// not count. The session continues; the state changes when an agent joins.
    Absent,
    /// No agent has joined yet. Only in the `Voice::agent_state` of `leptos-speko`: a conversation
    /// reports it as [`AgentPresence`].
    Waiting,
    /// The agent has left. Only in `Voice::agent_state`, like [`Waiting`](Self::Waiting).
    Left,
}

impl AgentState {
    /// Returns LiveKit's spelling, `absent`, `waiting` or `left` (additions of this crate), or an
    /// empty string for `Unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Initializing => "initializing",
            Self::Idle => "idle",
            Self::Listening => "listening",
            Self::Thinking => "thinking",
            Self::Speaking => "speaking",
            Self::Absent => "absent",
            Self::Waiting => "waiting",
            Self::Left => "left",
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

/// Whether an agent is in the room of an open session.
///
/// Agents are the participants of LiveKit's kind `AGENT`, and participants of the standard kind
/// that publish an agent state (`lk.agent.state`). Avatars, other users and phone callers do not
/// count. In a realtime conversation the server is the agent, so it is always
/// [`Present`](Self::Present).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgentPresence {
    /// An agent is in the room, or the session has not joined it.
    #[default]
    Present,
    /// No agent has joined yet.
    Waiting,
    /// The agent has left, and no other one is in the room.
    Left,
}

impl AgentPresence {
    /// Returns `present`, `waiting` or `left`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Waiting => "waiting",
            Self::Left => "left",
        }
    }
}

/// The actual state of the microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MicState {
    /// Not open: no session, a session without a microphone, or one that is still requesting it.
    /// Also while the open microphone is attached to a new connection.
    #[default]
    Unavailable,
    /// Open, and its audio is sent: its track is attached to the connection, enabled, and neither
    /// muted by the system nor ended. A lost connection is a [`ConnectionState`].
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
    /// connected, with a delay if that happens again and again.
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
