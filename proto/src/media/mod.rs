//! The microphone and its devices, for WebRTC and realtime conversations.

pub(crate) mod hotplug;
mod input;
pub(crate) mod microphone;
mod mute;

pub(crate) use input::handle;
