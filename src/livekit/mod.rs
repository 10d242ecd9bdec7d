//! The LiveKit client: state machines without clock, sockets or JavaScript values.
//!
//! Each file covers one concern; [`machine`] composes them. See [`io`] for inputs and outputs.

mod base64;
mod candidates;
pub(crate) mod chat;
mod command;
pub mod data;
mod entry;
mod inbound;
mod join;
mod lifecycle;
mod lines;
pub mod machine;
mod mend;
mod negotiate;
mod participants;
mod path;
mod peer;
#[rustfmt::skip]
pub mod proto;
mod presence;
mod protobuf;
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) mod rehearsal;
mod rights;
pub mod rpc;
mod sdp;
mod select;
mod signal;
mod speech;
mod stream;
mod subscribe;
mod takeup;
pub(crate) mod url;
mod utterances;
mod watch;
mod wishes;

pub use crate::call::io;
use crate::call::{hotplug, outbox, publish, told};
pub use crate::time::Millis;
