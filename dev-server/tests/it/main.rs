//! Integration tests of the development server: HTTP, signaling and real WebRTC on loopback.
//!
//! Tests share a process and run in parallel. Each starts its own server on a free port.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod call;
mod dual_pc;
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
