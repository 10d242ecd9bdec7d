//! What the agent wants done.

use std::sync::Arc;

use speko_client::wire::packet::Inbound;
use speko_client::{AgentState, Source};

/// What the agent wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Send this packet.
    Send(Inbound),
    /// Send this part of an `lk.transcription` text stream.
    Text(TextPart),
    /// Send this sound; its media time is `at`.
    Play {
        /// Milliseconds.
        at: u64,
        /// One Opus packet.
        opus: Arc<[u8]>,
    },
    /// Tell the room what the agent does.
    State(AgentState),
    /// Tell the room that this one began or ceased to speak.
    Speaks(Source, bool),
    /// Have the page do this; answered by `Agent::tool_result`.
    CallTool {
        /// Of the tool.
        name: String,
        /// JSON.
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
        /// The stream's id.
        stream: String,
        /// The utterance's id.
        segment: String,
    },
    /// A chunk.
    Words {
        /// The stream's id.
        stream: String,
        /// New words only.
        text: String,
    },
    /// The trailer.
    Ends {
        /// The stream's id.
        stream: String,
    },
}
