//! Tests in a real browser. All of them run in one page, one after the other.

mod conversation;
mod devices;
mod ready;
#[cfg(feature = "s2s")]
mod realtime;
mod support;
mod watch;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
