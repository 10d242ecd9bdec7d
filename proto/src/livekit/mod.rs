//! The LiveKit client: state machines without clock, sockets or JavaScript values.
//!
//! Each file is one concern and does not know the [`machine`], which composes them. Only
//! [`prewarm`] uses it.

mod agent_presence;
mod base64;
mod candidates;
pub mod chat;
pub mod data_channel;
mod inbound_activity;
pub mod io;
mod join;
pub mod machine;
mod negotiator;
mod outbox;
mod participants;
mod peer_connections;
mod permissions;
pub mod prewarm;
mod publication;
mod recovery;
pub mod rpc;
mod rpc_packets;
mod sdp;
mod signal;
mod subscriber_pc;
mod subscriptions;
mod text_stream;
mod transcript_merge;
mod typed;
pub mod url;
pub mod wire;

pub use crate::time::Millis;
