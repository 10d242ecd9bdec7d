//! Realtime conversations in a real browser, with a fake socket: what depends on the browser's own
//! objects.

mod microphone;
mod worklets;

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use speko_client::{
    ConversationOptions, Credentials, ErrorCode, ErrorReason, Event, RealtimeVoiceConversation,
    Status, ToolStatus, parse_credentials,
};
use speko_proto::realtime::frame::{Downlink, Rate};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

type EventLog = Rc<RefCell<Vec<Event>>>;

fn options(events: &EventLog) -> ConversationOptions {
    let events = Rc::clone(events);
    let credentials = Credentials::realtime("s-1", "ws://s2s.example/ws", "t0k.en");
    ConversationOptions::new(credentials)
        .on_event(move |event| events.borrow_mut().push(event.clone()))
}

fn deliver(socket: &JsValue, frame: &Downlink) {
    socket_deliver(socket, &frame.encode().into());
}

/// Returns a conversation whose server is ready, and its socket.
async fn dial(options: ConversationOptions) -> (RealtimeVoiceConversation, JsValue) {
    let conversation = RealtimeVoiceConversation::start(options).unwrap();
    let socket = next_socket().await;
    socket_accept(&socket);
    let rate = Some(Rate::High);
    deliver(
        &socket,
        &Downlink::Ready {
            input: rate,
            output: rate,
        },
    );
    (conversation, socket)
}

/// Returns an open conversation, and its socket.
async fn open(options: ConversationOptions) -> (RealtimeVoiceConversation, JsValue) {
    let (conversation, socket) = dial(options).await;
    conversation.ready().await.unwrap();
    (conversation, socket)
}

#[wasm_bindgen_test]
async fn s128_conversation_is_open_while_its_socket_is() {
    reset_with_fake_sockets();
    let events = EventLog::default();
    let (conversation, socket) = open(options(&events)).await;
    assert!(conversation.is_open());
    assert_eq!(conversation.id(), "s-1");
    // The close event is emitted later.
    socket_closing(&socket);
    assert_eq!(conversation.status(), Status::Connected);
    assert!(!conversation.is_open());
    drop(conversation);
    assert_nothing_left();
    assert_eq!(open_contexts(), 0);
}

#[wasm_bindgen_test]
async fn volume_is_applied_from_the_start_and_clamped() {
    reset_with_fake_sockets();
    watch_gain();
    let events = EventLog::default();
    let (conversation, _socket) = open(options(&events).volume(0.25)).await;
    assert_eq!(gain_value(), 0.25);
    for (wanted, expected) in [(7.0, 1.0), (f64::NAN, 1.0), (-1.0, 0.0)] {
        conversation.set_volume(wanted);
        assert_eq!(gain_value(), expected);
    }
}

#[wasm_bindgen_test]
async fn blocked_audio_is_reported_and_can_be_started() {
    reset_with_fake_sockets();
    let events = EventLog::default();
    let (conversation, _socket) = open(options(&events)).await;
    suspend_context().await;
    // Only the newest counts: on a busy machine the context starts late, which is reported as well.
    let newest = || {
        let events = events.borrow();
        events.iter().rev().find_map(|event| match event {
            Event::AudioBlocked(blocked) => Some(*blocked),
            _ => None,
        })
    };
    until(|| newest() == Some(true)).await;
    assert!(!conversation.can_play_audio());
    conversation.start_audio();
    until(|| newest() == Some(false)).await;
    assert!(conversation.can_play_audio());
}

#[wasm_bindgen_test]
async fn stopped_audio_clock_is_reported_as_blocked() {
    reset_with_fake_sockets();
    let events = EventLog::default();
    let (conversation, socket) = open(options(&events)).await;
    let sound = js_sys::Uint8Array::new_with_length(96_000);
    socket_deliver(&socket, &sound);
    until(|| conversation.played_ms() > 100).await;
    assert!(conversation.can_play_audio());
    // The context still reports that it is running.
    stop_clocks();
    socket_deliver(&socket, &sound);
    until(|| !conversation.can_play_audio()).await;
    assert_eq!(conversation.mode(), speko_client::Mode::Speaking);
    assert!(events.borrow().contains(&Event::AudioBlocked(true)));
    run_clocks();
    until(|| conversation.can_play_audio()).await;
    assert_eq!(
        events.borrow().last(),
        Some(&Event::AudioBlocked(false)),
        "nothing else has changed"
    );
}

#[wasm_bindgen_test]
async fn played_ms_is_kept_after_the_end() {
    reset_with_fake_sockets();
    let events = EventLog::default();
    let (conversation, socket) = open(options(&events)).await;
    // 2 s of audio in one message.
    let sound = js_sys::Uint8Array::new_with_length(96_000);
    socket_deliver(&socket, &sound);
    until(|| conversation.played_ms() > 1_000).await;
    suspend_context().await;
    let before = conversation.played_ms();
    conversation.end_session();
    let after = conversation.played_ms();
    assert!(
        after.abs_diff(before) < 50,
        "{before} ms before the end, {after} ms after it"
    );
}

#[derive(Deserialize)]
struct Numbers {
    all: Vec<f64>,
}

#[derive(Serialize)]
struct Sum {
    sum: f64,
}

#[wasm_bindgen_test]
async fn tool_arguments_and_results_are_typed() {
    reset_with_fake_sockets();
    let events = EventLog::default();
    let options = options(&events).tool("sum", |numbers: Numbers| async move {
        match numbers.all.is_empty() {
            true => Err("nothing to add"),
            false => Ok(Sum {
                sum: numbers.all.iter().sum(),
            }),
        }
    });
    let (_conversation, socket) = open(options).await;
    let call = |id: &str, name: &str, arguments: &str| {
        let (id, name, arguments) = (id.to_owned(), name.to_owned(), arguments.to_owned());
        deliver(
            &socket,
            &Downlink::ToolCall {
                id,
                name,
                arguments,
            },
        );
    };
    call("a", "sum", r#"{"all":[1,2.5]}"#);
    call("b", "sum", r#"{"all":[]}"#);
    call("c", "sum", r#"{"all":"x"}"#);
    call("d", "sum", "{");
    call("e", "other", "{}");
    let ended = || {
        let events = events.borrow();
        let ends = events.iter().filter_map(|event| match event {
            Event::Tool(tool) if tool.status != ToolStatus::Started => {
                Some((tool.id.clone(), tool.status))
            }
            _ => None,
        });
        ends.collect::<Vec<_>>()
    };
    until(|| ended().len() == 5).await;
    let mut ended = ended();
    ended.sort_by(|one, other| one.0.cmp(&other.0));
    let good: Vec<_> = ended
        .iter()
        .map(|(_, status)| *status == ToolStatus::Completed)
        .collect();
    assert_eq!(good, [true, false, false, false, false]);
}

#[wasm_bindgen_test]
async fn denied_microphone_fails_and_closes_the_socket() {
    reset_with_fake_sockets();
    microphone_refuses("NotAllowedError");
    let events = EventLog::default();
    let conversation = RealtimeVoiceConversation::start(options(&events)).unwrap();
    let socket = next_socket().await;
    socket_accept(&socket);
    assert_eq!(prompt_count(), 0, "not before the server is ready");
    deliver(
        &socket,
        &Downlink::Ready {
            input: None,
            output: None,
        },
    );
    let error = conversation.ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
    assert_eq!(socket_closed_with(&socket), 1000);
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn expired_token_is_the_error_reason() {
    for (expires, reason) in [
        ("2020-01-31T12:00:00.000Z", ErrorReason::TokenExpired),
        ("2999-01-31T12:00:00.000Z", ErrorReason::Network),
        ("soon", ErrorReason::Network),
    ] {
        reset_with_fake_sockets();
        let json = r#"{"wsUrl":"ws://s2s.example","wsToken":"t0k.en","expiresAt":"SOME"}"#;
        let credentials = parse_credentials(&json.replace("SOME", expires)).unwrap();
        let options = ConversationOptions::new(credentials);
        let conversation = RealtimeVoiceConversation::start(options).unwrap();
        socket_drop(&next_socket().await, 1006);
        let error = conversation.ready().await.unwrap_err();
        assert_eq!(error.reason(), reason, "{expires}");
    }
}

#[wasm_bindgen_test]
async fn output_device_is_set_on_the_context_or_an_element() {
    reset_with_fake_sockets();
    record_context_sinks("bad");
    let events = EventLog::default();
    let (conversation, _socket) = open(options(&events).output_device("first")).await;
    conversation.set_output_device(Some("bad"));
    let failed = || {
        let events = events.borrow();
        events.iter().any(
            |event| matches!(event, Event::Error(error) if error.code() == ErrorCode::OutputFailed),
        )
    };
    until(failed).await;
    assert_eq!(
        sinks_set(),
        "first,bad,",
        "falls back to the default device"
    );
    drop(conversation);

    // A browser whose AudioContext has no `setSinkId`.
    no_context_sinks();
    let (conversation, _socket) = open(options(&events)).await;
    assert_eq!(element_count(), 0);
    conversation.set_output_device(Some("other"));
    assert_eq!(element_count(), 1);
    conversation.set_output_device(None);
    assert_eq!(element_count(), 0);
    drop(conversation);
    assert_nothing_left();
}
