//! The state machines, in virtual time.

mod export;
mod livekit;
mod realtime;
mod transcript;
