//! Waiting: for events, and rarely for time.

use std::panic::Location;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = wait)]
extern "C" {
    fn settle() -> Promise;
    #[wasm_bindgen(js_name = turn)]
    fn next_turn() -> Promise;
    fn sleep(millis: u32) -> Promise;
    fn now() -> f64;
}

/// How long [`until`] waits, in milliseconds: a hanging test fails here, with its name and line.
const LIMIT: f64 = 60_000.0;

/// Waits until everything that follows from earlier events has happened: microtasks, posted
/// messages and one frame, with its scroll events and observers.
pub(crate) async fn settled() {
    JsFuture::from(settle()).await.unwrap();
}

/// Waits until the effects of earlier events have run, which is at the end of this task. Unlike
/// [`settled`] it waits for no frame: a busy machine draws only a few per second.
pub(crate) async fn turn() {
    JsFuture::from(next_turn()).await.unwrap();
}

/// Waits until this holds. Panics at the caller's line if it does not within 60 s.
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

/// Waits in real time. Only for asserting the absence of something that has its own timer; each
/// call states the reason.
pub(crate) async fn pause(millis: u32) {
    JsFuture::from(sleep(millis)).await.unwrap();
}
