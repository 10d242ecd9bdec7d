//! Starting and ending: the app's credentials, cancelled starts, and restarts.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::support::*;
use futures_channel::oneshot;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn every_start_requests_credentials() {
    let time = stopped_time();
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let source = move || {
        counter.fetch_add(1, SeqCst);
        async { Err(refused()) }
    };
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /> },
    )
    .await;
    assert_eq!(asked.load(SeqCst), 0);
    for round in 1..=3 {
        page.click(CALL).await;
        assert_eq!(asked.load(SeqCst), round);
        assert_eq!(page.state("call-button"), "idle");
        time.advance(500);
    }
}

#[wasm_bindgen_test]
async fn failed_credentials_show_an_error_until_dismissed() {
    let source = || async { Err(refused()) };
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /><ErrorNotice /> },
    )
    .await;
    assert!(page.find("[data-slot=error-notice]").is_none());
    page.click(CALL).await;
    assert_eq!(
        page.attribute("[role=alert]", "data-code").as_deref(),
        Some("CONNECTION_FAILED")
    );
    let text = page.get("[role=alert]").text_content().unwrap();
    assert!(
        text.contains(refused().message()) && text.contains(refused().advice()),
        "{text}"
    );
    page.click("[role=alert] button").await;
    assert!(page.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn press_while_connecting_cancels_and_late_credentials_are_dropped() {
    thread_local!(static ANSWERS: RefCell<Vec<oneshot::Sender<()>>> = const { RefCell::new(Vec::new()) });
    let time = stopped_time();
    let source = || {
        let (answer, asked) = oneshot::channel::<()>();
        ANSWERS.with_borrow_mut(|answers| answers.push(answer));
        async move {
            let _ = asked.await;
            Ok(nowhere())
        }
    };
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /><StatusBadge /><ErrorNotice /> },
    )
    .await;
    page.click(CALL).await;
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(
        page.attribute(CALL, "aria-label").as_deref(),
        Some("Cancel connecting")
    );
    time.advance(500);
    page.click(CALL).await;
    assert_eq!(page.state("status-badge"), "disconnected");
    // Started again: the first answer must not open the second conversation.
    time.advance(500);
    page.click(CALL).await;
    ANSWERS.with_borrow_mut(|answers| answers.remove(0).send(()).unwrap());
    settled().await;
    assert_eq!(page.state("call-button"), "connecting");
    time.advance(500);
    page.click(CALL).await;
    ANSWERS.with_borrow_mut(|answers| answers.remove(0).send(()).unwrap());
    settled().await;
    assert_eq!(page.state("call-button"), "idle");
    assert!(page.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn restart_inside_disconnected_callback_is_kept() {
    let (asked, source) = counted_credentials();
    let page = open(
        move || {
            VoiceOptions::new(source).on_event(Callback::new(|event: Event| {
                if let Event::Disconnected(_) = event {
                    voice_of_test().start();
                }
            }))
        },
        |voice| {
            VOICE.with_borrow_mut(|slot| *slot = Some(voice));
            view! { <CallButton /> }
        },
    )
    .await;
    page.click(CALL).await;
    page.emit(Event::Disconnected(Disconnection {
        reason: DisconnectReason::Agent,
        message: None,
    }))
    .await;
    assert_eq!(asked.load(SeqCst), 2);
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(page.voice.ended.get_untracked(), None);
}

thread_local!(static VOICE: RefCell<Option<Voice>> = const { RefCell::new(None) });

fn voice_of_test() -> Voice {
    VOICE.with_borrow(|slot| slot.unwrap())
}

#[wasm_bindgen_test]
async fn unmounting_ends_the_session_and_late_credentials_emit_nothing() {
    let (answer, asked) = oneshot::channel::<()>();
    let asked = std::sync::Mutex::new(Some(asked));
    let source = move || {
        let asked = asked.lock().unwrap().take();
        async move {
            if let Some(asked) = asked {
                let _ = asked.await;
            }
            Ok(nowhere())
        }
    };
    let emitted = Arc::new(AtomicU32::new(0));
    let counter = emitted.clone();
    let mut page = open(
        move || {
            VoiceOptions::new(source).on_event(Callback::new(move |_: Event| {
                counter.fetch_add(1, SeqCst);
            }))
        },
        |_| view! { <CallButton /> },
    )
    .await;
    page.click(CALL).await;
    let before = emitted.load(SeqCst);
    page.unmount();
    answer.send(()).unwrap();
    settled().await;
    assert_eq!(emitted.load(SeqCst), before);
    page.voice.start();
    page.voice.end();
}
