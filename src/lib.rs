//! Real-time voice conversations with an AI agent, from Rust in the browser.
//!
//! The core of leptos-speko, without a framework: it joins with short-lived credentials, opens the microphone, plays
//! the agent, reads transcripts, sends typed messages, and lets go of everything at the end. The agent runs at Speko,
//! or is any LiveKit Agents worker on any LiveKit server.
//!
//! ```no_run
//! use speko_client::{ConversationOptions, SpekoClientError, VoiceConversation, fetch_credentials};
//!
//! # async fn talk() -> Result<(), SpekoClientError> {
//! // The app's own backend mints them: no API key ever reaches a browser.
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
//! # Speech to speech
//! With the feature `s2s` there is [`RealtimeVoiceConversation`], over one WebSocket and without a media server. It takes the
//! same options and tells the same events; the backend's answer says which of both a conversation is.
//!
//! # Floors
//! What decides is pure: state machines that take facts and give orders, without clock, sockets or JavaScript, and
//! so are tested natively in virtual time. What acts is in the browser floor, for `wasm32` only. On other targets the
//! crate builds too, for server rendering, and [`VoiceConversation::start`] answers
//! [`Unsupported`](ErrorCode::Unsupported).
//!
//! # Panics
//! The crate does not panic on what a server, a browser or an app gives it. A panic in an app's callback cannot be
//! caught in wasm: it aborts the page's module, as any panic there does.

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod browser;
#[doc(hidden)]
pub mod call;
mod callbacks;
mod conversation;
mod credentials;
mod device;
mod error;
mod event;
mod events;
#[cfg(not(target_arch = "wasm32"))]
mod host;
mod json;
mod list;
#[doc(hidden)]
pub mod livekit;
mod options;
mod packet;
#[cfg(feature = "s2s")]
mod realtime;
mod reconnect;
mod renew;
mod rpc;
#[doc(hidden)]
pub mod s2s;
mod stats;
mod text;
mod time;
mod timeline;
#[cfg(feature = "s2s")]
mod tool;
mod transcript;

#[cfg(target_arch = "wasm32")]
pub use browser::{
    DeviceWatch, Meter, MicTest, can_set_volume, fetch_credentials, request_microphone,
    watch_devices,
};
/// For leptos-speko; no part of the promise that versions keep.
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub use browser::{discard_ready, load_storage, make_ready};
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
/// The session's clock, in milliseconds since the Unix epoch. For leptos-speko; no part of the promise that versions
/// keep.
#[doc(hidden)]
pub fn now() -> u64 {
    time::now().0
}
pub use reconnect::{ReconnectPolicy, Retry};
pub use rpc::{MAX_RPC_PAYLOAD, RpcCall, RpcError, RpcInvocation};
pub use stats::{CallStats, LineEnd};
pub use timeline::ConnectTimeline;
pub use transcript::{Change, Export, ExportFormat, Transcript, TranscriptLimit, Turn};

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
