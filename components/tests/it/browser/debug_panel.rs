//! `<DebugPanel>` in a real browser: what it shows and measures, and what a report never contains.

use std::sync::{Arc, Mutex};

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = debug_panel)]
extern "C" {
    fn clipboard() -> js_sys::Array;
    fn last_copy() -> String;
    fn plug_one(id: &str, label: &str) -> js_sys::Array;
    fn go(address: &str);
    fn current_address() -> String;
}

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = selection)]
extern "C" {
    fn select(element: &web_sys::Element, from: u32, to: u32);
    fn selected() -> String;
    fn deselect();
}

/// Changes the page's URL until the guard is dropped.
fn address(address: &str) -> Restore {
    let before = current_address();
    go(address);
    Restore::by(move || go(&before))
}

const TOGGLE: &str = "[data-slot=debug-toggle]";
const ROW: &str = "[data-slot=debug-entry]";

fn rows<S: leptos::tachys::view::Mountable>(page: &Page<S>) -> Vec<String> {
    page.texts(&[ROW, " > code"].concat())
}

#[wasm_bindgen_test]
async fn list_does_not_scroll_while_an_entry_is_selected() {
    let _cleared = Restore::by(deselect);
    let page = open(idle, |_| view! { <DebugPanel open=true /> }).await;
    let list = page.get("[data-slot=debug-events]");
    list.set_attribute("style", "height:100px;overflow-y:auto")
        .unwrap();
    let log = |number: u32| page.emit(Event::Reconnecting { attempt: number });
    for number in 1..20 {
        log(number).await;
    }
    let end = || list.scroll_height() - list.scroll_top() - list.client_height();
    assert!(list.scroll_top() > 0 && end() <= 1);
    // The newest entry: it stays in the page.
    select(&page.get(&[ROW, ":last-child > code"].concat()), 0, 4);
    let (top, text) = (list.scroll_top(), selected());
    log(20).await;
    log(21).await;
    assert_eq!((list.scroll_top(), selected()), (top, text));
    deselect();
    log(22).await;
    assert!(end() <= 1);
}

#[wasm_bindgen_test]
async fn closed_panel_records_events_and_open_panel_lists_them() {
    let page = open(idle, |_| view! { <DebugPanel /> }).await;
    assert_eq!(page.state("debug-panel"), "closed");
    assert_eq!(page.attribute(TOGGLE, "aria-expanded").unwrap(), "false");
    page.emit(Event::Status(Status::Connecting)).await;
    page.emit(Event::Status(Status::Connected)).await;
    assert_eq!(page.count("[data-slot=debug-body]"), 0);

    page.click(TOGGLE).await;
    assert_eq!(page.state("debug-panel"), "open");
    assert_eq!(page.attribute(TOGGLE, "aria-expanded").unwrap(), "true");
    assert_eq!(rows(&page), ["status connecting", "status connected"]);
    let body = page.get("[data-slot=debug-body]");
    assert!(body.text_content().unwrap().contains("statusconnected"));

    // Consecutive partials are one row, which is updated in place.
    for (text, is_final) in [("a", false), ("a b", false), ("a b c", true)] {
        page.emit(message(Source::User, "1", text, is_final)).await;
    }
    page.emit(Event::Mic(MicState::Live)).await;
    assert_eq!(
        rows(&page)[2..],
        [
            "user partial, 3 letters",
            "user final, 5 letters",
            "mic live"
        ]
    );
    let partial = page.get("[data-kind=transcript]").text_content().unwrap();
    assert!(partial.ends_with("×2"), "{partial}");

    page.click(TOGGLE).await;
    assert_eq!(page.state("debug-panel"), "closed");
    assert_eq!(page.count("[data-slot=debug-body]"), 0);
}

#[wasm_bindgen_test]
async fn filter_shows_one_kind_of_event_or_all() {
    let page = open(idle, |_| view! { <DebugPanel open=true /> }).await;
    page.emit(Event::Status(Status::Connecting)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    page.emit(Event::Connection(ConnectionState::Good)).await;
    for (value, wanted) in [
        ("sound", &["mic live"][..]),
        ("line", &["connection good"]),
        ("error", &[]),
        ("", &["status connecting", "mic live", "connection good"]),
    ] {
        page.choose("[data-slot=debug-head] select", value);
        settled().await;
        assert_eq!(rows(&page), wanted, "{value:?}");
        let empty = page.get("[data-slot=debug-events] > p");
        assert_eq!(empty.has_attribute("hidden"), !wanted.is_empty());
    }
}

#[wasm_bindgen_test]
async fn event_list_is_bounded_and_scrolled_to_the_end() {
    let page = open(idle, |_| view! { <DebugPanel open=true /> }).await;
    for number in 0..350 {
        let state = if number % 2 == 0 {
            MicState::Live
        } else {
            MicState::Muted
        };
        page.voice.emit(Event::Mic(state));
        if number == 320 {
            settled().await;
        }
    }
    settled().await;
    assert_eq!(page.count(ROW), 300);
    page.voice.emit(Event::AudioBlocked(true));
    settled().await;
    assert_eq!(page.count(ROW), 300);
    assert_eq!(rows(&page).last().unwrap(), "audio_blocked true");
    let list = page.get("[data-slot=debug-events]");
    list.set_attribute("style", "height: 100px; overflow: auto")
        .unwrap();
    page.emit(Event::AudioBlocked(false)).await;
    assert!(list.scroll_height() - list.scroll_top() - list.client_height() <= 2);
}

#[wasm_bindgen_test]
async fn panel_and_copied_report_contain_no_secrets() {
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJlc2lnbmF0dXJl";
    let _address = address(&["/rooms/7?token=", TOKEN, "#", TOKEN].concat());
    let _devices = replace_all(&plug_one(TOKEN, "Anna's headset"));
    let _clipboard = replace_all(&clipboard());
    let error = |cause: &str| {
        let error = SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Refused);
        Event::Error(error.with_cause(cause))
    };
    let options = || {
        let url = ["wss://media.example/?access_token=", TOKEN].concat();
        VoiceOptions::new(Credentials::new(url, TOKEN)).input_device(TOKEN.to_owned())
    };
    let page = open(options, |_| view! { <DebugPanel open=true /> }).await;
    page.voice.start();
    page.emit(Event::Connected {
        conversation_id: ["room ", TOKEN].concat(),
    })
    .await;
    for cause in [
        TOKEN,
        &["Bearer ", TOKEN].concat(),
        "wss://a.example/rtc?k=hunter2",
    ] {
        page.emit(error(cause)).await;
    }
    page.emit(Event::InputDevice(DeviceChange {
        device: Some(TOKEN.to_owned()),
        reason: DeviceReason::Chosen,
    }))
    .await;
    page.emit(message(
        Source::User,
        TOKEN,
        &["my secret is ", TOKEN].concat(),
        true,
    ))
    .await;
    page.emit(Event::Disconnected(Disconnection {
        reason: DisconnectReason::Error,
        message: Some(["why ", TOKEN].concat()),
    }))
    .await;
    let shown = page.root.text_content().unwrap();
    page.click("[data-slot=debug-copy]").await;
    settled().await;
    let report = last_copy();
    for text in [&shown, &report] {
        for secret in ["eyJ", "c2lnbmF0", "hunter2", "my secret", "token="] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    // Names are shown in the panel, but not copied.
    assert!(!report.contains("Anna"), "{report}");
    assert!(report.contains("/rooms/7\""), "{report}");
    assert!(report.contains("CONNECTION_FAILED") && report.contains("Chrome"));
    assert!(report.contains("user final, "));
    js_sys::JSON::parse(&report).unwrap();
    let result = page.get("[data-slot=debug-report] [role=status]");
    assert_eq!(result.text_content().unwrap(), "Copied");

    // The report includes message texts only if the user asks for it.
    page.emit(message(Source::User, "2", "Table for two", true))
        .await;
    page.click("[data-slot=debug-copy]").await;
    assert!(!last_copy().contains("Table for two"));
    let tick: HtmlInputElement = page.get("[data-slot=debug-report] input").unchecked_into();
    tick.click();
    page.click("[data-slot=debug-copy]").await;
    settled().await;
    assert!(last_copy().contains("Table for two"));
    page.voice.end();
}

#[wasm_bindgen_test]
async fn custom_panel_reads_use_debug_and_unmount_clears_its_entries() {
    let seen = Arc::new(Mutex::new(None));
    let slot = seen.clone();
    let mut page = open(idle, move |_| {
        let draw = move |debug: UseDebug| {
            slot.lock().unwrap().replace(debug);
            view! { <p id="mine">{move || debug.entries().len()}</p> }.into_any()
        };
        view! { <DebugPanel open=true draw /> }
    })
    .await;
    assert_eq!(page.count("[data-slot=debug-body]"), 0);
    page.emit(Event::AudioBlocked(true)).await;
    assert_eq!(page.get("#mine").text_content().unwrap(), "1");
    let debug = seen.lock().unwrap().unwrap();
    assert_eq!(debug.entries()[0].kind, DebugKind::Sound);
    let _clipboard = replace_all(&clipboard());
    page.unmount();
    assert!(debug.entries().is_empty(), "unmounting clears the entries");
    page.voice.emit(Event::AudioBlocked(false));
    debug.copy();
    settled().await;
}

#[wasm_bindgen_test]
async fn mounting_debug_panel_does_not_affect_the_apps_event_listener() {
    let received = Arc::new(Mutex::new(0));
    let count = received.clone();
    let shown = RwSignal::new(true);
    let page = open(
        move || idle().on_event(Callback::new(move |_| *count.lock().unwrap() += 1)),
        move |_| move || shown.get().then(|| view! { <DebugPanel open=true /> }),
    )
    .await;
    page.emit(Event::AudioBlocked(true)).await;
    assert_eq!(rows(&page).len(), 1);
    shown.set(false);
    settled().await;
    page.emit(Event::AudioBlocked(false)).await;
    shown.set(true);
    settled().await;
    page.emit(Event::AudioBlocked(true)).await;
    assert_eq!(rows(&page).len(), 1);
    assert_eq!(*received.lock().unwrap(), 3);
}
