//! A page translator, which moves, replaces, splits or rewrites the text nodes of the page.

use crate::support::gallery::every;
use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = translator)]
extern "C" {
    fn translate(root: &web_sys::Element, way: &str);
    fn keep_translating(root: &web_sys::Element, way: &str);
    fn stop_translating();
    fn original(element: &web_sys::Element) -> String;
}

const WAYS: [&str; 4] = ["move", "detach", "rewrite", "split"];

/// Every component in a block of its own.
fn components() -> impl IntoView {
    every()
        .into_iter()
        .map(|(_, draw)| view! { <div class="one">{draw()}</div> })
        .collect_view()
}

/// The text of each component, without the marks of the translator.
fn shown(page: &Page<impl leptos::tachys::view::Mountable>) -> Vec<String> {
    let all = page.root.query_selector_all(".one").unwrap();
    (0..all.length())
        .map(|at| original(all.get(at).unwrap().unchecked_ref()))
        .collect()
}

fn call() -> Vec<Event> {
    let refused = SpekoClientError::credentials("HTTP 503");
    let device = |reason| {
        let device = None;
        Event::InputDevice(DeviceChange { device, reason })
    };
    let over = Event::Disconnected(Disconnection {
        reason: DisconnectReason::Agent,
        message: None,
    });
    vec![
        Event::Status(Status::Connecting),
        Event::AudioBlocked(true),
        Event::Status(Status::Connected),
        Event::Mic(MicState::Live),
        Event::AgentState(AgentState::Listening),
        message(Source::User, "u", "What", false),
        message(Source::User, "u", "What time", false),
        Event::AgentState(AgentState::Thinking),
        message(Source::User, "u", "What time is it?", true),
        Event::Mode(Mode::Speaking),
        Event::AgentState(AgentState::Speaking),
        message(Source::Agent, "a", "It is", false),
        message(Source::Agent, "a", "It's noon.", true),
        Event::Mode(Mode::Listening),
        Event::Mic(MicState::ServerMuted),
        Event::Mic(MicState::Missing),
        Event::Mic(MicState::Live),
        device(DeviceReason::Unplugged),
        device(DeviceReason::Returned),
        Event::Connection(ConnectionState::Reconnecting),
        Event::Reconnecting { attempt: 1 },
        Event::Queued(1),
        Event::Reconnecting { attempt: 2 },
        Event::Queued(2),
        Event::Connection(ConnectionState::Good),
        Event::Queued(0),
        Event::Error(refused.clone()),
        over,
        Event::Status(Status::Disconnected),
        Event::Error(refused),
        Event::Status(Status::Connecting),
    ]
}

/// Plays the call in a page that is translated before the event `at`, and in one that is not.
async fn same_words(at: usize, translate: impl Fn(&web_sys::Element)) {
    let time = stopped_time();
    let translated = open(idle, |_| components()).await;
    let plain = open(idle, |_| components()).await;
    for (number, event) in call().into_iter().enumerate() {
        if number == at {
            translate(&translated.root);
            settled().await;
        }
        plain.emit(event.clone()).await;
        translated.emit(event.clone()).await;
        time.advance(1_000);
        settled().await;
        assert_eq!(
            shown(&translated),
            shown(&plain),
            "translated at {at}, after {event:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn page_translated_before_the_call_shows_the_new_words() {
    for way in WAYS {
        same_words(0, |root| translate(root, way)).await;
    }
}

#[wasm_bindgen_test]
async fn page_translated_during_the_call_shows_the_new_words() {
    for at in [3, 6, 12, 21] {
        same_words(at, |root| translate(root, WAYS[at % 4])).await;
    }
}

#[wasm_bindgen_test]
async fn page_whose_changes_are_translated_shows_the_new_words() {
    for way in WAYS {
        same_words(0, |root| keep_translating(root, way)).await;
        stop_translating();
    }
}

#[wasm_bindgen_test]
async fn translated_call_button_names_what_a_press_does() {
    for way in WAYS {
        let page = open(idle, |_| view! { <CallButton /><StatusBadge /> }).await;
        translate(&page.root, way);
        page.emit(Event::Status(Status::Connected)).await;
        let text = |slot: &str| page.get(&format!("[data-slot={slot}]")).text_content();
        assert_eq!(text("call-button").as_deref(), Some("End"), "{way}");
        assert_eq!(
            text("status-badge").as_deref(),
            Some("Connected · listening")
        );
        page.emit(Event::Status(Status::Disconnected)).await;
        assert_eq!(text("call-button").as_deref(), Some("Start"), "{way}");
    }
}

#[wasm_bindgen_test]
async fn own_row_that_binds_its_text_as_a_property_shows_the_new_words() {
    let row = |turn: LiveTurn| view! { <q prop:textContent=move || turn.text()></q> }.into_any();
    let page = open(idle, move |_| view! { <TranscriptFeed turn=row /> }).await;
    page.emit(message(Source::Agent, "a", "It", false)).await;
    for (way, text) in WAYS.into_iter().zip(["It is", "It is a", "It was a", "It"]) {
        translate(&page.root, way);
        page.emit(message(Source::Agent, "a", text, false)).await;
        assert_eq!(page.get("q").text_content().as_deref(), Some(text), "{way}");
    }
}
