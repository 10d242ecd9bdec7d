//! The LiveKit client: state machines without clock, sockets or JavaScript values.
//!
//! Each file is one concern; [`machine`] composes them. See [`io`] for what goes in and comes out.

mod candidates;
pub(crate) mod chat;
pub mod data;
mod entry;
pub(crate) mod hotplug;
mod inbound;
pub mod io;
mod join;
mod lifecycle;
mod lines;
pub mod machine;
mod mend;
mod mute;
mod negotiate;
pub(crate) mod outbox;
mod participants;
mod path;
#[rustfmt::skip]
pub mod proto;
mod presence;
mod protobuf;
pub(crate) mod publish;
pub mod rpc;
mod sdp;
mod select;
mod signal;
mod speech;
mod stream;
mod subscribe;
mod takeup;
pub(crate) mod told;
pub(crate) mod url;
mod utterances;
mod watch;

pub use crate::time::Millis;
