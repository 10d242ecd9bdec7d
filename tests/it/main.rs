//! The integration tests of speko-client, in one binary per target.
//!
//! `docs` tests the documents and the public API, natively; `browser` runs in a real browser. The
//! state machines have their tests in `proto/tests`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub
)]

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod docs;

// Every `#[wasm_bindgen_test]` runs under the watchdog; its module explains how.
#[cfg(target_arch = "wasm32")]
extern crate self as wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
extern crate wasm_bindgen_test as runner;

#[cfg(target_arch = "wasm32")]
pub use {browser::support::watchdog as __rt, runner::wasm_bindgen_test};

#[cfg(target_arch = "wasm32")]
runner::wasm_bindgen_test_configure!(run_in_browser);
