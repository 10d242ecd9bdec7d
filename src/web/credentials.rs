//! Requests credentials from the app's backend.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use speko_proto::{Credentials, ErrorCode, ErrorReason, SpekoClientError, retry_after};
use wasm_bindgen::JsValue;
use web_sys::Response;

use super::fetch::{Request, read};
use super::js::{error_name, now, set, texts};
use super::parsers::PARSERS;

/// The maximum length of the response body, in UTF-16 code units. No token needs as much.
const MAX_BODY: u32 = 100_000;
/// How long the backend may take, in ms. It may have to start an agent.
const TIMEOUT: u64 = 30_000;

/// Requests credentials from the app's backend: a `POST` without a body, with this site's cookies.
/// The response is JSON as [`parse_credentials`](crate::parse_credentials) reads it. Dropping the
/// future aborts the request, and so does a timeout of 30 s.
///
/// # Errors
/// - [`Credentials`](crate::ErrorReason::Credentials) if the backend cannot be reached, and
///   [`SiteTimeout`](crate::ErrorReason::SiteTimeout) if it does not answer.
/// - [`ContentPolicy`](crate::ErrorReason::ContentPolicy) if the page's Content-Security-Policy
///   blocks the request.
/// - Those of [`credentials_status`](crate::SpekoClientError::credentials_status) if the status is
///   not 2xx.
/// - Those of [`parse_credentials`](crate::parse_credentials).
pub async fn fetch_credentials(url: &str) -> Result<Credentials, SpekoClientError> {
    // What comes before and after the wait is in functions that are not asynchronous: those have
    // less code.
    let (sent, blocked) = send(url);
    let (request, answer) = sent.map_err(|error| failed(&error, None))?;
    let answer = read(answer, MAX_BODY).await;
    drop(request);
    received(answer, &blocked)
}

/// Holds the directive of the page's policy that blocked the request.
type Blocked = Rc<RefCell<Option<String>>>;

#[inline(never)]
fn send(url: &str) -> (Result<(Request, Promise), JsValue>, Blocked) {
    let init = texts(&[
        ("method", "POST"),
        ("credentials", "same-origin"),
        ("cache", "no-store"),
    ]);
    let headers = texts(&[("accept", "application/json")]);
    set(&init, "headers", &headers);
    let blocked = Blocked::default();
    let report = Rc::clone(&blocked);
    let report = Box::new(move |directive| {
        report.replace(Some(directive));
    });
    (Request::send(url, init, TIMEOUT, report), blocked)
}

#[inline(never)]
fn received(
    answer: Result<(Response, String), JsValue>,
    blocked: &Blocked,
) -> Result<Credentials, SpekoClientError> {
    let (response, body) = answer.map_err(|error| failed(&error, blocked.take()))?;
    if response.ok() {
        return Credentials::from_json(&body, PARSERS);
    }
    // The body is left out: it may contain internal details of the backend.
    let wait = response.headers().get("retry-after").ok().flatten();
    let wait = wait.and_then(|wait| retry_after(&wait, now(), PARSERS.date));
    Err(SpekoClientError::credentials_status(
        response.status(),
        wait,
    ))
}

/// Builds the error without a response. `blocked` is the directive of the page's policy that
/// blocked the request.
#[inline(never)]
fn failed(error: &JsValue, blocked: Option<String>) -> SpekoClientError {
    let name = error_name(error);
    let (reason, cause) = match blocked {
        Some(directive) => (ErrorReason::ContentPolicy, directive),
        // Only the timeout aborts a request that is still awaited.
        None if name == "AbortError" => (ErrorReason::SiteTimeout, name),
        None => (ErrorReason::Credentials, name),
    };
    SpekoClientError::new(ErrorCode::ConnectionFailed, reason).with_cause(cause)
}
