//! The microphone and its devices, for WebRTC and realtime conversations.

pub(crate) mod hotplug;
pub(crate) mod microphone;
mod mute;
