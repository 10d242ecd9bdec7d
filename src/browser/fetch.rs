//! One HTTP request, given up when nobody waits for its answer any more.

use std::pin::Pin;

use js_sys::{JsString, Object, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use super::js::{Alarm, Link, spawn, texts};
use crate::call::io::{Input, Op, Probe};
use crate::livekit::url::SecretUrl;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

/// Dropped, it is aborted.
#[must_use = "dropping it aborts the request"]
pub(super) struct Request {
    abort: AbortController,
}

impl Request {
    /// Sends it, with what a `RequestInit` says.
    pub(super) fn send(url: &str, init: Object) -> Result<(Self, Promise), JsValue> {
        let abort = AbortController::new()?;
        let init = init.unchecked_into::<RequestInit>();
        init.set_signal(Some(&abort.signal()));
        let answer = fetch(url, &init);
        Ok((Self { abort }, answer))
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<(u16, String), JsValue>>>>;

/// Status and body. The body is cut before it is copied: a server can send any amount.
pub(super) fn read(answer: Promise, limit: u32) -> Answer {
    // In a box: one state machine, and not a copy in each future that waits for it.
    Box::pin(async move {
        let response: Response = JsFuture::from(answer).await?.unchecked_into();
        let body: JsString = JsFuture::from(response.text()?).await?.unchecked_into();
        Ok((response.status(), body.slice(0, limit).into()))
    })
}

/// Longer than TCP asks every few seconds. To give up earlier would free no connection: Chromium keeps those that have not
/// found anybody yet, for the next question.
const PROBE_MILLIS: u64 = 40_000;
const PROBE_BODY: u32 = 4_096;

/// A question to the server by GET. Its URL carries the token.
#[must_use = "dropping it aborts the request"]
pub(super) struct Asked {
    _request: Request,
    _patience: Alarm,
}

/// `knock` asks without wanting to read the answer. With credentials, it goes by connections of its own: a browser has
/// six to a host for either kind.
pub(super) fn probe(link: &Link, op: Op, url: &SecretUrl, knock: bool) -> Option<Asked> {
    let (credentials, mode) = if knock {
        ("include", "no-cors")
    } else {
        ("omit", "cors")
    };
    let init = texts(&[
        ("credentials", credentials),
        ("mode", mode),
        ("cache", "no-store"),
    ]);
    let link = link.clone();
    let Ok((request, answer)) = Request::send(url.reveal(), init) else {
        link.tell(Input::Probed(op, Probe::Unreachable));
        return None;
    };
    let abort = request.abort.clone();
    let patience = Alarm::new(move || abort.abort());
    patience.ring_in(PROBE_MILLIS);
    spawn(async move {
        let probe = match read(answer, PROBE_BODY).await {
            Ok((status, body)) => Probe::Answered { status, body },
            Err(_) => Probe::Unreachable,
        };
        link.tell(Input::Probed(op, probe));
    });
    Some(Asked {
        _request: request,
        _patience: patience,
    })
}
