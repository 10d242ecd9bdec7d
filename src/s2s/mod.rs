//! Speech to speech over one WebSocket, as Speko's proxy speaks it: the microphone as PCM16 up, the agent as PCM16 down, and
//! JSON beside it. Pure: no clock, no socket, no JavaScript. [`machine`] composes the parts.

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
mod said;
#[cfg(feature = "s2s")]
mod tools;
#[cfg(feature = "s2s")]
mod uplink;
