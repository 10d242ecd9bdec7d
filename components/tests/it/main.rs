//! All integration tests of the crate in one binary: natively those of server rendering and of the
//! published files, on wasm32 those that need a browser.
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
mod public_api;
#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
mod ssr;
#[cfg(any(feature = "ssr", target_arch = "wasm32"))]
mod support;

// Every `#[wasm_bindgen_test]` runs under the watchdog; its module explains how.
#[cfg(target_arch = "wasm32")]
extern crate self as wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
extern crate wasm_bindgen_test as runner;

#[cfg(target_arch = "wasm32")]
pub use {runner::wasm_bindgen_test, support::watchdog as __rt};

#[cfg(target_arch = "wasm32")]
runner::wasm_bindgen_test_configure!(run_in_browser);
