//! Sessions over LiveKit's protocol.

mod asleep;
mod call;
mod chat;
mod dual;
mod ending;
mod join;
mod meanwhile;
mod mending;
mod mending_messages;
mod microphone;
mod model;
mod presence;
mod proto;
mod refused;
mod rights;
mod rpc;
mod utterances;
mod warm;
