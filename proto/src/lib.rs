//! The protocols of leptos-speko as sans-IO state machines: LiveKit's client protocol for a voice
//! call, and Speko's realtime protocol.
//!
//! A machine takes inputs and returns outputs. It has no clock, socket, thread or JavaScript value,
//! and calls no closure of the app except the [`ReconnectPolicy`]. Only the [`Parsers`] of the
//! platform are called directly. An output whose answer has to be matched carries a
//! [`RequestId`](engine::io::RequestId), and so does the input that answers it. The driver repeats
//! three steps:
//!
//! 1. `handle(now, input)` passes a command or an event;
//! 2. `poll()` until `None` returns the effects to execute;
//! 3. `deadline()` is the latest time for the next `Input::Tick`.
//!
//! Apps use `speko-client`, which drives these machines in the browser and re-exports the public
//! types.
//!
//! # Features
//! `realtime` adds the machine of realtime conversations over one WebSocket.

pub mod config;
mod credentials;
mod device;
pub mod engine;
mod error;
mod event;
pub mod json;
#[doc(hidden)]
pub mod list;
pub mod livekit;
#[cfg(test)]
mod loopback;
mod media;
pub mod packet;
pub mod realtime;
mod reconnect;
mod rpc;
pub mod stats;
mod text;
pub mod time;
mod timeline;
mod transcript;

pub use config::{
    AgentOverrides, AudioConstraints, Overrides, Parsers, SessionConfig, TtsOverrides,
};
pub use credentials::Credentials;
pub use device::{
    Device, DeviceChange, DeviceKind, DeviceList, DeviceReason, MicPermission, MicTestState,
};
#[doc(hidden)]
pub use error::retry_after;
pub use error::{ErrorCode, ErrorReason, SpekoClientError};
pub use event::{
    AgentPresence, AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Message,
    MicState, Mode, Source, Status, ToolStatus, ToolUse,
};
pub use reconnect::{ReconnectPolicy, Retry};
pub use rpc::{MAX_RPC_PAYLOAD, RpcCall, RpcError, RpcInvocation};
pub use stats::{CallStats, LineEnd};
pub use time::Millis;
pub use timeline::{ConnectTimeline, Marks};
pub use transcript::{Change, Export, ExportFormat, Transcript, TranscriptLimit, Turn};

/// Inputs, outputs and machines are `Send`.
const _: () = {
    const fn send<T: Send>() {}
    const fn send_and_sync<T: Send + Sync>() {}
    send::<livekit::io::Input>();
    send::<livekit::io::Output>();
    send::<realtime::io::Input>();
    send::<realtime::io::Output>();
    send::<livekit::machine::Machine>();
    #[cfg(feature = "realtime")]
    send::<realtime::machine::Machine>();
    send_and_sync::<SessionConfig>();
};
