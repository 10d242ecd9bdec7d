//! The microphone during a conversation: mute, device changes, and unplugged devices.

use speko_client::{DeviceChange, DeviceReason, Event, MicState};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// The decoder's noise on silence stays below this amplitude, with full scale 1.
const SILENCE: f64 = 0.001;

/// A time in ms in which the fake microphone beeps: it beeps once a second.
const BEEPS_WITHIN: u32 = 1_200;

#[wasm_bindgen_test]
async fn muted_microphone_sends_no_audio_during_a_device_change() {
    reset_with_fake_sockets();
    let (caller, server) = connected(options()).await;
    let conversation = caller.conversation();
    server.remote.hears().await;
    let m_lines = server.remote.m_line_count();
    conversation.set_mic_muted(true);
    // Audio that was in flight is still heard. If muting does not work, this never ends, and the
    // watchdog fails the test.
    while server.remote.peak(BEEPS_WITHIN).await >= SILENCE {}
    let other = other_input().await;
    conversation.set_input_device(Some(&other));
    assert!(server.remote.peak(1_500).await < SILENCE);
    let is_used = |event: &Event| {
        matches!(
            event,
            Event::InputDevice(DeviceChange {
                device: Some(used),
                ..
            }) if *used == other
        )
    };
    caller.until(is_used).await;
    assert_eq!(used_input(), other);
    assert_eq!(
        (live_tracks(), tracks_enabled().as_str()),
        (1, "false,false")
    );
    assert!(server.remote.peak(1_500).await < SILENCE);
    conversation.set_mic_muted(false);
    // The fake microphone beeps once a second.
    assert!(server.remote.peak(2_500).await > 0.02);
    assert_eq!((server.remote.m_line_count(), peer_count()), (m_lines, 1));
    conversation.end_session();
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn release_mic_on_mute_stops_the_track_and_unmute_reopens_it() {
    reset_with_fake_sockets();
    let (caller, server) = connected(options().release_mic_on_mute(true)).await;
    let conversation = caller.conversation();
    server.remote.hears().await;
    conversation.set_mic_muted(true);
    assert_eq!(live_tracks(), 0);
    caller
        .until(|event| *event == Event::Mic(MicState::Released))
        .await;
    // Audio that was in flight is still heard. If the microphone is not released, this never ends,
    // and the watchdog fails the test.
    while server.remote.peak_without_packets(BEEPS_WITHIN).await >= SILENCE {}
    assert!(server.remote.peak_without_packets(1_200).await < SILENCE);
    caller.events.borrow_mut().clear();
    conversation.set_mic_muted(false);
    assert!(last_constraints().contains("echoCancellation\":true"));
    caller
        .until(|event| *event == Event::Mic(MicState::Live))
        .await;
    assert!(server.remote.peak(3_000).await > 0.02);
    assert_eq!(live_tracks(), 1);
    conversation.end_session();
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn unplugged_microphone_falls_back_to_default_and_returns() {
    reset_with_fake_sockets();
    let chosen = other_input().await;
    let listed = "audioinput ".to_owned() + &chosen + " Desk";
    // Listed from the start: the browser's own list could arrive late, after the test has unplugged
    // the microphone, and would bring it back.
    plugged(&["audioinput default Laptop", &listed]);
    let (caller, server) = connected(options().input_device(chosen.clone())).await;
    let conversation = caller.conversation();
    assert_eq!(used_input(), chosen);
    until(|| list_count() >= 1).await;
    let changed = |reason| move |event: &Event| matches!(event, Event::InputDevice(change) if change.reason == reason);
    plugged(&["audioinput default Laptop", "audioinput lap Laptop"]);
    end_track();
    for _ in 0..5 {
        devices_changed();
    }
    caller.until(changed(DeviceReason::Unplugged)).await;
    assert_ne!(used_input(), chosen);
    assert_eq!(live_tracks(), 1);
    // One for the burst, one with the label of the new device.
    assert!(list_count() <= 2, "{}", list_count());
    plugged(&["audioinput default Laptop", &listed]);
    devices_changed();
    caller.until(changed(DeviceReason::Returned)).await;
    assert_eq!((used_input(), live_tracks()), (chosen, 1));
    caller.events.borrow_mut().clear();
    mute_track(true);
    caller
        .until(|event| *event == Event::Mic(MicState::Muted))
        .await;
    hold_time();
    conversation.end_session();
    assert_nothing_left();
    devices_changed();
    pass_time(1_000.0);
    prompts_settled().await;
    assert_nothing_left();
    server.remote.close().await;
}
