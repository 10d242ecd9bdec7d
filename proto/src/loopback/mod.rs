//! A transport without a server: what the user types is the agent's answer.
//!
//! It exists for the tests. It shows that a transport is its own inputs and outputs and a machine
//! around the shared parts, and that none of those knows LiveKit or Speko's realtime protocol.

mod machine;
mod tests;
