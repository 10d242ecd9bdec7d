//! The microphone and its devices, for WebRTC and realtime conversations.

pub(crate) mod hotplug;
mod input;
pub(crate) mod microphone;

pub(crate) use input::handle;
