//! Integration tests of the development backend: HTTP, signaling and real WebRTC on loopback.
//!
//! Tests share a process and run in parallel. Each starts its own backend on a free port.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod call;
mod dual;
mod guards;
mod offers;
mod page;
mod resume;
mod sessions;
mod sources;
mod speech;
mod speko_api;
mod support;
mod tokens;
