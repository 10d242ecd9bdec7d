//! What the page says about errors: only what is true, and only while it is.

use std::sync::atomic::Ordering::SeqCst;

use crate::support::*;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const NOTICE: &str = "[data-slot=error-notice]";
const CALL: &str = "[data-slot=call-button]";

fn failed(code: ErrorCode, reason: ErrorReason) -> Event {
    Event::Error(SpekoClientError::new(code, reason))
}

fn microphone(reason: ErrorReason) -> Event {
    failed(ErrorCode::MicrophoneFailed, reason)
}

async fn in_a_call() -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(
        idle,
        |_| view! { <CallButton /><StatusBadge /><ErrorNotice /> },
    )
    .await;
    page.emit(Event::Status(Status::Connecting)).await;
    page.emit(Event::Status(Status::Connected)).await;
    page
}

fn input(reason: DeviceReason) -> Event {
    let device = None;
    Event::InputDevice(DeviceChange { device, reason })
}

#[wasm_bindgen_test]
async fn microphone_notice_goes_when_the_microphone_works_again() {
    let page = in_a_call().await;
    for (broken, works) in [
        (MicState::Blocked, MicState::Live),
        (MicState::Missing, MicState::Live),
        (MicState::InUse, MicState::Muted),
    ] {
        page.emit(Event::Mic(broken)).await;
        page.emit(microphone(ErrorReason::PermissionDenied)).await;
        let text = page.get(NOTICE).text_content().unwrap();
        assert!(!text.contains("start"), "{text}");
        page.emit(Event::Mic(works)).await;
        assert_eq!(page.count(NOTICE), 0);
    }
    // An error of another kind stays.
    page.emit(failed(ErrorCode::OutputFailed, ErrorReason::Browser))
        .await;
    page.emit(Event::Mic(MicState::Live)).await;
    assert_eq!(page.count(NOTICE), 1);
    page.emit(Event::OutputDevice(DeviceChange {
        device: Some("other".into()),
        reason: DeviceReason::Chosen,
    }))
    .await;
    assert_eq!(page.count(NOTICE), 0);
}

#[wasm_bindgen_test]
async fn notice_of_a_refused_choice_stays_while_the_previous_microphone_works() {
    let page = in_a_call().await;
    page.emit(Event::Mic(MicState::Live)).await;
    page.emit(input(DeviceReason::Refused)).await;
    page.emit(microphone(ErrorReason::DeviceBusy)).await;
    page.emit(Event::Mic(MicState::Unavailable)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    let text = page.get(NOTICE).text_content().unwrap();
    assert!(text.contains("Choose the other one again"), "{text}");
    page.emit(input(DeviceReason::Chosen)).await;
    assert_eq!(page.count(NOTICE), 0);
}

#[wasm_bindgen_test]
async fn server_complaint_that_ends_nothing_is_no_notice() {
    let page = open(idle, |_| view! { <ErrorNotice /><DebugPanel open=true /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(failed(ErrorCode::ConnectionFailed, ErrorReason::Reported))
        .await;
    assert_eq!(page.count(NOTICE), 0);
    assert_eq!(page.voice.error.get_untracked(), None);
    let rows = page.texts("[data-slot=debug-entry] > code");
    assert!(
        rows.contains(&"CONNECTION_FAILED reported".to_owned()),
        "{rows:?}"
    );
}

#[wasm_bindgen_test]
async fn each_end_by_the_server_has_a_message_that_is_true() {
    use DisconnectReason::{Agent, Error, Unknown, User};
    for (reason, message, expected) in [
        (User, Some("CLIENT_INITIATED"), None),
        (
            Unknown,
            Some("DUPLICATE_IDENTITY"),
            Some(ErrorReason::OpenedElsewhere),
        ),
        (
            Unknown,
            Some("SERVER_SHUTDOWN"),
            Some(ErrorReason::ServerEnded),
        ),
        (
            Agent,
            Some("PARTICIPANT_REMOVED"),
            Some(ErrorReason::Removed),
        ),
        (Agent, Some("ROOM_DELETED"), None),
        (Agent, Some("ROOM_CLOSED"), None),
        (Agent, None, None),
        (
            Unknown,
            Some("STATE_MISMATCH"),
            Some(ErrorReason::ServerEnded),
        ),
        (Error, Some("JOIN_FAILURE"), Some(ErrorReason::Refused)),
        (Unknown, Some("MIGRATION"), Some(ErrorReason::ServerEnded)),
        (
            Unknown,
            Some("USER_REJECTED"),
            Some(ErrorReason::ServerEnded),
        ),
        (
            Unknown,
            Some("CONNECTION_TIMEOUT"),
            Some(ErrorReason::Timeout),
        ),
        (Unknown, Some("MEDIA_FAILURE"), Some(ErrorReason::Media)),
        (Unknown, Some("AGENT_ERROR"), Some(ErrorReason::AgentFailed)),
        (Unknown, Some("A_LATER_ONE"), Some(ErrorReason::ServerEnded)),
        (Unknown, None, None),
        // A realtime session: the server's own words, or a lost connection.
        (Error, Some("PROVIDER: gone"), Some(ErrorReason::Reported)),
        (Error, None, Some(ErrorReason::LineLost)),
    ] {
        let page = in_a_call().await;
        page.emit(Event::Status(Status::Disconnected)).await;
        let message = message.map(str::to_owned);
        page.emit(Event::Disconnected(Disconnection { reason, message }))
            .await;
        let shown = page.voice.error.get_untracked();
        assert_eq!(shown.map(|error| error.reason()), expected, "{reason:?}");
        assert_eq!(page.count(NOTICE), u32::from(expected.is_some()));
    }
}

#[wasm_bindgen_test]
async fn status_says_that_the_browser_waits_for_an_answer() {
    let page = open(idle, |_| view! { <StatusBadge /> }).await;
    let text = || {
        page.texts("[data-slot=status-badge] > :first-child")
            .join("")
    };
    page.emit(Event::Status(Status::Connecting)).await;
    assert_eq!(text(), "Connecting…");
    page.emit(Event::MicPrompt(true)).await;
    assert_eq!(text(), "Waiting for your answer about the microphone…");
    page.emit(Event::MicPrompt(false)).await;
    assert_eq!(text(), "Connecting…");
    page.emit(Event::MicPrompt(true)).await;
    page.emit(Event::Status(Status::Disconnected)).await;
    page.emit(Event::Status(Status::Connecting)).await;
    assert_eq!(text(), "Connecting…");
}

#[wasm_bindgen_test]
async fn too_many_requests_show_when_to_try_again() {
    for (seconds, words) in [
        (Some(30), "Try again in 30 s."),
        (Some(150), "Try again in 3 min."),
        (None, "Try again later."),
    ] {
        let source = move || async move { Err(SpekoClientError::credentials_status(429, seconds)) };
        let page = open(
            move || VoiceOptions::new(source),
            |_| view! { <CallButton /><ErrorNotice /> },
        )
        .await;
        page.click(CALL).await;
        let text = page.get(NOTICE).text_content().unwrap();
        assert!(text.contains(words), "{text}");
    }
}

/// Makes the page one that may not use the microphone, because it is not secure or embedded.
fn without_microphone(reason: ErrorReason) -> Restore {
    if reason == ErrorReason::InsecurePage {
        let window = web_sys::window().unwrap();
        return replace(&window, "isSecureContext", &JsValue::FALSE);
    }
    let policy = Object::new();
    let allows = Function::new_with_args("feature", "return feature !== 'microphone'");
    Reflect::set(&policy, &"allowsFeature".into(), &allows).unwrap();
    replace(&page::document(), "permissionsPolicy", &policy)
}

#[wasm_bindgen_test]
async fn page_that_may_use_no_microphone_says_so_before_the_press() {
    for (reason, words) in [
        (ErrorReason::InsecurePage, "https"),
        (ErrorReason::MicrophonePolicy, "embed"),
    ] {
        let _page = without_microphone(reason);
        let (asked, source) = counted_credentials();
        let page = open(
            move || VoiceOptions::new(source),
            |_| view! { <CallButton /><ErrorNotice /><DeviceNotice /><MicSelect /><PreJoin /> },
        )
        .await;
        let said = |slot: &str| {
            let text = page
                .get(&format!("[data-slot={slot}]"))
                .text_content()
                .unwrap();
            assert!(text.contains(words), "{slot} says {text:?}");
        };
        until(|| page.count(NOTICE) == 1).await;
        said("error-notice");
        said("pre-join");
        said("mic-select");
        assert_eq!(page.state("mic-select"), "blocked");
        assert_eq!(
            page.state("device-notice"),
            "none",
            "the other notice says it"
        );
        page.click(&[NOTICE, " button"].concat()).await;
        assert_eq!(page.count(NOTICE), 0);
        said("device-notice");
        assert_eq!(page.state("device-notice"), "blocked");
        page.click(CALL).await;
        assert_eq!(asked.load(SeqCst), 0, "no session is used up");
        assert_eq!(page.state("call-button"), "idle");
        let error = page.voice.error.get_untracked().unwrap();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::MicrophoneFailed, reason)
        );
        said("error-notice");
    }
    // A session without a microphone needs none.
    let _page = without_microphone(ErrorReason::MicrophonePolicy);
    let (asked, source) = counted_credentials();
    let page = open(
        move || VoiceOptions::new(source).mic_enabled(false),
        |_| view! { <CallButton /><ErrorNotice /> },
    )
    .await;
    assert_eq!(page.count(NOTICE), 0);
    page.click(CALL).await;
    assert_eq!(asked.load(SeqCst), 1);
}

#[wasm_bindgen_test]
async fn debug_panel_counts_what_was_not_understood() {
    let page = open(idle, |_| view! { <DebugPanel open=true /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let terms = page.texts("[data-slot=debug-panel] dl > div");
    assert!(terms.contains(&"Not understood0".to_owned()), "{terms:?}");
}
