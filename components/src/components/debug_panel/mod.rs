mod event_list;
mod log;
mod redact;
mod report;
mod tables;
mod use_debug;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::dom::{Element, ShowIf, watch};
use crate::{Phrase, Phrases, Voice, phrases};
pub use log::{DebugEntry, DebugKind};
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
        .attr("data-slot", "debug-toggle")
        .attr_fn("aria-expanded", move || {
            if debug.is_open() { "true" } else { "false" }
        })
        .flag("disabled", move || !voice.ready.get())
        .on("click", move |_| {
            debug.set_open(!untrack(|| debug.is_open()));
        });
    Element::root("section", "debug-panel", class)
        .phrase_attr("aria-label", words, phrases::DEBUG)
        .attr_fn("data-state", move || {
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
        .attr("data-slot", "debug-body")
        .child(
            section(
                words,
                phrases::DEBUG_EVENTS,
                event_list::filter(debug, words),
            )
            .child(event_list::events(debug, words)),
        )
        .child(section(words, phrases::DEBUG_STATES, None).child(tables::states(debug)))
        .child(section(words, phrases::DEBUG_LINE, None).child(tables::statistics(debug, words)))
        .child(section(words, phrases::DEBUG_DEVICES, None).child(tables::devices(debug)))
        .child(report(debug, words))
        .into_any()
}

fn section(words: Phrases, name: Phrase, trailing: Option<Element>) -> Element {
    let head = Element::new("div")
        .attr("data-slot", "debug-head")
        .child(Element::new("strong").phrase(words, name))
        .child(trailing);
    Element::new("div")
        .attr("data-slot", "debug-part")
        .attr("role", "group")
        .phrase_attr("aria-label", words, name)
        .child(head)
}

fn report(debug: UseDebug, words: Phrases) -> Element {
    let checkbox = Element::new("input")
        .attr("type", "checkbox")
        .attr("data-part", "tick")
        .on("change", move |event| {
            debug.set_with_transcript(event_target_checked(&event));
        })
        .setup(move |checkbox| {
            let checkbox: HtmlInputElement = checkbox.clone().unchecked_into();
            watch(move || checkbox.set_checked(debug.with_transcript()))
        });
    Element::new("div")
        .attr("data-slot", "debug-report")
        .child(
            Element::new("label")
                .child(checkbox)
                .child(Element::new("span").phrase(words, phrases::DEBUG_WITH_TRANSCRIPT)),
        )
        .child(
            Element::inner_button()
                .attr("data-slot", "debug-copy")
                .on("click", move |_| debug.copy())
                .phrase(words, phrases::DEBUG_COPY),
        )
        .child(
            Element::new("span")
                .attr("role", "status")
                .text_fn(move || match debug.copied() {
                    Some(true) => words.say(phrases::DEBUG_COPIED),
                    Some(false) => words.say(phrases::DEBUG_COPY_FAILED),
                    None => "".into(),
                }),
        )
}
