//! `<CallMediaSession>`: the screen stays on, the system shows the call, and headset keys work.

mod microphone;

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = media_session)]
extern "C" {
    fn phone(how: &str) -> js_sys::Array;
    fn no_phone() -> js_sys::Array;
    fn answer_lock();
    fn release_locks();
    fn locks() -> String;
    fn title() -> String;
    fn playback() -> String;
    fn keys() -> String;
    fn key(action: &str);
    #[wasm_bindgen(js_name = key)]
    fn activating_key(action: &str, activating: bool);
    fn microphone() -> String;
    fn is_capturing() -> bool;
    fn mute_by_system();
    fn listen();
    fn unlisten();
    fn page_errors() -> String;
    fn fixed_volume() -> js_sys::Array;
}

/// Fakes the wake lock and the media session, with this kind of answer. The page's errors are
/// collected for [`page_errors`] until the guard is dropped.
fn fake(how: &str) -> (Restore, Restore) {
    replaced(&phone(how))
}

fn without_apis() -> (Restore, Restore) {
    replaced(&no_phone())
}

fn replaced(phone: &js_sys::Array) -> (Restore, Restore) {
    listen();
    (replace_all(phone), Restore::by(unlisten))
}

const STARTED: Event = Event::Status(Status::Connecting);
const OPEN: Event = Event::Status(Status::Connected);
const OVER: Event = Event::Status(Status::Disconnected);

#[wasm_bindgen_test]
async fn wake_lock_is_held_only_during_a_call() {
    let _phone = fake("grant");
    let page = open(idle, |_| view! { <CallMediaSession /> }).await;
    assert_eq!(
        (page.state("call-media-session").as_str(), locks()),
        ("off", "".into())
    );
    page.emit(STARTED).await;
    page.emit(OPEN).await;
    assert_eq!(
        (page.state("call-media-session").as_str(), locks()),
        ("on", "+".into())
    );
    // The browser releases the lock of a hidden page.
    release_locks();
    let hidden = hide();
    settled().await;
    assert_eq!(locks(), "-");
    drop(hidden);
    settled().await;
    assert_eq!(locks(), "-+");
    page.emit(OVER).await;
    assert_eq!(
        (page.state("call-media-session").as_str(), locks()),
        ("off", "--".into())
    );
    drop(hide());
    settled().await;
    assert_eq!(locks(), "--", "no lock is requested without a call");
    assert_eq!(page_errors(), "");
}

#[wasm_bindgen_test]
async fn wake_lock_granted_after_call_or_unmount_is_released() {
    let _phone = fake("hold");
    let mut page = open(idle, |_| view! { <CallMediaSession /> }).await;
    page.emit(OPEN).await;
    page.emit(OVER).await;
    answer_lock();
    settled().await;
    assert_eq!(locks(), "-");
    // The same holds if the component was removed.
    page.emit(OPEN).await;
    page.unmount();
    settled().await;
    answer_lock();
    settled().await;
    assert_eq!((locks().as_str(), keys().as_str()), ("--", ""));
}

#[wasm_bindgen_test]
async fn missing_or_rejecting_browser_apis_cause_no_page_errors() {
    for lacking in [|| fake("refuse"), || fake("throw"), without_apis] {
        let _phone = lacking();
        let page = open(idle, |_| view! { <CallMediaSession /> }).await;
        page.emit(OPEN).await;
        page.emit(Event::Mic(MicState::Live)).await;
        page.emit(OVER).await;
        settled().await;
        assert_eq!(page_errors(), "");
    }
}

#[wasm_bindgen_test]
async fn media_session_shows_the_call_until_it_ends() {
    let _phone = fake("grant");
    let words = RwSignal::new("Front desk".to_owned());
    let page = open(idle, move |_| view! { <CallMediaSession title=words /> }).await;
    assert_eq!((title(), playback()), ("".into(), "none".into()));
    page.emit(OPEN).await;
    assert_eq!(
        (title(), playback()),
        ("Front desk".into(), "playing".into())
    );
    assert_eq!(keys(), "hangup,pause,play,togglemicrophone");
    words.set("Kitchen".into());
    settled().await;
    assert_eq!(title(), "Kitchen");
    words.set(String::new());
    settled().await;
    assert_eq!(title(), "Voice conversation");
    page.emit(OVER).await;
    assert_eq!(
        (title(), playback(), keys()),
        ("".into(), "none".into(), "".into())
    );
    assert_eq!(page_errors(), "");
}

#[wasm_bindgen_test]
async fn headset_keys_mute_unmute_and_hang_up() {
    let _phone = fake("grant");
    // The credentials never arrive: the call's state only changes by the test's events.
    let page = open(idle, |_| view! { <CallMediaSession /><CallButton /> }).await;
    page.click("[data-slot=call-button]").await;
    page.emit(OPEN).await;
    page.emit(Event::Mic(MicState::Live)).await;
    for (action, muted) in [("togglemicrophone", true), ("play", false), ("pause", true)] {
        key(action);
        assert_eq!(page.voice.mic_muted.get_untracked(), muted, "{action}");
    }
    key("hangup");
    settled().await;
    assert_eq!(page.voice.status.get_untracked(), Status::Disconnected);
    assert_eq!((keys().as_str(), locks().as_str()), ("", "-"));
    assert_eq!(page_errors(), "");
}

#[wasm_bindgen_test]
async fn without_the_component_no_lock_or_media_session_is_requested() {
    let _phone = fake("grant");
    let page = open(idle, |_| view! { <CallButton /><MicToggle /> }).await;
    page.emit(OPEN).await;
    assert_eq!(
        (locks(), keys(), playback()),
        ("".into(), "".into(), "none".into())
    );
}

#[wasm_bindgen_test]
async fn volume_slider_is_disabled_with_a_note_where_volume_is_fixed() {
    let fixed = replace_all(&fixed_volume());
    let page = open(idle, |_| view! { <VolumeSlider /> }).await;
    assert_eq!(page.state("volume-slider"), "fixed");
    assert!(
        page.find("[data-slot=volume-slider] input:disabled")
            .is_some()
    );
    let note = page.get("[data-slot=volume-slider] [data-part=note]");
    assert_eq!(
        note.text_content().unwrap(),
        "Use the volume buttons of this device."
    );
    drop(fixed);
    let page = open(idle, |_| view! { <VolumeSlider /> }).await;
    assert_eq!(page.state("volume-slider"), "audible");
    assert!(
        page.find("[data-slot=volume-slider] input:enabled")
            .is_some()
    );
    let note = page.get("[data-slot=volume-slider] [data-part=note]");
    assert_eq!(note.text_content().unwrap(), "");
}

#[wasm_bindgen_test]
async fn page_restored_from_bfcache_shows_the_call_as_ended() {
    let page = open(idle, |_| view! { <CallButton /><StatusBadge /> }).await;
    page.click("[data-slot=call-button]").await;
    page.emit(OPEN).await;
    // What the core emits on `pagehide`.
    page.emit(Event::Disconnected(Disconnection {
        reason: DisconnectReason::User,
        message: None,
    }))
    .await;
    page.emit(OVER).await;
    assert_eq!(
        page.get("[data-slot=status-badge]").text_content().unwrap(),
        "Ended"
    );
    assert_eq!(page.state("call-button"), "idle");
}
