//! Realtime sessions: one WebSocket with PCM16 in both directions, and the same
//! agent.

mod samples;
mod socket;
mod talk;
#[cfg(test)]
mod tests;

pub(crate) use socket::{OpenSessions, realtime};
