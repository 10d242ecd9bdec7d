//! Speech-to-speech (realtime) sessions over one WebSocket.

#[cfg(feature = "s2s")]
mod arbitrary_input;
#[cfg(feature = "s2s")]
mod call;
mod frames;
#[cfg(feature = "s2s")]
mod opening;
mod playout;
mod sound;
#[cfg(feature = "s2s")]
mod tools;
