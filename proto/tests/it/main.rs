//! The state machines, in virtual time: one binary, grouped by behaviour.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub
)]

mod errors;
mod export;
mod livekit;
mod realtime;
mod support;
mod transcript;
