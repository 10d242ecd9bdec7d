//! Presses that are not meant: the second one of a double click, and the repeats of a held key.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::support::gallery::every;
use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, EventTarget, KeyboardEvent, KeyboardEventInit, PointerEvent};

type Draw = fn() -> AnyView;

const STARTERS: [(&str, Draw); 4] = [
    ("[data-slot=call-button]", || {
        view! { <CallButton /> }.into_any()
    }),
    ("[data-slot=call-button]", || {
        view! { <VoiceWidget /> }.into_any()
    }),
    ("#doorbell", || {
        let call = use_call_button(None);
        view! { <button id="doorbell" on:click=move |_| call.press()>"Ring"</button> }.into_any()
    }),
    ("#own", || {
        let voice = expect_voice();
        view! { <button id="own" on:click=move |_| voice.toggle()>"Ring"</button> }.into_any()
    }),
];

#[wasm_bindgen_test]
async fn double_press_of_start_starts_one_call() {
    for (button, draw) in STARTERS {
        for gap in [0, 100, 300, 499] {
            let time = stopped_time();
            let (asked, source) = counted_credentials();
            let page = open(move || VoiceOptions::new(source), move |_| draw()).await;
            page.click(button).await;
            time.advance(gap);
            page.click(button).await;
            let status = page.voice.status.get_untracked();
            assert_eq!(status, Status::Connecting, "{button}, {gap} ms apart");
            assert_eq!(asked.load(SeqCst), 1);
            time.advance(500 - gap);
            page.click(button).await;
            let status = page.voice.status.get_untracked();
            assert_eq!(status, Status::Disconnected, "a press after 500 ms cancels");
            // The second press of a double click on the button that ends the call.
            time.advance(gap);
            page.click(button).await;
            assert_eq!(asked.load(SeqCst), 1, "no other call");
            time.advance(500 - gap);
            page.click(button).await;
            assert_eq!(asked.load(SeqCst), 2);
        }
    }
}

#[wasm_bindgen_test]
async fn double_press_of_a_start_that_fails_at_once_asks_once() {
    let time = stopped_time();
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let source = move || {
        counter.fetch_add(1, SeqCst);
        async { Err(SpekoClientError::credentials("HTTP 503")) }
    };
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /><ErrorNotice /> },
    )
    .await;
    page.click("[data-slot=call-button]").await;
    time.advance(200);
    page.click("[data-slot=call-button]").await;
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(page.count("[data-slot=error-notice]"), 1);
}

#[wasm_bindgen_test]
async fn app_can_end_and_start_right_after_a_press() {
    let _time = stopped_time();
    let (asked, source) = counted_credentials();
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /> },
    )
    .await;
    page.click("[data-slot=call-button]").await;
    page.voice.end();
    settled().await;
    assert_eq!(page.state("call-button"), "idle");
    page.voice.start();
    settled().await;
    assert_eq!(asked.load(SeqCst), 2);
    page.voice.end();
}

/// Clicks as the pointer does, with the number of the click in a double click.
fn click(target: &Element, number: i32) -> bool {
    let init = web_sys::PointerEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_detail(number);
    let event = PointerEvent::new_with_event_init_dict("click", &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

#[wasm_bindgen_test]
async fn double_click_begun_on_another_button_does_not_press_the_one_that_replaced_it() {
    let (asked, source) = counted_credentials();
    let page = open(move || VoiceOptions::new(source), |_| view! { <PreJoin /> }).await;
    let skip = "[data-slot=pre-join-skip]";
    until(|| !page.get(skip).has_attribute("disabled")).await;
    click(&page.get(skip), 1);
    settled().await;
    assert_eq!(page.state("pre-join"), "ready");
    let call = page.get("[data-slot=call-button]");
    click(&call, 2);
    click(&call, 3);
    settled().await;
    assert_eq!(asked.load(SeqCst), 0);
    click(&call, 1);
    settled().await;
    assert_eq!(asked.load(SeqCst), 1);
    page.voice.end();

    // A double click opens the widget, and does not close it again.
    let page = open(
        idle,
        |_| view! { <VoiceWidget variant=WidgetVariant::Floating /> },
    )
    .await;
    let launcher = page.get("[data-slot=voice-widget-launcher]");
    for (number, state) in [(1, "open"), (2, "open"), (1, "closed")] {
        click(&launcher, number);
        settled().await;
        assert_eq!(page.state("voice-widget"), state, "click {number}");
    }

    // Fast presses of the same button all count.
    let page = open(idle, |_| view! { <MicToggle /> }).await;
    let mic = page.get("[data-slot=mic-toggle]");
    for (number, muted) in [(1, true), (2, false), (3, true)] {
        click(&mic, number);
        assert_eq!(page.voice.mic_muted.get_untracked(), muted);
    }
}

/// Returns whether the browser's own action for this key follows.
fn key_down(target: &EventTarget, key: &str, repeat: bool) -> bool {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_key(key);
    init.set_repeat(repeat);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

/// A browser presses a button with each `keydown` of Enter whose default is not prevented. Real
/// keys: `e2e/tests/keyboard.test.mjs`.
#[wasm_bindgen_test]
async fn repeats_of_a_held_key_press_no_button() {
    for (slot, draw) in every() {
        let page = open(idle, move |_| draw()).await;
        page.emit(Event::Status(Status::Connected)).await;
        page.emit(Event::AudioBlocked(true)).await;
        page.emit(Event::Connection(ConnectionState::Lost)).await;
        page.emit(Event::Error(SpekoClientError::credentials("HTTP 503")))
            .await;
        let all = page.root.query_selector_all("button, summary").unwrap();
        for at in 0..all.length() {
            let button: Element = all.get(at).unwrap().unchecked_into();
            let name = button.outer_html();
            for key in ["Enter", " "] {
                assert!(!key_down(&button, key, true), "{slot}: {key:?}, {name}");
                // `<PushToTalk>` handles its keys itself.
                let talk = slot == "push-to-talk";
                assert_eq!(key_down(&button, key, false), !talk, "{slot}: {name}");
            }
            for key in ["Tab", "ArrowDown", "PageDown"] {
                assert!(key_down(&button, key, true), "{slot}: {key}, {name}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn repeats_of_a_held_enter_send_no_message() {
    let page = open(idle, |_| view! { <MessageInput /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let field = page.get("[data-slot=message-input] input");
    assert!(key_down(&field, "Enter", false));
    assert!(!key_down(&field, "Enter", true));
    for key in ["a", "Backspace", " ", "ArrowLeft"] {
        assert!(key_down(&field, key, true), "{key}");
    }
}
