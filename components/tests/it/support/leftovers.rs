//! What a test leaves behind in the page that all of them share.

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

/// A test has dropped its guards and its pages when this runs.
pub(super) async fn after_each() {
    settled().await;
    assert_eq!(changed(), "", "the test did not restore this");
}
