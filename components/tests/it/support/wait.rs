//! Waiting: for events, and hardly ever for time.

use std::panic::Location;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = wait)]
extern "C" {
    fn settle() -> Promise;
    fn sleep(millis: u32) -> Promise;
    fn now() -> f64;
}

/// How long [`until`] waits, in milliseconds: a test that hangs fails here, by its name and line.
const LIMIT: f64 = 10_000.0;

/// Waits until all that follows from events so far has happened: microtasks, posted messages and one frame, with its
/// scroll events and observers.
pub(crate) async fn settled() {
    JsFuture::from(settle()).await.unwrap();
}

/// Waits until this holds, and panics at the caller's line where it does not within 10 s.
#[track_caller]
pub(crate) fn until(holds: impl FnMut() -> bool) -> impl Future<Output = ()> {
    until_within(LIMIT, holds)
}

/// [`until`], with another limit in milliseconds.
#[track_caller]
pub(crate) fn until_within(
    limit: f64,
    mut holds: impl FnMut() -> bool,
) -> impl Future<Output = ()> {
    let caller = Location::caller();
    async move {
        let began = now();
        while !holds() {
            let waited = now() - began;
            assert!(
                waited < limit,
                "the condition at {caller} did not hold within {waited:.0} ms"
            );
            settled().await;
        }
    }
}

/// Waits in real time. Only where the absence of something is asserted that has a timer of its own; the reason stands
/// beside each call.
pub(crate) async fn pause(millis: u32) {
    JsFuture::from(sleep(millis)).await.unwrap();
}
