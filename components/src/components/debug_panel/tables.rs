//! The states, the connection statistics and the devices, as lists of terms.

use speko_client::{CallStats, LineEnd};

use super::use_debug::{NAMES, UseDebug};
use crate::dom::Element;
use crate::{Device, Phrase, Phrases, phrases};

fn term(name: Element, value: impl Fn() -> String + Send + 'static) -> Element {
    let value = Element::new("dd")
        .attr("translate", "no")
        .attr("dir", "ltr")
        .text_fn(move || {
            let value = value();
            if value.is_empty() {
                "–".to_owned()
            } else {
                value
            }
        });
    Element::new("div").child(name).child(value)
}

pub(super) fn states(debug: UseDebug) -> Element {
    NAMES.into_iter().fold(Element::new("dl"), |list, name| {
        let term_name = Element::new("dt").attr("translate", "no").text(name);
        list.child(term(term_name, move || debug.state(name)))
    })
}

pub(super) fn statistics(debug: UseDebug, words: Phrases) -> Element {
    type Value = fn(&CallStats) -> String;
    let rows: [(Phrase, Value); 8] = [
        (phrases::DEBUG_ROUND_TRIP, |stats| {
            millis(stats.round_trip_ms)
        }),
        (phrases::DEBUG_JITTER, |stats| millis(stats.jitter_ms)),
        (phrases::DEBUG_LOST, |stats| {
            [
                stats.packets_lost,
                stats.packets_received + stats.packets_lost,
            ]
            .map(|count| count.to_string())
            .join(" / ")
        }),
        (phrases::DEBUG_RECEIVED, |stats| {
            kilobytes(stats.bytes_received)
        }),
        (phrases::DEBUG_SENT, |stats| kilobytes(stats.bytes_sent)),
        (phrases::DEBUG_CODEC, |stats| {
            stats.codec.clone().unwrap_or_default()
        }),
        (phrases::DEBUG_PATH, |stats| {
            let ends = [&stats.local, &stats.remote].map(|end| end.as_ref().map(end_name));
            ends.into_iter().flatten().collect::<Vec<_>>().join(" – ")
        }),
        (phrases::DEBUG_LEVELS, |stats| {
            let levels = [stats.mic_level, stats.agent_level].map(percent);
            levels.join(" / ")
        }),
    ];
    let ignored = Element::new("dt").phrase(words, phrases::DEBUG_IGNORED);
    let ignored = term(ignored, move || debug.ignored().to_string());
    rows.into_iter()
        .fold(Element::new("dl"), |list, (name, value)| {
            let name = Element::new("dt").phrase(words, name);
            list.child(term(name, move || {
                debug.stats().as_ref().map(value).unwrap_or_default()
            }))
        })
        .child(ignored)
}

fn millis(millis: Option<u32>) -> String {
    millis.map_or_else(String::new, |millis| millis.to_string() + " ms")
}

fn kilobytes(bytes: u64) -> String {
    (bytes / 1000).to_string() + " kB"
}

fn percent(level: Option<f32>) -> String {
    level.map_or_else(
        || "–".to_owned(),
        |level| ((level * 100.0 + 0.5) as u32).to_string() + " %",
    )
}

fn end_name(end: &LineEnd) -> String {
    [&*end.kind, " ", &*end.protocol].concat()
}

/// Lists the devices by name. The report contains no device names.
pub(super) fn devices(debug: UseDebug) -> Element {
    Element::new("dl")
        .child(term(
            Element::new("dt")
                .attr("translate", "no")
                .text("permission"),
            move || match debug.devices() {
                Some(devices) => devices.permission().as_str().to_owned(),
                None => String::new(),
            },
        ))
        .child(term(
            Element::new("dt")
                .attr("translate", "no")
                .text("audioinput"),
            move || labels(debug.devices().map(|devices| devices.inputs())),
        ))
        .child(term(
            Element::new("dt")
                .attr("translate", "no")
                .text("audiooutput"),
            move || labels(debug.devices().map(|devices| devices.outputs())),
        ))
}

fn labels(devices: Option<Vec<Device>>) -> String {
    let devices = devices.unwrap_or_default();
    let names: Vec<_> = devices.iter().map(|device| &*device.label).collect();
    names.join(", ")
}
