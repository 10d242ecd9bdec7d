//! Detects changes that a test leaves in the shared page.

use wasm_bindgen::prelude::*;

use super::settled;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = leftovers)]
extern "C" {
    fn remember();
    fn changed() -> String;
}

pub(super) fn before_each() {
    remember();
}

/// Runs after a test has dropped its guards and its pages.
pub(super) async fn after_each() {
    settled().await;
    assert_eq!(changed(), "", "the test did not restore this");
}
