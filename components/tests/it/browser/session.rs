//! A session and its controls in a real browser.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::support::*;
use futures_channel::oneshot;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlInputElement};

const CALL: &str = "[data-slot=call-button]";
const MIC: &str = "[data-slot=mic-toggle]";

fn refused() -> SpekoClientError {
    SpekoClientError::credentials("HTTP 503")
}

#[wasm_bindgen_test]
async fn lost_connection_shows_an_error_and_agent_hang_up_does_not() {
    let page = open(idle, |_| view! { <ErrorNotice /> }).await;
    let ended = |reason| {
        let message = Some("SIGNAL_CLOSE".to_owned());
        Event::Disconnected(Disconnection { reason, message })
    };
    page.emit(ended(DisconnectReason::Agent)).await;
    assert!(page.find("[data-slot=error-notice]").is_none());
    page.emit(Event::Connection(ConnectionState::Lost)).await;
    page.emit(ended(DisconnectReason::Unknown)).await;
    let notice = page.get("[data-slot=error-notice]");
    assert_eq!(
        notice.get_attribute("data-code").unwrap(),
        "CONNECTION_FAILED"
    );
}

#[wasm_bindgen_test]
async fn controls_are_enabled_after_mount() {
    let page = open(
        idle,
        |_| view! { <CallButton /><MicToggle /><VolumeSlider /><MessageInput /> },
    )
    .await;
    assert!(
        !page
            .get(CALL)
            .unchecked_into::<HtmlButtonElement>()
            .disabled()
    );
    assert!(
        !page
            .get(MIC)
            .unchecked_into::<HtmlButtonElement>()
            .disabled()
    );
    assert!(
        !page
            .get("input[type=range]")
            .unchecked_into::<HtmlInputElement>()
            .disabled()
    );
    // Messages cannot be sent yet, but the field can have the focus.
    let field: HtmlInputElement = page.get("input[type=text]").unchecked_into();
    assert!(field.read_only() && !field.disabled());
    assert_eq!(page.state("message-input"), "disabled");
}

#[wasm_bindgen_test]
async fn every_start_requests_credentials() {
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
    page.click(CALL).await;
    assert_eq!(page.state("status-badge"), "disconnected");
    // Started again: the first answer must not open the second conversation.
    page.click(CALL).await;
    ANSWERS.with_borrow_mut(|answers| answers.remove(0).send(()).unwrap());
    settled().await;
    assert_eq!(page.state("call-button"), "connecting");
    page.click(CALL).await;
    ANSWERS.with_borrow_mut(|answers| answers.remove(0).send(()).unwrap());
    settled().await;
    assert_eq!(page.state("call-button"), "idle");
    assert!(page.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn restart_inside_disconnected_callback_is_kept() {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let source = move || {
        counter.fetch_add(1, SeqCst);
        std::future::pending()
    };
    let page = open(
        move || {
            VoiceOptions::new(source).on_event(Callback::new(|event: Event| {
                if let Event::Disconnected(_) = event {
                    expect_voice_of_test().start();
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

fn expect_voice_of_test() -> Voice {
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
    let announced = Arc::new(AtomicU32::new(0));
    let counter = announced.clone();
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
    let before = announced.load(SeqCst);
    page.unmount();
    answer.send(()).unwrap();
    settled().await;
    assert_eq!(announced.load(SeqCst), before);
    page.voice.start();
    page.voice.end();
}

#[wasm_bindgen_test]
async fn mute_and_volume_set_before_a_call_persist_after_it() {
    let source = || async { Err(refused()) };
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /><MicToggle /><VolumeSlider /> },
    )
    .await;
    page.click(MIC).await;
    let slider: HtmlInputElement = page.get("input[type=range]").unchecked_into();
    slider.set_value("0");
    slider
        .dispatch_event(&web_sys::Event::new("input").unwrap())
        .unwrap();
    settled().await;
    assert_eq!(page.state("volume-slider"), "silent");
    page.click(CALL).await;
    page.click(CALL).await;
    assert_eq!(page.attribute(MIC, "aria-pressed").as_deref(), Some("true"));
    assert!(page.voice.mic_muted.get_untracked());
    assert_eq!(page.voice.volume.get_untracked(), 0.0);
    assert_eq!(slider.value(), "0");
}

#[wasm_bindgen_test]
async fn component_states_follow_session_events() {
    let page = open(
        idle,
        |_| view! { <CallButton /><StatusBadge /><MicToggle /><StartAudio /> },
    )
    .await;
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    page.emit(Event::Mode(Mode::Speaking)).await;
    page.emit(Event::Connection(ConnectionState::Reconnecting))
        .await;
    page.emit(Event::AudioBlocked(true)).await;
    assert_eq!(page.state("call-button"), "connected");
    assert_eq!(
        page.attribute(CALL, "aria-label").as_deref(),
        Some("End conversation")
    );
    assert_eq!(page.state("mic-toggle"), "live");
    assert_eq!(
        page.attribute("[role=status]", "data-mode").as_deref(),
        Some("speaking")
    );
    assert_eq!(
        page.attribute("[role=status]", "data-connection")
            .as_deref(),
        Some("reconnecting")
    );
    assert!(page.find("button[data-slot=start-audio]").is_some());
    page.emit(Event::Status(Status::Disconnected)).await;
    assert!(page.find("[data-slot=start-audio]").is_none());
    assert_eq!(page.state("mic-toggle"), "unavailable");
    assert_eq!(
        page.attribute("[role=status]", "data-mode").as_deref(),
        Some("listening")
    );
}

#[wasm_bindgen_test]
async fn unsendable_message_stays_in_the_field_with_an_error() {
    let page = open(idle, |_| view! { <MessageInput /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let field: HtmlInputElement = page.get("input").unchecked_into();
    field.set_value("hello");
    page.click("button").await;
    assert_eq!(field.value(), "hello");
    assert_eq!(page.state("message-input"), "error");
    assert!(page.find("[role=alert]").is_some());
    field
        .dispatch_event(&web_sys::Event::new("input").unwrap())
        .unwrap();
    settled().await;
    assert!(page.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn enter_during_ime_composition_does_not_send() {
    let page = open(idle, |_| view! { <MessageInput /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let press = |composing: bool, code: u32| {
        let init = web_sys::KeyboardEventInit::new();
        init.set_key("Enter");
        init.set_key_code(code);
        init.set_is_composing(composing);
        init.set_cancelable(true);
        let event =
            web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        page.get("input").dispatch_event(&event).unwrap()
    };
    assert!(!press(true, 13), "the browser would submit the form");
    // Safari: the composition has already ended, and only the key code shows that the key belongs
    // to it.
    assert!(!press(false, 229), "Safari would submit the form");
    assert!(press(false, 13));
}

#[wasm_bindgen_test]
async fn two_sessions_on_one_page_are_independent() {
    let page = open(idle, |_| {
        let other = Voice::new(idle());
        view! { <MicToggle /><MicToggle voice=other class="other" /> }
    })
    .await;
    page.click(".other").await;
    assert_eq!(
        page.attribute(".other", "aria-pressed").as_deref(),
        Some("true")
    );
    assert_eq!(
        page.attribute(MIC, "aria-pressed").as_deref(),
        Some("false")
    );
}

#[wasm_bindgen_test]
async fn spread_attributes_apply_each_time_error_notice_is_shown() {
    let page = open(
        idle,
        |_| view! { <ErrorNotice class="mine" attr:id="notice" /> },
    )
    .await;
    for _ in 0..2 {
        page.emit(Event::Error(refused())).await;
        assert_eq!(page.attribute(".mine", "id").as_deref(), Some("notice"));
        page.voice.dismiss_error();
        settled().await;
    }
}
