//! Playback in worklets, and without them.

use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn worklets_are_loaded_from_the_given_url_or_a_blob() {
    reset_with_fake_sockets();
    record_modules();
    let events = EventLog::default();
    // The file does not exist, so the ScriptProcessor is used.
    let (conversation, _socket) = open(options(&events).worklet_url("/no/such.js")).await;
    assert!(conversation.is_open());
    assert_eq!(modules_added(), "/no/such.js");
    let (other, _socket) = open(options(&events)).await;
    assert!(other.is_open());
    let urls = modules_added();
    assert!(urls.starts_with("/no/such.js blob:"), "{urls}");
}

#[wasm_bindgen_test]
async fn interruption_stops_playback_without_worklets() {
    reset_with_fake_sockets();
    count_stops();
    let events = EventLog::default();
    let (_conversation, socket) = open(options(&events).worklet_url("/no/such.js")).await;
    suspend_context().await;
    for _ in 0..2 {
        socket_deliver(&socket, &js_sys::Uint8Array::new_with_length(48_000));
    }
    deliver(&socket, &Downlink::Interruption);
    assert_eq!(stop_count(), 2);
}

#[wasm_bindgen_test]
async fn worklets_that_never_load_time_out() {
    reset_with_fake_sockets();
    modules_hang();
    let events = EventLog::default();
    hold_time();
    let (conversation, _socket) = dial(options(&events)).await;
    pass_time(2_000.0);
    settled().await;
    assert!(!conversation.is_open());
    pass_time(4_000.0);
    conversation.ready().await.unwrap();
    assert!(conversation.is_open());
}
