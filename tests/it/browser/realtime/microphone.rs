//! The microphone of a realtime conversation: muted by the system, exchanged, and refused by the
//! audio graph.

use speko_client::{DeviceReason, MicState};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

fn state(events: &EventLog) -> MicState {
    let state = |event: &Event| match event {
        Event::Mic(state) => Some(*state),
        _ => None,
    };
    events
        .borrow()
        .iter()
        .rev()
        .find_map(state)
        .unwrap_or_default()
}

fn failures(events: &EventLog) -> Vec<ErrorReason> {
    let reason = |event: &Event| match event {
        Event::Error(error) => Some(error.reason()),
        _ => None,
    };
    events.borrow().iter().filter_map(reason).collect()
}

/// Waits until frames captured from now on are sent.
async fn sends_audio(socket: &JsValue) {
    for _ in 0..20 {
        assert_eq!(socket_sent(socket).await.len(), 960);
    }
}

#[wasm_bindgen_test]
async fn microphone_that_opens_muted_is_live_once_it_is_unmuted() {
    reset_with_fake_sockets();
    microphone_opens("muted");
    let events = EventLog::default();
    let (_conversation, _socket) = open(options(&events)).await;
    assert_eq!(state(&events), MicState::Muted);
    let live = Event::Mic(MicState::Live);
    assert!(!events.borrow().contains(&live));
    mute_track(false);
    assert_eq!(state(&events), MicState::Live);
    mute_track(true);
    assert_eq!(state(&events), MicState::Muted);
}

#[wasm_bindgen_test]
async fn microphone_that_cannot_be_connected_leaves_the_previous_one_in_use() {
    reset_with_fake_sockets();
    let events = EventLog::default();
    let (conversation, socket) = open(options(&events)).await;
    sends_audio(&socket).await;
    sources_have_rate(0.0);
    let other = other_input().await;
    conversation.set_input_device(Some(&other));
    until(|| !failures(&events).is_empty()).await;
    assert_eq!(failures(&events), [ErrorReason::DeviceFailed]);
    let refused = |event: &Event| matches!(event, Event::InputDevice(change) if change.reason == DeviceReason::Refused);
    assert!(events.borrow().iter().any(refused));
    assert_eq!(state(&events), MicState::Live);
    assert_eq!(live_tracks(), 1, "the other one is released");
    sends_audio(&socket).await;
    assert_eq!(open_contexts(), 1);
}

#[wasm_bindgen_test]
async fn microphone_that_cannot_be_connected_at_all_fails_with_its_own_reason() {
    reset_with_fake_sockets();
    sources_have_rate(0.0);
    let events = EventLog::default();
    let (conversation, _socket) = dial(options(&events)).await;
    let error = conversation.ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
    assert_eq!(error.reason(), ErrorReason::DeviceFailed);
    assert_eq!(error.cause(), Some("NotSupportedError"));
    assert_eq!(live_tracks(), 0);
    assert_eq!(open_contexts(), 0);
}
