//! Converts events, errors and statistics to JavaScript values.

use leptos::prelude::window;
use leptos_speko::{CallStats, DeviceChange, Event, LineEnd, Message, SpekoClientError};
use wasm_bindgen::JsValue;

use crate::value::object;

/// Returns `{ kind, data, at }`; `at` is `performance.now()` in ms.
pub(crate) fn event(event: &Event) -> JsValue {
    let (kind, data) = match event {
        Event::Connected { conversation_id } => ("connected", conversation_id.as_str().into()),
        Event::Disconnected(end) => (
            "disconnected",
            object([
                ("reason", end.reason.as_str().into()),
                ("message", end.message.clone().into()),
            ]),
        ),
        Event::Message(said) => ("message", message(said)),
        Event::Status(status) => ("status", status.as_str().into()),
        Event::Mode(mode) => ("mode", mode.as_str().into()),
        Event::AgentState(state) => ("agent", state.as_str().into()),
        Event::AgentPresence(presence) => ("presence", presence.as_str().into()),
        Event::Mic(mic) => ("mic", mic.as_str().into()),
        Event::InputDevice(change) => ("input", device(change)),
        Event::OutputDevice(change) => ("output", device(change)),
        Event::Connection(connection) => ("connection", connection.as_str().into()),
        Event::Reconnecting { attempt } => ("reconnecting", (*attempt).into()),
        Event::Queued(texts) => ("queued", (*texts).into()),
        Event::AudioBlocked(blocked) => ("blocked", (*blocked).into()),
        Event::Error(error) => ("error", self::error(error)),
        other => ("other", format!("{other:?}").into()),
    };
    let now = window().performance().map(|clock| clock.now());
    object([("kind", kind.into()), ("data", data), ("at", now.into())])
}

fn message(message: &Message) -> JsValue {
    object([
        ("source", message.source.as_str().into()),
        ("text", message.text.as_str().into()),
        ("final", message.is_final.into()),
        ("segment", message.segment_id.clone().into()),
        ("started", message.started_at.map(|at| at as f64).into()),
    ])
}

fn device(change: &DeviceChange) -> JsValue {
    format!("{change:?}").into()
}

pub(crate) fn error(error: &SpekoClientError) -> JsValue {
    object([
        ("code", error.code().as_str().into()),
        ("reason", error.reason().as_str().into()),
        ("message", error.message().into()),
        ("advice", error.advice().into()),
        ("cause", error.cause().into()),
    ])
}

pub(crate) fn stats(stats: &CallStats) -> JsValue {
    object([
        ("roundTrip", stats.round_trip_ms.into()),
        ("jitter", stats.jitter_ms.into()),
        ("received", (stats.packets_received as f64).into()),
        ("lost", (stats.packets_lost as f64).into()),
        ("sent", (stats.packets_sent as f64).into()),
        ("bytesReceived", (stats.bytes_received as f64).into()),
        ("bytesSent", (stats.bytes_sent as f64).into()),
        ("codec", stats.codec.clone().into()),
        ("local", end(stats.local.as_ref())),
        ("remote", end(stats.remote.as_ref())),
    ])
}

fn end(end: Option<&LineEnd>) -> JsValue {
    end.map_or(JsValue::NULL, |end| {
        object([
            ("kind", end.kind.as_str().into()),
            ("protocol", end.protocol.as_str().into()),
        ])
    })
}
