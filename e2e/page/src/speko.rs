//! `window.speko`: the session's events and its commands.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use leptos_speko::{RpcCall, RpcError, SpekoClientError, Voice};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::report;
use crate::value::object;

/// `Ok`, or the error to throw.
type Done = Result<(), JsValue>;

pub(crate) fn open(voice: Voice, events: Array) {
    let doors = object([
        ("events", events.into()),
        ("start", command(move || voice.start())),
        ("end", command(move || voice.end())),
        ("toggle_mic", command(move || voice.toggle_mic())),
        ("start_audio", command(move || voice.start_audio())),
        (
            "set_mic_muted",
            command_with(move |muted| {
                voice.set_mic_muted(muted);
                Ok(())
            }),
        ),
        (
            "set_volume",
            command_with(move |volume| {
                voice.set_volume(volume);
                Ok(())
            }),
        ),
        (
            "send_user_message",
            command_with(move |text: String| done(voice.send_user_message(&text))),
        ),
        (
            "send_chat_message",
            command_with(move |text: String| done(voice.send_chat_message(&text))),
        ),
        (
            "send_contextual_update",
            command_with(move |text: String| done(voice.send_contextual_update(&text))),
        ),
        ("register_rpc_method", register(voice)),
        (
            "unregister_rpc_method",
            command_with(move |method: String| {
                voice.unregister_rpc_method(&method);
                Ok(())
            }),
        ),
        ("perform_rpc", perform(voice)),
        ("state", getter(move || state(voice))),
        ("stats", getter(move || stats(voice).into())),
    ]);
    // Cannot fail: the global object is extensible.
    let _ = Reflect::set(&js_sys::global(), &"speko".into(), &doors);
}

/// `register_rpc_method(method, handler)`: the handler gets `{ caller, payload }`. It returns a
/// string or a promise of one, or throws `{ code, message, data }`.
fn register(voice: Voice) -> JsValue {
    Closure::<dyn Fn(String, Function)>::new(move |method: String, handler: Function| {
        // Local storage is enough: the page has one thread.
        let handler = StoredValue::new_local(handler);
        voice.register_rpc_method(method, move |call| {
            let fields = object([
                ("caller", call.caller.into()),
                ("payload", call.payload.into()),
            ]);
            let answer = handler.with_value(|handler| handler.call1(&JsValue::NULL, &fields));
            async move {
                let answer = JsFuture::from(Promise::resolve(&answer.map_err(rpc_error)?)).await;
                let answer = answer.map_err(rpc_error)?;
                Ok(answer.as_string().unwrap_or_default())
            }
        });
    })
    .into_js_value()
}

/// Converts what a handler threw. An error without a code is not disclosed to the caller.
fn rpc_error(thrown: JsValue) -> RpcError {
    let field = |name: &str| Reflect::get(&thrown, &name.into()).unwrap_or_default();
    let text = |name| field(name).as_string().unwrap_or_default();
    match field("code").as_f64() {
        Some(code) => RpcError::new(code as u32, text("message")).with_data(text("data")),
        None => RpcError::new(RpcError::APPLICATION_ERROR, "the handler failed"),
    }
}

/// `perform_rpc({ to, method, payload, timeout })`: returns a promise of the response, which
/// rejects with `{ code, message, data }`.
fn perform(voice: Voice) -> JsValue {
    Closure::<dyn Fn(JsValue) -> Promise>::new(move |fields: JsValue| {
        let field = |name: &str| Reflect::get(&fields, &name.into()).unwrap_or_default();
        let text = |name| field(name).as_string();
        let mut call = RpcCall::new(text("method").unwrap_or_default());
        if let Some(to) = text("to") {
            call = call.to(to);
        }
        if let Some(payload) = text("payload") {
            call = call.payload(payload);
        }
        if let Some(millis) = field("timeout").as_f64() {
            call = call.timeout(millis as u64);
        }
        let answer = voice.perform_rpc(call);
        future_to_promise(async move {
            answer.await.map(JsValue::from).map_err(|error| {
                object([
                    ("code", error.code.into()),
                    ("message", error.message.into()),
                    ("data", error.data.into()),
                ])
            })
        })
    })
    .into_js_value()
}

fn command(run: impl Fn() + 'static) -> JsValue {
    Closure::<dyn Fn()>::new(run).into_js_value()
}

fn command_with<A: FromWasmAbi + 'static>(run: impl Fn(A) -> Done + 'static) -> JsValue {
    Closure::<dyn Fn(A) -> Done>::new(run).into_js_value()
}

fn getter(answer: impl Fn() -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn() -> JsValue>::new(answer).into_js_value()
}

fn done(result: Result<(), SpekoClientError>) -> Done {
    result.map_err(|error| report::error(&error))
}

/// Returns the values of the signals.
fn state(voice: Voice) -> JsValue {
    untrack(|| {
        object([
            ("status", voice.status.get().as_str().into()),
            ("mode", voice.mode.get().as_str().into()),
            ("agent", voice.agent_state.get().as_str().into()),
            ("mic", voice.mic.get().as_str().into()),
            ("muted", voice.mic_muted.get().into()),
            ("connection", voice.connection.get().as_str().into()),
            ("blocked", voice.audio_blocked.get().into()),
            ("conversation", voice.conversation_id.get().into()),
            (
                "error",
                voice
                    .error
                    .get()
                    .as_ref()
                    .map_or(JsValue::NULL, report::error),
            ),
            (
                "ended",
                voice.ended.get().map(|reason| reason.as_str()).into(),
            ),
        ])
    })
}

/// Returns the browser's statistics of the connection, or null.
fn stats(voice: Voice) -> Promise {
    let stats = voice.stats();
    future_to_promise(async move {
        Ok(stats
            .await
            .map_or(JsValue::NULL, |stats| report::stats(&stats)))
    })
}
