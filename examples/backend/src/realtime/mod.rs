//! Speech to speech: one WebSocket, PCM16 both ways, and the same agent behind it.

mod samples;
mod socket;
mod talk;
#[cfg(test)]
mod tests;

pub(crate) use socket::{Lines, realtime};
