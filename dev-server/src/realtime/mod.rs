//! Realtime sessions: one WebSocket with PCM16 in both directions, and the same
//! agent.

mod agent;
mod samples;
mod socket;
#[cfg(test)]
mod tests;

pub(crate) use socket::{OpenSessions, realtime};
