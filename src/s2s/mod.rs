//! The protocol of realtime conversations over one WebSocket, as Speko's proxy
//! implements it: PCM16 audio in both directions, and JSON frames.
//!
//! Sans-IO: no clock, no socket, no JavaScript. [`machine`] combines the parts.

#[cfg(feature = "s2s")]
mod downlink;
pub mod frame;
pub mod framing;
#[cfg(feature = "s2s")]
mod inbound;
pub mod io;
#[cfg(feature = "s2s")]
mod lifecycle;
#[cfg(feature = "s2s")]
pub mod machine;
pub mod playout;
pub mod resample;
#[cfg(feature = "s2s")]
mod tools;
#[cfg(feature = "s2s")]
mod transcript;
#[cfg(feature = "s2s")]
mod uplink;
