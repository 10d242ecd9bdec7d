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
//! The feature `realtime` adds [`RealtimeVoiceConversation`]: a speech-to-speech (realtime)
//! conversation over one WebSocket, without a media server. It takes the same options and emits the
//! same events. The backend's answer decides which of the two a conversation is.
//!
//! # Architecture
//! All decisions are made in the sans-IO state machines of the crate `speko-proto`: inputs in,
//! outputs out, without clock, sockets or JavaScript. They are tested natively in virtual time. The
//! browser layer executes their outputs and exists for `wasm32` only. The crate also builds for
//! other targets, for server rendering; there [`VoiceConversation::start`] returns
//! [`Unsupported`](ErrorCode::Unsupported).
//!
//! # Panics
//! The crate does not panic on data from the server, the browser or the app. A panic in an app's
//! callback cannot be caught in wasm: like any other panic, it aborts the module.

mod callbacks;
mod conversation;
mod credentials;
mod events;
mod handlers;
mod options;
mod platform;
#[cfg(feature = "realtime")]
mod realtime;
mod rpc;
mod timeline;
mod token_refresh;
#[cfg(feature = "realtime")]
mod tool;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod web;

pub use conversation::{Conversation, MAX_TEXT_BYTES, VoiceConversation};
pub use credentials::parse_credentials;
pub use events::Events;
pub use options::ConversationOptions;
pub use platform::{
    DeviceWatch, Meter, MicTest, can_set_volume, fetch_credentials, microphone_obstacle,
    request_microphone, watch_devices,
};
#[cfg(feature = "realtime")]
pub use realtime::RealtimeVoiceConversation;
/// For leptos-speko only; not covered by semver.
#[doc(hidden)]
pub use speko_proto::config::clamp_volume;
pub use speko_proto::{
    AgentOverrides, AgentPresence, AgentState, AudioConstraints, CallStats, Change,
    ConnectTimeline, ConnectionState, Credentials, Device, DeviceChange, DeviceKind, DeviceList,
    DeviceReason, DisconnectReason, Disconnection, ErrorCode, ErrorReason, Event, Export,
    ExportFormat, LineEnd, MAX_RPC_PAYLOAD, Message, MicPermission, MicState, MicTestState, Mode,
    Overrides, ReconnectPolicy, Retry, RpcCall, RpcError, RpcInvocation, Source, SpekoClientError,
    Status, ToolStatus, ToolUse, Transcript, TranscriptLimit, TtsOverrides, Turn,
};
/// For leptos-speko only; not covered by semver.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub use web::{discard_prewarmed, load_storage, prewarm_peer};

/// Returns the session's clock, in milliseconds since the Unix epoch. For leptos-speko only; not
/// covered by semver.
#[doc(hidden)]
pub fn now() -> u64 {
    platform::now().0
}
