//! The browser drivers of WebRTC conversations: signal socket, peer connections, statistics, RPC.

mod driver;
mod dual_pc;
mod ice;
mod network;
mod peer;
mod peer_events;
mod peer_parts;
mod probe;
mod rpc;
mod session;
mod socket;
mod stats;
pub mod testing;
mod timeline;

pub use dual_pc::load_storage;
pub use peer_parts::{discard_prewarmed, prewarm_peer};
pub(crate) use session::Session;
pub(crate) use timeline::measure;
