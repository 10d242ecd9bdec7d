//! Test harnesses for the state machines.

pub mod livekit;
#[cfg(feature = "realtime")]
pub mod realtime;
