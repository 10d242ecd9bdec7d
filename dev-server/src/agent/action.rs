//! The agent's outputs.

use std::sync::Arc;

use speko_proto::packet::Inbound;
use speko_proto::{AgentState, Source};

/// An output of the agent.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send this packet.
    Send(Inbound),
    /// Send this part of an `lk.transcription` text stream.
    Text(TextPart),
    /// Send this audio packet, with `at` as its media time.
    Play {
        /// Media time in ms.
        at: u64,
        /// One Opus packet.
        opus: Arc<[u8]>,
    },
    /// Report the agent's state to the room.
    State(AgentState),
    /// Report to the room that this side started or stopped speaking.
    Speaks(Source, bool),
    /// Call a tool of the page. The result comes back through `Agent::tool_result`.
    CallTool {
        /// Name of the tool.
        name: String,
        /// Arguments as JSON.
        arguments: String,
    },
    /// End the call.
    HangUp,
}

/// A part of an `lk.transcription` text stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// The header.
    Begins {
        /// Id of the stream.
        stream: String,
        /// Id of the utterance.
        segment: String,
    },
    /// A chunk.
    Words {
        /// Id of the stream.
        stream: String,
        /// New words only.
        text: String,
    },
    /// The trailer.
    Ends {
        /// Id of the stream.
        stream: String,
    },
}
