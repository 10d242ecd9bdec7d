//! The LiveKit client: state machines without clock, sockets or JavaScript values.
//!
//! Each file covers one concern; [`machine`] composes them. See [`io`] for inputs and outputs.

mod base64;
mod candidates;
pub(crate) mod chat;
mod command;
pub mod data_channel;
mod entry;
mod inbound;
mod join;
mod lifecycle;
pub mod machine;
mod media_path;
mod negotiator;
mod participants;
mod peer;
mod peer_connections;
mod recovery;
#[rustfmt::skip]
pub mod proto;
mod agent_presence;
mod config;
mod inbound_activity;
mod permissions;
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) mod prewarm;
mod protobuf;
mod resume;
pub mod rpc;
mod sdp;
mod signal;
mod speech_timing;
mod subscriber_pc;
mod subscriptions;
mod text_stream;
mod transcript_merge;
pub(crate) mod url;

pub use crate::engine::io;
use crate::engine::{outbox, reported_state};
use crate::media::{hotplug, microphone};
pub use crate::time::Millis;
