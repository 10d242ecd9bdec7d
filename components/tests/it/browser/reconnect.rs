//! Reconnecting, and prewarming before the click.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

const CALL: &str = "[data-slot=call-button]";
const NOTICE: &str = "[data-slot=connection-notice]";

async fn in_a_call() -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(
        idle,
        |_| view! { <ConnectionNotice /><MessageInput /><CallButton /> },
    )
    .await;
    page.emit(Event::Status(Status::Connecting)).await;
    page.emit(Event::Status(Status::Connected)).await;
    page
}

#[wasm_bindgen_test]
async fn connection_notice_shows_only_while_a_connected_call_reconnects() {
    let page = in_a_call().await;
    assert_eq!(page.count(NOTICE), 0);
    page.emit(Event::Connection(ConnectionState::Reconnecting))
        .await;
    assert_eq!(page.state("connection-notice"), "reconnecting");
    assert_eq!(
        page.texts(&format!("{NOTICE} [role=status]")),
        ["The connection is interrupted."]
    );
    assert_eq!(page.texts(&format!("{NOTICE} p")), ["", ""]);
    page.emit(Event::Reconnecting { attempt: 3 }).await;
    assert_eq!(
        page.texts(&format!("{NOTICE} p")),
        ["Reconnecting: attempt 3", ""]
    );
    page.emit(Event::Connection(ConnectionState::Good)).await;
    assert_eq!(page.count(NOTICE), 0);
    // The next outage counts from 1 again.
    page.emit(Event::Connection(ConnectionState::Reconnecting))
        .await;
    assert_eq!(page.texts(&format!("{NOTICE} p")), ["", ""]);
    // A call that has ended does not reconnect.
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(page.count(NOTICE), 0);
}

#[wasm_bindgen_test]
async fn queued_messages_are_counted_in_message_input_and_notice() {
    let page = in_a_call().await;
    const QUEUED: &str = "[data-slot=message-input] [data-part=queued]";
    assert_eq!(page.count(QUEUED), 0);
    page.emit(Event::Connection(ConnectionState::Reconnecting))
        .await;
    page.emit(Event::Queued(1)).await;
    let one = "1 message queued until the connection is back.";
    assert_eq!(page.texts(QUEUED), [one]);
    assert_eq!(page.texts(&format!("{NOTICE} p")), ["", one]);
    page.emit(Event::Queued(2)).await;
    let two = "2 messages queued until the connection is back.";
    assert_eq!(page.texts(QUEUED), [two]);
    page.emit(Event::Queued(0)).await;
    assert_eq!(page.count(QUEUED), 0);
}

#[wasm_bindgen_test]
async fn removed_connection_notice_moves_focus_to_call_button() {
    let page = in_a_call().await;
    page.emit(Event::Connection(ConnectionState::Reconnecting))
        .await;
    page.get(&format!("{NOTICE} button")).focus().unwrap();
    page.emit(Event::Connection(ConnectionState::Good)).await;
    let active = page::document().active_element().unwrap();
    assert_eq!(
        active.get_attribute("data-slot").as_deref(),
        Some("call-button")
    );
}

/// Counts the requests for credentials, which never resolve.
fn counted(prewarm: Prewarm) -> (Arc<AtomicU32>, impl FnOnce() -> VoiceOptions) {
    let (requests, source) = counted_credentials();
    (requests, move || VoiceOptions::new(source).prewarm(prewarm))
}

async fn point(page: &Page<impl leptos::tachys::view::Mountable>) {
    let event = web_sys::PointerEvent::new("pointerenter").unwrap();
    page.get(CALL).dispatch_event(&event).unwrap();
    settled().await;
}

#[wasm_bindgen_test]
async fn prewarm_off_requests_no_credentials_before_the_click() {
    let (asked, options) = counted(Prewarm::Off);
    let page = open(options, |_| view! { <CallButton /> }).await;
    point(&page).await;
    page.get(CALL).focus().unwrap();
    settled().await;
    assert_eq!(asked.load(SeqCst), 0);
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1);
}

#[wasm_bindgen_test]
async fn intent_prewarm_requests_credentials_once_and_the_click_reuses_them() {
    // An unused prewarm is dropped after 8 s.
    let _time = stopped_time();
    let (asked, options) = counted(Prewarm::Intent);
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
    assert_eq!(asked.load(SeqCst), 1, "the pending credentials are used");
}

#[wasm_bindgen_test]
async fn discarded_prewarm_requests_new_credentials_on_next_intent() {
    let (asked, options) = counted(Prewarm::Intent);
    let page = open(options, |_| view! { <CallButton /> }).await;
    point(&page).await;
    page.voice.discard_prepared();
    point(&page).await;
    assert_eq!(asked.load(SeqCst), 2);
    page.voice.discard_prepared();
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 3);
}

#[wasm_bindgen_test]
async fn join_prewarm_requests_credentials_on_mount() {
    let (asked, options) = counted(Prewarm::Join);
    let page = open(options, |_| view! { <CallButton /> }).await;
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "idle");
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "connecting");
}

#[wasm_bindgen_test]
async fn hover_does_not_limit_a_join_prewarm_to_eight_seconds() {
    let time = stopped_time();
    let (asked, options) = counted(Prewarm::Join);
    let page = open(options, |_| view! { <CallButton /> }).await;
    point(&page).await;
    time.advance(9_000);
    settled().await;
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1);
}

#[wasm_bindgen_test]
async fn unused_intent_prewarm_is_dropped_after_eight_seconds() {
    let time = stopped_time();
    let (asked, options) = counted(Prewarm::Intent);
    let page = open(options, |_| view! { <CallButton /> }).await;
    point(&page).await;
    time.advance(7_000);
    point(&page).await;
    assert_eq!(asked.load(SeqCst), 1);
    time.advance(2_000);
    point(&page).await;
    assert_eq!(asked.load(SeqCst), 2);
}

/// A realtime call starts with the click, using credentials that were fetched before it.
#[cfg(feature = "realtime")]
#[wasm_bindgen_test]
async fn realtime_intent_prewarm_fetches_credentials_once_per_call() {
    // An unused prewarm is dropped after 8 s.
    let time = stopped_time();
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let options = move || {
        VoiceOptions::new(move || {
            counter.fetch_add(1, SeqCst);
            let credentials = Credentials::realtime("1", "ws://127.0.0.1:9/1/ws", "aa.bb.cc");
            std::future::ready(Ok(credentials))
        })
        .prewarm(Prewarm::Intent)
    };
    let page = open(options, |_| view! { <CallButton /> }).await;
    for _ in 0..3 {
        point(&page).await;
    }
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.state("call-button"), "idle");
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1, "the prefetched credentials are used");
    page.voice.end();
    point(&page).await;
    assert_eq!(
        asked.load(SeqCst),
        2,
        "credentials are used for one call only"
    );
    page.voice.discard_prepared();
    time.advance(500);
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 3);
    page.voice.end();
}
