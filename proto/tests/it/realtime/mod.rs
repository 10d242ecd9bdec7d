//! Speech-to-speech (realtime) sessions over one WebSocket.

#[cfg(feature = "realtime")]
mod arbitrary_input;
#[cfg(feature = "realtime")]
mod call;
mod frames;
#[cfg(feature = "realtime")]
mod model;
#[cfg(feature = "realtime")]
mod opening;
mod playout;
mod sound;
#[cfg(feature = "realtime")]
mod tools;
#[cfg(feature = "realtime")]
mod transcript;
