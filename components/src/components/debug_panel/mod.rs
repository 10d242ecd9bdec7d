mod log;
mod redact;
mod report;
mod use_debug;

use leptos::prelude::*;
use speko_client::{CallStats, LineEnd};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use crate::dom::{Element, ShowIf, watch};
use crate::{Phrase, Phrases, Voice, phrases};
pub use log::{DebugEntry, DebugKind};
use use_debug::NAMES;
pub use use_debug::{UseDebug, use_debug};

/// Shows what a session is doing, for developers and for users who report a problem.
///
/// It lists events with their times, all states, connection statistics and the devices. A button
/// copies a report without secrets. The report contains the transcript only if the user ticks the
/// box.
///
/// It records events from the moment it is in the page, also while it is closed. Connection
/// statistics are measured once a second during a conversation, only while it is open.
///
/// Renders a `section` with `data-slot="debug-panel"`. `data-state` is `open` or `closed`. Rows are
/// `[data-slot=debug-entry]` with `data-kind`.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_debug`](crate::use_debug).
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{DebugPanel, UseDebug};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! {
///     <DebugPanel open=cfg!(debug_assertions) />
///     // Or with the app's own markup.
///     <DebugPanel draw=|debug: UseDebug| {
///         view! { <button on:click=move |_| debug.copy()>"Report a problem"</button> }.into_any()
///     } />
/// }
/// # }
/// ```
#[component]
pub fn DebugPanel(
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Whether the panel is initially open. Default: `false`.
    #[prop(optional)]
    open: bool,
    /// Renders the content of the open panel. Default: the built-in lists and the report.
    #[prop(optional, into)]
    draw: Option<Callback<UseDebug, AnyView>>,
    /// Replaces the text of the button that opens the panel. Default: [`phrases::DEBUG`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (debug, words) = (use_debug(voice), Phrases::find());
    debug.set_open(open);
    let voice = debug.voice;
    let toggle = Element::inner_button()
        .with("data-slot", "debug-toggle")
        .live("aria-expanded", move || {
            if debug.is_open() { "true" } else { "false" }
        })
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |_| {
            debug.set_open(!untrack(|| debug.is_open()));
        });
    Element::root("section", "debug-panel", class)
        .say("aria-label", words, phrases::DEBUG)
        .live("data-state", move || {
            if debug.is_open() { "open" } else { "closed" }
        })
        .child(match children {
            Some(children) => toggle.child(children()),
            None => toggle.phrase(words, phrases::DEBUG),
        })
        .child(ShowIf::new(move || {
            debug.is_open().then(|| {
                let drawn = draw.and_then(|draw| draw.try_run(debug));
                drawn.unwrap_or_else(|| body(debug, words))
            })
        }))
        .into_any()
}

fn body(debug: UseDebug, words: Phrases) -> AnyView {
    Element::new("div")
        .with("data-slot", "debug-body")
        .child(part(words, phrases::DEBUG_EVENTS, filter(debug, words)).child(events(debug, words)))
        .child(part(words, phrases::DEBUG_STATES, None).child(states(debug)))
        .child(part(words, phrases::DEBUG_LINE, None).child(line(debug, words)))
        .child(part(words, phrases::DEBUG_DEVICES, None).child(devices(debug)))
        .child(report(debug, words))
        .into_any()
}

fn part(words: Phrases, name: Phrase, beside: Option<Element>) -> Element {
    let head = Element::new("div")
        .with("data-slot", "debug-head")
        .child(Element::new("strong").phrase(words, name))
        .child(beside);
    Element::new("div")
        .with("data-slot", "debug-part")
        .with("role", "group")
        .say("aria-label", words, name)
        .child(head)
}

fn filter(debug: UseDebug, words: Phrases) -> Option<Element> {
    let menu = Element::new("select")
        .with("data-part", "field")
        .say("aria-label", words, phrases::DEBUG_FILTER)
        .on("change", move |event| {
            let value = event_target_value(&event);
            let kind = DebugKind::ALL.into_iter().find(|k| k.as_str() == value);
            debug.set_filter(kind);
        })
        .setup(move |menu| {
            let menu: HtmlSelectElement = menu.clone().unchecked_into();
            watch(move || menu.set_value(debug.filter().map_or("", DebugKind::as_str)))
        });
    let option = |value, name| {
        Element::new("option")
            .with("value", value)
            .phrase(words, name)
    };
    let all = menu.child(option("", phrases::DEBUG_ALL));
    let every = DebugKind::ALL.into_iter();
    Some(every.fold(all, |menu, kind| {
        menu.child(option(kind.as_str(), name(kind)))
    }))
}

fn name(kind: DebugKind) -> Phrase {
    match kind {
        DebugKind::Call => phrases::DEBUG_CALL,
        DebugKind::Line => phrases::DEBUG_LINE,
        DebugKind::Agent => phrases::DEBUG_AGENT,
        DebugKind::Sound => phrases::DEBUG_SOUND,
        DebugKind::Transcript => phrases::DEBUG_TRANSCRIPT,
        DebugKind::Error => phrases::DEBUG_ERRORS,
    }
}

fn events(debug: UseDebug, words: Phrases) -> Element {
    let empty = move || debug.shown().is_empty();
    let list = Element::new("ol")
        .with("translate", "no")
        .setup(move |list| {
            let list = list.clone();
            let mut shown = Vec::new();
            watch(move || {
                let entries = debug.shown();
                show(&list, &mut shown, entries);
                // Keeps the newest entry in view.
                if let Some(scrolled) = list.parent_element() {
                    scrolled.set_scroll_top(scrolled.scroll_height());
                }
            })
        });
    Element::new("div")
        .with("data-slot", "debug-events")
        .with("tabindex", "0")
        .with("role", "region")
        .say("aria-label", words, phrases::DEBUG_EVENTS)
        .child(
            Element::new("p")
                .flag("hidden", move || !empty())
                .phrase(words, phrases::DEBUG_NOTHING),
        )
        .child(list)
}

/// Updates the rows. Rows are removed only at the front, and only the last one may have changed.
fn show(list: &web_sys::Element, shown: &mut Vec<DebugEntry>, entries: Vec<DebugEntry>) {
    let goes_on = shown.iter().filter(|row| {
        entries
            .first()
            .is_some_and(|first| row.number < first.number)
    });
    let gone = goes_on.count();
    let kept = shown.len() - gone;
    let same = shown
        .iter()
        .skip(gone)
        .zip(&entries)
        .all(|(row, entry)| row.number == entry.number);
    if same && kept <= entries.len() {
        for _ in 0..gone {
            remove(list.first_element_child());
        }
        // Added again below, because it may have changed.
        if kept > 0 {
            remove(list.last_element_child());
        }
        for entry in entries.iter().skip(kept.saturating_sub(1)) {
            add(list, entry);
        }
    } else {
        list.set_text_content(None);
        for entry in &entries {
            add(list, entry);
        }
    }
    *shown = entries;
}

fn remove(row: Option<web_sys::Element>) {
    if let Some(row) = row {
        row.remove();
    }
}

fn add(list: &web_sys::Element, entry: &DebugEntry) {
    let make = |tag: &str, text: Option<&str>| {
        let element = list.owner_document()?.create_element(tag).ok()?;
        element.set_text_content(text);
        Some(element)
    };
    let (Some(row), Some(time), Some(text)) = (
        make("li", None),
        make("span", Some(&entry.seconds())),
        make("code", Some(&entry.text)),
    ) else {
        return;
    };
    let _ = row.set_attribute("data-slot", "debug-entry");
    let _ = row.set_attribute("data-kind", entry.kind.as_str());
    let _ = row.append_with_node_2(&time, &text);
    if entry.times > 1
        && let Some(times) = make("span", Some(&["×", &entry.times.to_string()].concat()))
    {
        let _ = row.append_child(&times);
    }
    let _ = list.append_child(&row);
}

fn term(name: Element, value: impl Fn() -> String + Send + 'static) -> Element {
    let value = Element::new("dd")
        .with("translate", "no")
        .with("dir", "ltr")
        .words(move || {
            let value = value();
            if value.is_empty() {
                "–".to_owned()
            } else {
                value
            }
        });
    Element::new("div").child(name).child(value)
}

fn states(debug: UseDebug) -> Element {
    NAMES.into_iter().fold(Element::new("dl"), |list, name| {
        let term_name = Element::new("dt").with("translate", "no").text(name);
        list.child(term(term_name, move || debug.state(name)))
    })
}

fn line(debug: UseDebug, words: Phrases) -> Element {
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
    rows.into_iter()
        .fold(Element::new("dl"), |list, (name, value)| {
            let name = Element::new("dt").phrase(words, name);
            list.child(term(name, move || {
                debug.stats().as_ref().map(value).unwrap_or_default()
            }))
        })
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
fn devices(debug: UseDebug) -> Element {
    Element::new("dl")
        .child(term(
            Element::new("dt")
                .with("translate", "no")
                .text("permission"),
            move || match debug.devices() {
                Some(devices) => devices.permission().as_str().to_owned(),
                None => String::new(),
            },
        ))
        .child(term(
            Element::new("dt")
                .with("translate", "no")
                .text("audioinput"),
            move || labels(debug.devices().map(|devices| devices.inputs())),
        ))
        .child(term(
            Element::new("dt")
                .with("translate", "no")
                .text("audiooutput"),
            move || labels(debug.devices().map(|devices| devices.outputs())),
        ))
}

fn labels(devices: Option<Vec<crate::Device>>) -> String {
    let devices = devices.unwrap_or_default();
    let names: Vec<_> = devices.iter().map(|device| &*device.label).collect();
    names.join(", ")
}

fn report(debug: UseDebug, words: Phrases) -> Element {
    let with = Element::new("input")
        .with("type", "checkbox")
        .with("data-part", "tick")
        .on("change", move |event| {
            debug.set_with_transcript(event_target_checked(&event));
        })
        .setup(move |tick| {
            let tick: HtmlInputElement = tick.clone().unchecked_into();
            watch(move || tick.set_checked(debug.with_transcript()))
        });
    Element::new("div")
        .with("data-slot", "debug-report")
        .child(
            Element::new("label")
                .child(with)
                .child(Element::new("span").phrase(words, phrases::DEBUG_WITH_TRANSCRIPT)),
        )
        .child(
            Element::inner_button()
                .with("data-slot", "debug-copy")
                .on("click", move |_| debug.copy())
                .phrase(words, phrases::DEBUG_COPY),
        )
        .child(
            Element::new("span")
                .with("role", "status")
                .words(move || match debug.copied() {
                    Some(true) => words.say(phrases::DEBUG_COPIED),
                    Some(false) => words.say(phrases::DEBUG_COPY_FAILED),
                    None => "".into(),
                }),
        )
}
