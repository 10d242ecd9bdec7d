//! Real-time voice conversations with an AI agent, from Rust in the browser.

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod browser;
mod callbacks;
mod conversation;
mod error;
mod event;
#[cfg(not(target_arch = "wasm32"))]
mod host;
mod json;
#[doc(hidden)]
pub mod livekit;
mod options;
mod packet;
mod time;
mod transcript;

pub use conversation::{MAX_TEXT_BYTES, VoiceConversation};
pub use error::{ErrorCode, ErrorReason, SpekoClientError};
pub use event::{
    AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Message, MicState, Mode,
    Source, Status,
};
pub use options::{
    AgentOverrides, AudioConstraints, ConversationOptions, Credentials, Overrides, TtsOverrides,
};

pub use transcript::{Change, Transcript, Turn};

/// What goes over the wire, for programs on the other side of it (the local backend, tests). No part of the promise
/// that versions keep.
#[doc(hidden)]
pub mod wire {
    pub use crate::livekit::proto;
    pub mod packet {
        //! Speko's JSON packets.
        pub use crate::packet::{Ignored, Inbound, Outbound};
    }
}
