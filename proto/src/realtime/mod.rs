//! The protocol of realtime conversations over one WebSocket, as Speko's proxy
//! implements it: PCM16 audio in both directions, and JSON frames.
//!
//! Sans-IO: no clock, no socket, no JavaScript. [`machine`] combines the parts.

#[cfg(feature = "realtime")]
mod capture;
pub mod frame;
pub mod framing;
pub mod io;
#[cfg(feature = "realtime")]
pub mod machine;
#[cfg(feature = "realtime")]
mod playback;
pub mod playout;
pub(crate) mod rate;
pub mod resample;
#[cfg(feature = "realtime")]
mod tools;
#[cfg(feature = "realtime")]
mod transcript;
