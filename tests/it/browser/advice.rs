//! Why a conversation cannot start, as far as only a browser can tell; and the time of day.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use speko_client::{
    ConversationOptions, Credentials, ErrorReason, Event, SpekoClientError, VoiceConversation,
    fetch_credentials, microphone_obstacle, now, request_microphone,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

const SERVER: &str = "ws://media.example";
const ENDPOINT: &str = "/api/conversations";

fn options() -> ConversationOptions {
    ConversationOptions::new(Credentials::new(SERVER, "aa.bb.cc"))
}

async fn reason_of(request: impl Future<Output = Result<(), SpekoClientError>>) -> ErrorReason {
    request.await.unwrap_err().reason()
}

async fn refused_by_endpoint() -> SpekoClientError {
    fetch_credentials(ENDPOINT).await.unwrap_err()
}

#[wasm_bindgen_test]
async fn a_refused_microphone_is_explained_by_page_policy_or_browser() {
    reset();
    assert_eq!(microphone_obstacle(), None);
    for (message, reason) in [
        ("Permission denied", ErrorReason::PermissionDenied),
        ("Permission denied by system", ErrorReason::SystemDenied),
        ("Permission dismissed", ErrorReason::PermissionDismissed),
    ] {
        microphone_refuses_with("NotAllowedError", message);
        assert_eq!(reason_of(request_microphone()).await, reason);
    }
    policy_forbids("camera");
    assert_eq!(microphone_obstacle(), None);
    policy_forbids("microphone");
    assert_eq!(microphone_obstacle(), Some(ErrorReason::MicrophonePolicy));
    assert_eq!(
        reason_of(request_microphone()).await,
        ErrorReason::MicrophonePolicy
    );
    no_media_devices();
    insecure_page();
    assert_eq!(microphone_obstacle(), Some(ErrorReason::InsecurePage));
    assert_eq!(
        reason_of(request_microphone()).await,
        ErrorReason::InsecurePage
    );
    reset();
}

#[wasm_bindgen_test]
async fn socket_blocked_by_the_policy_of_the_page_fails_at_once() {
    reset_with_fake_sockets();
    let conversation = VoiceConversation::start(options().mic_enabled(false)).unwrap();
    let socket = next_socket().await;
    // Other requests, and a policy that only reports.
    for other in [
        "wss://metrics.example",
        "ws://media.example.org",
        "ws://media.example:8080",
        "ws://media",
        "ws://media.ex",
        "https://media.example/picture.png",
        "https://other.example/rtc/v1",
        "https://other.example/?url=ws://media.example",
        "https",
        "inline",
        "",
    ] {
        policy_blocked(other, "enforce");
    }
    policy_blocked(SERVER, "report");
    assert_eq!(conversation.status(), speko_client::Status::Connecting);
    // Chromium emits no `close` event.
    policy_blocked(socket_url(&socket).split('?').next().unwrap(), "enforce");
    let error = conversation.ready().await.unwrap_err();
    assert_eq!(error.reason(), ErrorReason::ContentPolicy);
    assert_eq!(error.cause(), Some("connect-src"));
    drop(conversation);
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn blocked_url_of_the_server_is_recognized_in_each_form_that_browsers_report() {
    for blocked in [
        "ws",
        "ws://media.example",
        "WS://MEDIA.EXAMPLE:80/",
        "http://media.example/",
        "wss://media.example/rtc/v1",
    ] {
        reset_with_fake_sockets();
        let conversation = VoiceConversation::start(options().mic_enabled(false)).unwrap();
        next_socket().await;
        policy_blocked(blocked, "enforce");
        let error = conversation.ready().await.unwrap_err();
        assert_eq!(error.reason(), ErrorReason::ContentPolicy, "{blocked}");
        drop(conversation);
        assert_nothing_left();
    }
}

#[cfg(feature = "realtime")]
#[wasm_bindgen_test]
async fn realtime_socket_blocked_by_the_policy_of_the_page_fails_at_once() {
    reset_with_fake_sockets();
    let credentials = Credentials::realtime("s-1", "ws://s2s.example/ws", "t0k.en");
    let options = ConversationOptions::new(credentials);
    let conversation = speko_client::RealtimeVoiceConversation::start(options).unwrap();
    next_socket().await;
    policy_blocked("ws://s2s.example", "report");
    policy_blocked("ws://s2s.example", "enforce");
    let error = conversation.ready().await.unwrap_err();
    assert_eq!(error.reason(), ErrorReason::ContentPolicy);
    drop(conversation);
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn endpoint_blocked_by_the_policy_of_the_page_has_its_own_reason() {
    reset();
    let endpoint = web_sys::window().unwrap().location().origin().unwrap() + ENDPOINT;
    for (blocked, disposition, reason) in [
        (&*endpoint, "enforce", ErrorReason::ContentPolicy),
        (&*endpoint, "report", ErrorReason::Credentials),
        (
            "https://metrics.example/collect",
            "enforce",
            ErrorReason::Credentials,
        ),
        (
            "https://metrics.example/api/conversations",
            "enforce",
            ErrorReason::Credentials,
        ),
    ] {
        http_is_blocked(blocked, disposition);
        assert_eq!(
            refused_by_endpoint().await.reason(),
            reason,
            "{blocked} {disposition}"
        );
    }
}

#[wasm_bindgen_test]
async fn statuses_of_the_endpoint_have_their_own_reasons() {
    reset();
    for (status, reason) in [
        (401, ErrorReason::SignInNeeded),
        (403, ErrorReason::SiteForbidden),
        (404, ErrorReason::SiteNotFound),
        (500, ErrorReason::SiteFailed),
    ] {
        http_answers(status, "<h1>secret</h1>");
        let error = refused_by_endpoint().await;
        assert_eq!((error.reason(), error.retry_after()), (reason, None));
        assert!(!error.to_string().contains("secret"));
    }
    http_asks_to_wait(429, "30");
    let error = refused_by_endpoint().await;
    assert_eq!(
        (error.reason(), error.retry_after()),
        (ErrorReason::TooMany, Some(30))
    );
    let in_a_minute = js_sys::Date::new(&(js_sys::Date::now() + 60_000.0).into());
    http_asks_to_wait(503, &String::from(in_a_minute.to_utc_string()));
    let error = refused_by_endpoint().await;
    assert_eq!(error.reason(), ErrorReason::SiteFailed);
    assert!(
        matches!(error.retry_after(), Some(50..=60)),
        "{:?}",
        error.retry_after()
    );
}

#[wasm_bindgen_test]
async fn endpoint_that_never_answers_times_out() {
    reset();
    hold_time();
    http_hangs_until_aborted();
    let mut request = pin!(refused_by_endpoint());
    std::future::poll_fn(|context| {
        assert!(request.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    pass_time(30_000.0);
    assert_eq!(request.await.reason(), ErrorReason::SiteTimeout);
    reset();
}

#[wasm_bindgen_test]
async fn unanswered_prompt_is_reported_after_a_second_unless_granted() {
    for (state, reported) in [("prompt", true), ("granted", false)] {
        reset_with_fake_sockets();
        hold_time();
        hold_prompt();
        permission_is(state);
        let events = Rc::<RefCell<Vec<Event>>>::default();
        let own = Rc::clone(&events);
        let options = options().on_event(move |event| own.borrow_mut().push(event.clone()));
        let conversation = VoiceConversation::start(options).unwrap();
        next_socket().await;
        let is_reported = || events.borrow().contains(&Event::MicPrompt(true));
        pass_time(900.0);
        settled().await;
        assert!(!is_reported());
        pass_time(200.0);
        settled().await;
        assert_eq!(is_reported(), reported, "{state}");
        conversation.end_session();
        assert_eq!(events.borrow().contains(&Event::MicPrompt(false)), reported);
        answer_prompt().await;
        assert_nothing_left();
    }
    reset();
}

#[wasm_bindgen_test]
fn time_is_the_time_of_day_after_a_sleep() {
    reset();
    let before = now();
    for hours in [1.0, 2.0] {
        clock_behind(hours * 3_600_000.0);
        let day = js_sys::Date::now() as u64;
        assert!(now().abs_diff(day) <= 1_100, "{} and {day}", now());
        assert!(now() >= before);
    }
    reset();
}
