//! HTTP requests that are aborted when dropped.

use std::pin::Pin;

use js_sys::{JsString, Object, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use super::listener::Listener;
use super::timer::Timer;
use super::{page, permission};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

/// A request in flight. Dropping it aborts the request.
#[must_use = "dropping it aborts the request"]
pub(super) struct Request {
    abort: AbortController,
    _timeout: Timer,
    _policy: Listener,
}

impl Request {
    /// Sends the request, which is aborted after `timeout` ms. `init` holds the properties of a
    /// `RequestInit`, and `blocked` receives the directive of the page's policy that blocks it.
    pub(super) fn send(
        url: &str,
        init: Object,
        timeout: u64,
        blocked: Box<dyn Fn(String)>,
    ) -> Result<(Self, Promise), JsValue> {
        let abort = AbortController::new()?;
        let init = init.unchecked_into::<RequestInit>();
        init.set_signal(Some(&abort.signal()));
        let policy = page::on_blocked(url.to_owned(), blocked);
        let answer = fetch(url, &init);
        let late = abort.clone();
        let timer = Timer::new(move || late.abort());
        timer.set(timeout);
        let request = Self {
            abort,
            _timeout: timer,
            _policy: policy,
        };
        Ok((request, answer))
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<(Response, String), JsValue>>>>;

/// Reads the response and its body. If there is none because the page's policy blocks the request,
/// that has been reported by then. The body is truncated to `limit` UTF-16 code units before it is
/// copied into wasm memory, because a server can send any amount.
pub(super) fn read(answer: Promise, limit: u32) -> Answer {
    // Boxed, so that the wasm contains one state machine instead of a copy in each awaiting future.
    Box::pin(async move {
        let response: Response = match JsFuture::from(answer).await {
            Ok(response) => response.unchecked_into(),
            Err(error) => {
                // A policy that blocked the request is reported in a later task, as is this answer.
                let _ = JsFuture::from(permission::query()).await;
                return Err(error);
            }
        };
        let body: JsString = JsFuture::from(response.text()?).await?.unchecked_into();
        Ok((response, body.slice(0, limit).into()))
    })
}
