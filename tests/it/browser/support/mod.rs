//! The page as the tests use it.

pub mod watchdog;

use std::future::poll_fn;
use std::panic::Location;
use std::pin::pin;
use std::task::Poll;

use js_sys::{JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/it/browser/support/page.js")]
extern "C" {
    pub fn reset();
    fn sweep();
    fn leftovers() -> String;

    pub fn microphone_refuses(name: &str);
    pub fn microphone_refuses_with(name: &str, message: &str);
    pub fn insecure_page();
    pub fn policy_forbids(name: &str);
    pub fn policy_blocked(url: &str, disposition: &str);
    pub fn no_media_devices();
    pub fn hold_prompt();
    pub async fn answer_prompt();
    pub async fn prompts_settled();
    pub fn prompt_count() -> u32;
    pub fn last_constraints() -> String;
    pub fn live_tracks() -> u32;
    pub fn tracks_enabled() -> String;
    pub fn end_track();
    pub async fn settled();
    #[wasm_bindgen(variadic)]
    pub fn plug(names: Vec<String>);
    pub fn list_count() -> u32;
    pub fn devices_changed();
    #[wasm_bindgen(js_name = other_input)]
    fn other_input_js() -> Promise;
    pub fn used_input() -> String;
    pub fn permission_is(state: &str);
    pub fn permission_becomes(state: &str);
    pub fn permission_refuses();
    pub fn mute_track(muted: bool);
    pub fn microphone_opens(how: &str);
    pub fn sources_have_rate(rate: f32);

    pub fn hold_time();
    pub fn pass_time(millis: f64);
    pub fn clock_behind(millis: f64);
    pub fn error_count() -> u32;
    pub fn take_errors() -> u32;

    pub fn peer_count() -> u32;
    pub fn open_peers() -> u32;
    pub fn ice_policy() -> String;
    pub fn ice_urls() -> String;
    pub fn element_count() -> u32;
    pub fn element_volume() -> f64;
    pub fn element_name() -> u32;
    pub fn fixed_volume();
    pub fn pause_elements();
    pub fn start_elements();
    pub fn stop_clocks();
    pub fn run_clocks();
    pub fn element_time() -> f64;
    pub fn element_plays() -> bool;
    pub fn play_refuses(name: &str);
    pub fn play_works();
    pub fn sink_refuses(name: &str);
    pub fn no_sinks();
    pub fn record_sinks();
    pub fn sinks_set() -> String;
    pub fn elements_hidden() -> bool;
    pub async fn level_of_element();
    pub fn open_contexts() -> u32;
    pub async fn suspend_context();
    pub fn watch_gain();
    pub fn gain_value() -> f64;
    pub fn record_modules();
    pub fn modules_added() -> String;
    pub fn modules_hang();
    pub fn count_stops();
    pub fn stop_count() -> u32;
    pub fn record_context_sinks(missing: &str);
    pub fn no_context_sinks();

    pub fn fake_sockets();
    pub fn sockets_refuse(name: &str);
    pub fn socket_count() -> u32;
    pub fn open_sockets() -> u32;
    pub async fn next_socket() -> JsValue;
    pub fn socket_url(socket: &JsValue) -> String;
    pub fn socket_accept(socket: &JsValue);
    pub fn socket_deliver(socket: &JsValue, data: &JsValue);
    pub fn socket_closing(socket: &JsValue);
    pub fn socket_drop(socket: &JsValue, code: u16);
    #[wasm_bindgen(js_name = socket_sent)]
    fn socket_sent_js(socket: &JsValue) -> Promise;
    pub fn socket_closed_with(socket: &JsValue) -> u16;
    pub fn http_answers(status: u16, body: &str);
    pub fn http_asks_to_wait(status: u16, wait: &str);
    pub fn http_is_blocked(url: &str, disposition: &str);
    pub fn http_hangs_until_aborted();
    pub fn http_fails();
    pub fn http_hangs();
    pub fn request_count() -> u32;
    pub fn request_init() -> String;
    pub fn request_aborted() -> bool;

    #[derive(Clone)]
    pub type Remote;
    #[wasm_bindgen(constructor)]
    pub fn new() -> Remote;
    #[wasm_bindgen(method, js_name = answer)]
    fn answer_js(this: &Remote, sdp: &str) -> Promise;
    #[wasm_bindgen(method)]
    pub fn agent_mid(this: &Remote) -> String;
    #[wasm_bindgen(method, js_name = next_candidate)]
    fn next_candidate_js(this: &Remote) -> Promise;
    #[wasm_bindgen(method)]
    pub fn has_message(this: &Remote) -> bool;
    #[wasm_bindgen(method, js_name = next_message)]
    fn next_message_js(this: &Remote) -> Promise;
    #[wasm_bindgen(method, js_name = send)]
    fn send_js(this: &Remote, label: &str, bytes: &[u8]) -> Promise;
    #[wasm_bindgen(method, js_name = channel_options)]
    fn channel_options_js(this: &Remote, label: &str) -> Promise;
    #[wasm_bindgen(method, js_name = hears)]
    fn hears_js(this: &Remote) -> Promise;
    #[wasm_bindgen(method, js_name = peak)]
    fn peak_js(this: &Remote, millis: u32, concealed: bool) -> Promise;
    #[wasm_bindgen(method)]
    pub fn m_line_count(this: &Remote) -> u32;
    #[wasm_bindgen(method, js_name = close)]
    fn close_js(this: &Remote) -> Promise;
}

/// Restores the page's own functions, except its WebSocket, which is fake.
pub fn reset_with_fake_sockets() {
    reset();
    fake_sockets();
}

fn before_each() {
    sweep();
    reset();
}

/// Checks that a passed test has released everything that it opened.
async fn after_each() {
    prompts_settled().await;
    let left = leftovers();
    assert!(left.is_empty(), "left open: {left}");
}

/// Waits for a condition, by turns of the event loop instead of time.
#[track_caller]
pub fn until(is_so: impl Fn() -> bool) -> impl Future<Output = ()> {
    let wanted_at = Location::caller();
    async move {
        // Browsers delay nested timers by at least 4 ms, so this is 60 s, or more on a busy
        // machine.
        for _ in 0..15_000 {
            if is_so() {
                return;
            }
            settled().await;
        }
        panic!("condition not met in time: {wanted_at}");
    }
}

/// Awaits both concurrently.
pub async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}

async fn text(promise: Promise) -> String {
    let text: JsString = JsFuture::from(promise).await.unwrap().unchecked_into();
    text.into()
}

/// Returns a microphone other than the default entry.
pub async fn other_input() -> String {
    text(other_input_js()).await
}

pub fn plugged(names: &[&str]) {
    plug(names.iter().map(|name| (*name).to_owned()).collect());
}

async fn bytes(promise: Promise) -> Vec<u8> {
    let bytes: Uint8Array = JsFuture::from(promise).await.unwrap().unchecked_into();
    bytes.to_vec()
}

impl Remote {
    pub async fn answer(&self, sdp: &str) -> String {
        text(self.answer_js(sdp)).await
    }

    /// Answers a later offer. Returns `None` if the test has closed the remote peer.
    pub async fn answer_again(&self, sdp: &str) -> Option<String> {
        let answer = JsFuture::from(self.answer_js(sdp)).await.ok()?;
        answer.as_string()
    }

    pub async fn next_candidate(&self) -> String {
        text(self.next_candidate_js()).await
    }

    pub async fn next_message(&self) -> Vec<u8> {
        bytes(self.next_message_js()).await
    }

    pub async fn send(&self, label: &str, bytes: &[u8]) {
        JsFuture::from(self.send_js(label, bytes)).await.unwrap();
    }

    pub async fn channel_options(&self, label: &str) -> String {
        text(self.channel_options_js(label)).await
    }

    pub async fn hears(&self) {
        JsFuture::from(self.hears_js()).await.unwrap();
    }

    /// Returns the caller's peak amplitude over `millis` ms of received samples, with full scale 1.
    pub async fn peak(&self, millis: u32) -> f64 {
        let peak = JsFuture::from(self.peak_js(millis, false)).await.unwrap();
        peak.as_f64().unwrap()
    }

    /// Returns the same while the caller sends no packets, over the concealment samples.
    pub async fn peak_without_packets(&self, millis: u32) -> f64 {
        let peak = JsFuture::from(self.peak_js(millis, true)).await.unwrap();
        peak.as_f64().unwrap()
    }

    pub async fn close(&self) {
        JsFuture::from(self.close_js()).await.unwrap();
    }
}

pub async fn socket_sent(socket: &JsValue) -> Vec<u8> {
    bytes(socket_sent_js(socket)).await
}

/// Asserts that a session has released everything in the page.
#[track_caller]
pub fn assert_nothing_left() {
    assert_eq!(error_count(), 0, "a callback threw an exception");
    assert_eq!(live_tracks(), 0, "a track is live");
    assert_eq!(open_peers(), 0, "a peer connection is open");
    assert_eq!(open_sockets(), 0, "a socket is open");
    assert_eq!(element_count(), 0, "an audio element is in the page");
}

/// Returns a field of a candidate's `RTCIceCandidateInit` JSON: `candidate`, `sdpMid`,
/// `sdpMLineIndex` or `usernameFragment`.
pub fn field(json: &str, name: &str) -> Option<JsValue> {
    let value = js_sys::JSON::parse(json).unwrap();
    let field = js_sys::Reflect::get(&value, &name.into()).unwrap();
    (!field.is_null() && !field.is_undefined()).then_some(field)
}
