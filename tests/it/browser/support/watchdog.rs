//! Runs every `#[wasm_bindgen_test]` of a binary under a watchdog, and between two hooks.
//!
//! The runner only limits the time of the whole binary. Here a hanging test fails under its own
//! name, the others still run, and what it owned is dropped. `super::before_each` runs before each
//! test, and `super::after_each` after each test that returned.
//!
//! The attribute expands to `::wasm_bindgen_test::__rt::Context`. The crate root puts this module
//! in that place, so that it applies to every test:
//!
//! ```ignore
//! extern crate self as wasm_bindgen_test;
//! extern crate wasm_bindgen_test as runner;
//!
//! pub use runner::wasm_bindgen_test;
//! pub use browser::support::watchdog as __rt;
//!
//! runner::wasm_bindgen_test_configure!(run_in_browser);
//! ```

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

pub use runner::__rt::wasm_bindgen;
use runner::__rt::{Context as Runner, Termination};

/// The time limit of a test, in ticks of one second. A test takes a few seconds on an idle machine,
/// and many times that where other processes use the whole CPU.
const TICKS: u32 = 300;

// Saved when the module is loaded: tests replace the page's timers.
#[wasm_bindgen(inline_js = "
const [begin, end] = [setInterval, clearInterval];
export class Ticks {
  constructor(count) {
    this.over = new Promise((resolve) => (this.id = begin(() => --count || resolve(), 1000)));
  }
  stop() {
    end(this.id);
  }
}")]
extern "C" {
    type Ticks;
    #[wasm_bindgen(constructor)]
    fn new(count: u32) -> Ticks;
    #[wasm_bindgen(method, getter)]
    fn over(this: &Ticks) -> Promise;
    #[wasm_bindgen(method)]
    fn stop(this: &Ticks);
}

/// Replaces the runner's context in the calls that the attribute generates.
#[repr(transparent)]
pub struct Context(Runner);

type Expected = Option<Option<&'static str>>;

impl Context {
    pub fn execute_sync<T: Termination>(
        &self,
        name: &str,
        test: impl FnOnce() -> T + 'static,
        should_panic: Expected,
        ignore: Expected,
    ) {
        self.execute_async(name, async || test(), should_panic, ignore);
    }

    pub fn execute_async<F>(
        &self,
        name: &str,
        test: impl FnOnce() -> F + 'static,
        should_panic: Expected,
        ignore: Expected,
    ) where
        F: Future + 'static,
        F::Output: Termination,
    {
        let watched = async || within(TICKS, guarded(test)).await;
        self.0.execute_async(name, watched, should_panic, ignore);
    }
}

async fn guarded<F>(test: impl FnOnce() -> F) -> Result<(), JsValue>
where
    F: Future,
    F::Output: Termination,
{
    super::before_each();
    test().await.into_js_result()?;
    super::after_each().await;
    Ok(())
}

async fn within<T>(
    ticks: u32,
    test: impl Future<Output = Result<T, JsValue>>,
) -> Result<T, JsValue> {
    let watch = Ticks::new(ticks);
    let mut test = pin!(test);
    let mut over = pin!(JsFuture::from(watch.over()));
    let result = poll_fn(|context| {
        if let Poll::Ready(result) = test.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        let over = over.as_mut().poll(context);
        over.map(|_| Err(JsError::new(&format!("timed out after {ticks} s")).into()))
    });
    let result = result.await;
    watch.stop();
    result
}
