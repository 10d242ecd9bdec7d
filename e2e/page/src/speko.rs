//! `window.speko`: what the session told, and what it can be told to do.

use js_sys::{Array, Promise, Reflect};
use leptos::prelude::*;
use leptos_speko::{SpekoClientError, Voice};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen_futures::future_to_promise;

use crate::tell;
use crate::value::object;

/// Nothing, or the error as a thrown one would be.
type Done = Result<(), JsValue>;

pub(crate) fn open(voice: Voice, events: Array) {
    let doors = object([
        ("events", events.into()),
        ("start", act(move || voice.start())),
        ("end", act(move || voice.end())),
        ("toggle_mic", act(move || voice.toggle_mic())),
        ("start_audio", act(move || voice.start_audio())),
        (
            "set_mic_muted",
            order(move |muted| {
                voice.set_mic_muted(muted);
                Ok(())
            }),
        ),
        (
            "set_volume",
            order(move |volume| {
                voice.set_volume(volume);
                Ok(())
            }),
        ),
        (
            "send_user_message",
            order(move |text: String| done(voice.send_user_message(&text))),
        ),
        (
            "send_chat_message",
            order(move |text: String| done(voice.send_chat_message(&text))),
        ),
        (
            "send_contextual_update",
            order(move |text: String| done(voice.send_contextual_update(&text))),
        ),
        ("state", ask(move || state(voice))),
        ("stats", ask(move || stats(voice).into())),
    ]);
    // It cannot fail: the global object takes properties.
    let _ = Reflect::set(&js_sys::global(), &"speko".into(), &doors);
}

fn act(act: impl Fn() + 'static) -> JsValue {
    Closure::<dyn Fn()>::new(act).into_js_value()
}

fn order<A: FromWasmAbi + 'static>(obey: impl Fn(A) -> Done + 'static) -> JsValue {
    Closure::<dyn Fn(A) -> Done>::new(obey).into_js_value()
}

fn ask(answer: impl Fn() -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn() -> JsValue>::new(answer).into_js_value()
}

fn done(result: Result<(), SpekoClientError>) -> Done {
    result.map_err(|error| tell::error(&error))
}

/// The signals' values.
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
                    .map_or(JsValue::NULL, tell::error),
            ),
            (
                "ended",
                voice.ended.get().map(|reason| reason.as_str()).into(),
            ),
        ])
    })
}

/// What the browser measures of the line, or null.
fn stats(voice: Voice) -> Promise {
    let stats = voice.stats();
    future_to_promise(async move {
        Ok(stats
            .await
            .map_or(JsValue::NULL, |stats| tell::stats(&stats)))
    })
}
