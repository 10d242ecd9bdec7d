//! Test harnesses for the state machines.

pub mod livekit;
#[cfg(feature = "s2s")]
pub mod realtime;
