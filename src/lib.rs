//! Real-time voice conversations with an AI agent, from Rust in the browser.
//!
//! This is the framework-independent core of leptos-speko. It joins with short-lived credentials,
//! opens the microphone, plays the agent's audio, receives transcripts, sends typed messages, and
//! releases all resources when the conversation ends. The agent runs at Speko, or is any LiveKit
//! Agents worker on any LiveKit server.
//!
//! ```no_run
//! use speko_client::{ConversationOptions, SpekoClientError, VoiceConversation, fetch_credentials};
//!
//! # async fn talk() -> Result<(), SpekoClientError> {
//! // Your backend mints the credentials: API keys never reach the browser.
//! let credentials = fetch_credentials("/api/conversations").await?;
//! let options = ConversationOptions::new(credentials)
//!     .on_message(|message| { /* message.text, message.is_final */ })
//!     .on_disconnect(|details| { /* details.reason */ });
//! let conversation = VoiceConversation::create(options).await?;
//! conversation.set_volume(0.8);
//! # Ok(())
//! # }
//! ```
//!
//! # Realtime
//! The feature `s2s` adds [`RealtimeVoiceConversation`]: a speech-to-speech (realtime) conversation
//! over one WebSocket, without a media server. It takes the same options and emits the same events.
//! The backend's answer decides which of the two a conversation is.
//!
//! # Architecture
//! All decisions are made in sans-IO state machines: inputs in, outputs out, without clock, sockets
//! or JavaScript. They are tested natively in virtual time. The browser layer executes their
//! outputs and exists for `wasm32` only. The crate also builds for other targets, for server
//! rendering; there [`VoiceConversation::start`] returns [`Unsupported`](ErrorCode::Unsupported).
//!
//! # Panics
//! The crate does not panic on data from the server, the browser or the app. A panic in an app's
//! callback cannot be caught in wasm: like any other panic, it aborts the module.

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod browser;
mod callbacks;
mod conversation;
mod credentials;
mod device;
#[doc(hidden)]
pub mod engine;
mod error;
mod event;
mod events;
#[cfg(not(target_arch = "wasm32"))]
mod host;
mod json;
mod list;
#[doc(hidden)]
pub mod livekit;
mod media;
mod options;
mod packet;
#[cfg(feature = "s2s")]
mod realtime;
mod reconnect;
mod rpc;
#[doc(hidden)]
pub mod s2s;
mod stats;
mod text;
mod time;
mod timeline;
mod token_refresh;
#[cfg(feature = "s2s")]
mod tool;
mod transcript;

#[cfg(target_arch = "wasm32")]
pub use browser::{
    DeviceWatch, Meter, MicTest, can_set_volume, fetch_credentials, request_microphone,
    watch_devices,
};
/// For leptos-speko only; not covered by semver.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub use browser::{discard_prewarmed, load_storage, prewarm_peer};
pub use conversation::{Conversation, MAX_TEXT_BYTES, VoiceConversation};
pub use credentials::Credentials;
pub use device::{Device, DeviceChange, DeviceKind, DeviceList, DeviceReason, MicPermission};
pub use error::{ErrorCode, ErrorReason, SpekoClientError};
pub use event::{
    AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Message, MicState, Mode,
    Source, Status, ToolStatus, ToolUse,
};
pub use events::Events;
#[cfg(not(target_arch = "wasm32"))]
pub use host::{
    DeviceWatch, Meter, MicTest, can_set_volume, fetch_credentials, request_microphone,
    watch_devices,
};
#[doc(hidden)]
pub use options::clamp_volume;
pub use options::{AgentOverrides, AudioConstraints, ConversationOptions, Overrides, TtsOverrides};
#[cfg(feature = "s2s")]
pub use realtime::RealtimeVoiceConversation;
/// Returns the session's clock, in milliseconds since the Unix epoch. For leptos-speko only; not
/// covered by semver.
#[doc(hidden)]
pub fn now() -> u64 {
    time::now().0
}
pub use reconnect::{ReconnectPolicy, Retry};
pub use rpc::{MAX_RPC_PAYLOAD, RpcCall, RpcError, RpcInvocation};
pub use stats::{CallStats, LineEnd};
pub use timeline::ConnectTimeline;
pub use transcript::{Change, Export, ExportFormat, Transcript, TranscriptLimit, Turn};

/// Wire formats, for programs on the other side of the connection (the local backend, tests). Not
/// covered by semver.
#[doc(hidden)]
pub mod wire {
    pub use crate::livekit::proto;
    pub mod packet {
        //! Speko's JSON packets.
        pub use crate::packet::{Ignored, Inbound, Outbound};
    }
}
