//! HTTP requests that are aborted when dropped.

use std::pin::Pin;

use js_sys::{JsString, Object, Promise};
use speko_proto::livekit::io::{Input, LiveKitInput, Probe, RequestId};
use speko_proto::livekit::url::SecretUrl;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use super::js::{InputSender, Timer, spawn, texts};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> Promise;
}

/// A request in flight. Dropping it aborts the request.
#[must_use = "dropping it aborts the request"]
pub(super) struct Request {
    abort: AbortController,
}

impl Request {
    /// Sends the request. `init` holds the properties of a `RequestInit`.
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

/// Reads the status and the body. The body is truncated to `limit` UTF-16 code units before it is
/// copied into wasm memory, because a server can send any amount.
pub(super) fn read(answer: Promise, limit: u32) -> Answer {
    // Boxed, so that the wasm contains one state machine instead of a copy in each awaiting future.
    Box::pin(async move {
        let response: Response = JsFuture::from(answer).await?.unchecked_into();
        let body: JsString = JsFuture::from(response.text()?).await?.unchecked_into();
        Ok((response.status(), body.slice(0, limit).into()))
    })
}

/// The timeout of a probe, in ms. It is longer than the phase in which TCP retransmits every few
/// seconds. Aborting earlier would free no connection: Chromium keeps those that are still being
/// established and uses them for the next request.
const PROBE_MILLIS: u64 = 40_000;
const PROBE_BODY: u32 = 4_096;

/// A probe in flight: a GET request to the server. Its URL contains the token.
#[must_use = "dropping it aborts the request"]
pub(super) struct Asked {
    _request: Request,
    _patience: Timer,
}

/// Sends a probe. With `no_cors` it is a `no-cors` request, whose response cannot be read. It
/// includes credentials and therefore uses separate connections: browsers allow six per host for
/// requests with credentials and six for those without.
pub(super) fn probe(
    link: &InputSender<Input>,
    op: RequestId,
    url: &SecretUrl,
    no_cors: bool,
) -> Option<Asked> {
    let (credentials, mode) = if no_cors {
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
        link.send(Input::Transport(LiveKitInput::Probed(
            op,
            Probe::Unreachable,
        )));
        return None;
    };
    let abort = request.abort.clone();
    let patience = Timer::new(move || abort.abort());
    patience.ring_in(PROBE_MILLIS);
    spawn(async move {
        let probe = match read(answer, PROBE_BODY).await {
            Ok((status, body)) => Probe::Answered { status, body },
            Err(_) => Probe::Unreachable,
        };
        link.send(Input::Transport(LiveKitInput::Probed(op, probe)));
    });
    Some(Asked {
        _request: request,
        _patience: patience,
    })
}
