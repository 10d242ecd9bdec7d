//! The protocol of realtime conversations over one WebSocket, as Speko's proxy
//! implements it: PCM16 audio in both directions, and JSON frames.
//!
//! Sans-IO: no clock, no socket, no JavaScript. [`machine`] combines the parts.

#[cfg(feature = "realtime")]
mod downlink;
pub mod frame;
pub mod framing;
#[cfg(feature = "realtime")]
mod inbound;
pub mod io;
#[cfg(feature = "realtime")]
mod lifecycle;
#[cfg(feature = "realtime")]
pub mod machine;
pub mod playout;
pub mod resample;
#[cfg(feature = "realtime")]
mod tools;
#[cfg(feature = "realtime")]
mod transcript;
#[cfg(feature = "realtime")]
mod uplink;
