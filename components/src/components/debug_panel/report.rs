//! The report that a user copies for support: environment, states and events, without secrets.

use js_sys::{Array, Date, JSON, Object, Reflect};
use speko_client::{CallStats, DeviceKind, ExportFormat, LineEnd};
use wasm_bindgen::JsValue;

use super::redact::redact;
use super::use_debug::UseDebug;

/// Returns the report as pretty-printed JSON.
pub(super) fn write(debug: &UseDebug) -> String {
    let states = debug.states().map(|(name, value)| (name, value.into()));
    let events: Array = debug
        .entries()
        .into_iter()
        .map(|entry| {
            JsValue::from(object(&[
                ("ms", (entry.at as f64).into()),
                ("kind", entry.kind.as_str().into()),
                ("event", entry.text.into()),
                ("times", entry.times.into()),
            ]))
        })
        .collect();
    let mut report = vec![
        ("leptos-speko", env!("CARGO_PKG_VERSION").into()),
        ("time", Date::new_0().to_iso_string().into()),
        ("page", page().into()),
        ("browser", browser()),
        ("session", object(&states).into()),
        ("devices", devices(debug)),
        ("ignored", JsValue::from(debug.ignored() as f64)),
        ("line", debug.stats().as_ref().map_or(JsValue::NULL, line)),
        ("events", events.into()),
    ];
    if debug.with_transcript() {
        let text = debug.voice.export(ExportFormat::Json);
        let transcript = JSON::parse(&text).unwrap_or(JsValue::NULL);
        report.push(("transcript", transcript));
    }
    let text = JSON::stringify_with_replacer_and_space(
        &object(&report),
        &JsValue::NULL,
        &JsValue::from(2),
    );
    text.map(String::from).unwrap_or_default()
}

fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a new plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// Returns the URL of the page without its query and fragment, which may contain secrets.
fn page() -> String {
    let location = leptos::prelude::window().location();
    let (origin, path) = (location.origin(), location.pathname());
    redact(&[origin.unwrap_or_default(), path.unwrap_or_default()].concat())
}

fn browser() -> JsValue {
    let window = leptos::prelude::window();
    let navigator = window.navigator();
    let has = |name: &str| Reflect::has(&window, &name.into()).unwrap_or(false);
    let agent = navigator.user_agent().unwrap_or_default();
    object(&[
        ("userAgent", redact(&agent).into()),
        ("language", navigator.language().into()),
        ("online", navigator.on_line().into()),
        ("secure", window.is_secure_context().into()),
        ("webrtc", has("RTCPeerConnection").into()),
    ])
    .into()
}

/// Counts the devices. Their names are left out, since they often contain the user's name.
fn devices(debug: &UseDebug) -> JsValue {
    let Some(devices) = debug.devices() else {
        return JsValue::NULL;
    };
    let count = |kind| JsValue::from(devices.of(kind).len() as u32);
    object(&[
        ("permission", devices.permission().as_str().into()),
        ("microphones", count(DeviceKind::Input)),
        ("loudspeakers", count(DeviceKind::Output)),
        ("canChooseOutput", devices.can_choose_output().into()),
    ])
    .into()
}

fn line(stats: &CallStats) -> JsValue {
    let number = |number: u64| JsValue::from(number as f64);
    let level = |level: Option<f32>| level.map_or(JsValue::NULL, JsValue::from);
    let end = |end: &Option<LineEnd>| {
        let text = |end: &LineEnd| JsValue::from([&*end.kind, " ", &*end.protocol].concat());
        end.as_ref().map_or(JsValue::NULL, text)
    };
    object(&[
        ("roundTripMs", stats.round_trip_ms.into()),
        ("jitterMs", stats.jitter_ms.into()),
        ("packetsReceived", number(stats.packets_received)),
        ("packetsLost", number(stats.packets_lost)),
        ("packetsSent", number(stats.packets_sent)),
        (
            "packetsSentLost",
            stats.packets_sent_lost.map_or(JsValue::NULL, number),
        ),
        ("bytesReceived", number(stats.bytes_received)),
        ("bytesSent", number(stats.bytes_sent)),
        ("codec", stats.codec.as_deref().into()),
        ("local", end(&stats.local)),
        ("remote", end(&stats.remote)),
        ("agentLevel", level(stats.agent_level)),
        ("micLevel", level(stats.mic_level)),
    ])
    .into()
}
