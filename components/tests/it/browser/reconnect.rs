//! A line that is being mended, and one that is made before the click.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

const CALL: &str = "[data-slot=call-button]";
const NOTICE: &str = "[data-slot=connection-notice]";

async fn in_a_call() -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(
        idle,
        |_| view! { <ConnectionNotice /><MessageInput /><CallButton /> },
    )
    .await;
    page.tell(Event::Status(Status::Connecting)).await;
    page.tell(Event::Status(Status::Connected)).await;
    page
}

fn words(page: &Page<impl leptos::tachys::view::Mountable>, selector: &str) -> Vec<String> {
    let found = page.root.query_selector_all(selector).unwrap();
    (0..found.length())
        .map(|at| found.get(at).unwrap().text_content().unwrap())
        .collect()
}

#[wasm_bindgen_test]
async fn the_notice_is_there_while_an_open_call_has_no_line() {
    let page = in_a_call().await;
    assert_eq!(page.count(NOTICE), 0);
    page.tell(Event::Connection(ConnectionState::Reconnecting))
        .await;
    assert_eq!(page.state("connection-notice"), "reconnecting");
    assert_eq!(
        words(&page, &format!("{NOTICE} [role=status]")),
        ["The connection is interrupted."]
    );
    assert_eq!(words(&page, &format!("{NOTICE} p")), ["", ""]);
    page.tell(Event::Reconnecting { attempt: 3 }).await;
    assert_eq!(
        words(&page, &format!("{NOTICE} p")),
        ["Trying again: attempt 3", ""]
    );
    page.tell(Event::Connection(ConnectionState::Good)).await;
    assert_eq!(page.count(NOTICE), 0);
    // The next break counts from the start.
    page.tell(Event::Connection(ConnectionState::Reconnecting))
        .await;
    assert_eq!(words(&page, &format!("{NOTICE} p")), ["", ""]);
    // And one that is over has nothing to mend.
    page.tell(Event::Status(Status::Disconnected)).await;
    assert_eq!(page.count(NOTICE), 0);
}

#[wasm_bindgen_test]
async fn typed_texts_that_wait_are_counted_where_they_are_typed_and_in_the_notice() {
    let page = in_a_call().await;
    const QUEUED: &str = "[data-slot=message-input] [data-part=queued]";
    assert_eq!(page.count(QUEUED), 0);
    page.tell(Event::Connection(ConnectionState::Reconnecting))
        .await;
    page.tell(Event::Queued(1)).await;
    let one = "1 message waits, and is sent when the connection is back.";
    assert_eq!(words(&page, QUEUED), [one]);
    assert_eq!(words(&page, &format!("{NOTICE} p")), ["", one]);
    page.tell(Event::Queued(2)).await;
    let two = "2 messages wait, and are sent when the connection is back.";
    assert_eq!(words(&page, QUEUED), [two]);
    page.tell(Event::Queued(0)).await;
    assert_eq!(page.count(QUEUED), 0);
}

#[wasm_bindgen_test]
async fn its_focus_goes_to_the_call_button_when_it_goes() {
    let page = in_a_call().await;
    page.tell(Event::Connection(ConnectionState::Reconnecting))
        .await;
    page.get(&format!("{NOTICE} button")).focus().unwrap();
    page.tell(Event::Connection(ConnectionState::Good)).await;
    let active = page::document().active_element().unwrap();
    assert_eq!(
        active.get_attribute("data-slot").as_deref(),
        Some("call-button")
    );
}

/// Counts how often credentials are asked for; they never come.
fn counted(warm: Warm) -> (Arc<AtomicU32>, impl FnOnce() -> VoiceOptions) {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let source = move || {
        counter.fetch_add(1, SeqCst);
        std::future::pending()
    };
    (asked, move || VoiceOptions::new(source).warm(warm))
}

async fn point(page: &Page<impl leptos::tachys::view::Mountable>) {
    let event = web_sys::PointerEvent::new("pointerenter").unwrap();
    page.get(CALL)
        .unchecked_ref::<web_sys::EventTarget>()
        .dispatch_event(&event)
        .unwrap();
    settled().await;
}

#[wasm_bindgen_test]
async fn without_a_wish_nothing_is_asked_for_before_the_click() {
    let (asked, options) = counted(Warm::Off);
    let page = open(options, |_| view! { <CallButton /> }).await;
    point(&page).await;
    page.get(CALL).focus().unwrap();
    settled().await;
    assert_eq!(asked.load(SeqCst), 0);
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1);
}

#[wasm_bindgen_test]
async fn an_intent_asks_once_shows_nothing_and_the_click_goes_on_from_there() {
    let (asked, options) = counted(Warm::Intent);
    let page = open(options, |_| view! { <CallButton /><StatusBadge /> }).await;
    assert_eq!(asked.load(SeqCst), 0);
    point(&page).await;
    page.get(CALL).focus().unwrap();
    settled().await;
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "idle");
    assert_eq!(page.state("status-badge"), "disconnected");
    page.click(CALL).await;
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(
        asked.load(SeqCst),
        1,
        "the credentials that are on their way"
    );
}

#[wasm_bindgen_test]
async fn an_intent_that_came_to_nothing_is_dropped_and_the_next_asks_anew() {
    let (asked, options) = counted(Warm::Intent);
    let page = open(options, |_| view! { <CallButton /> }).await;
    point(&page).await;
    page.voice.cool();
    point(&page).await;
    assert_eq!(asked.load(SeqCst), 2);
    page.voice.cool();
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 3);
}

#[wasm_bindgen_test]
async fn a_join_ahead_asks_as_soon_as_it_is_in_the_page() {
    let (asked, options) = counted(Warm::Join);
    let page = open(options, |_| view! { <CallButton /> }).await;
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "idle");
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "connecting");
}

/// Speech to speech begins with the click, and with what was fetched ahead of it.
#[cfg(feature = "s2s")]
#[wasm_bindgen_test]
async fn credentials_for_speech_to_speech_are_fetched_ahead_once() {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let options = move || {
        VoiceOptions::new(move || {
            counter.fetch_add(1, SeqCst);
            let credentials = Credentials::realtime("1", "ws://127.0.0.1:9/1/ws", "aa.bb.cc");
            std::future::ready(Ok(credentials))
        })
        .warm(Warm::Intent)
    };
    let page = open(options, |_| view! { <CallButton /> }).await;
    for _ in 0..3 {
        point(&page).await;
    }
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "idle");
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1, "what was fetched is used");
    page.voice.end();
    point(&page).await;
    assert_eq!(asked.load(SeqCst), 2, "and only once");
    page.voice.cool();
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 3);
    page.voice.end();
}
