//! The mute state that the media session gets, and what its keys do. Safari's mutes the track
//! itself.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn media_session_gets_the_requested_mute_state() {
    let _phone = fake("grant");
    let page = open(idle, |_| view! { <CallMediaSession /> }).await;
    page.voice.set_mic_muted(true);
    assert_eq!(microphone(), "", "there is no call");
    page.emit(OPEN).await;
    assert_eq!(
        (microphone(), playback()),
        ("false".into(), "paused".into())
    );
    // What the microphone reports follows the command, so it is not sent back.
    for state in [
        MicState::Muted,
        MicState::Live,
        MicState::ServerMuted,
        MicState::Missing,
    ] {
        page.emit(Event::Mic(state)).await;
        assert_eq!(microphone(), "false", "{state:?}");
    }
    page.voice.set_mic_muted(false);
    assert_eq!(
        (microphone(), playback()),
        ("false,true".into(), "playing".into())
    );
    page.emit(OVER).await;
    assert_eq!(microphone(), "false,true", "the end is no command");
    assert_eq!(page_errors(), "", "a rejection causes no page error");
}

#[wasm_bindgen_test]
async fn pause_key_never_unmutes() {
    let _phone = fake("grant");
    let page = open(idle, |_| view! { <CallMediaSession /> }).await;
    page.emit(OPEN).await;
    page.emit(Event::Mic(MicState::Live)).await;
    for round in 0..3 {
        // Taken out again and again.
        key("pause");
        assert!(page.voice.mic_muted.get_untracked(), "{round}");
        assert_eq!(playback(), "paused");
        page.emit(Event::Mic(MicState::Muted)).await;
    }
    for state in [MicState::ServerMuted, MicState::Blocked, MicState::Missing] {
        page.emit(Event::Mic(state)).await;
        key("pause");
        assert!(page.voice.mic_muted.get_untracked(), "{state:?}");
    }
    key("play");
    assert!(!page.voice.mic_muted.get_untracked());
    assert_eq!(playback(), "playing");
    key("play");
    assert!(!page.voice.mic_muted.get_untracked(), "play is no toggle");
}

/// Emits what the microphone reports in WebKit.
async fn report(page: &Page<impl leptos::tachys::view::Mountable>) -> &'static str {
    let live = is_capturing() && !page.voice.mic_muted.get_untracked();
    let state = if live {
        MicState::Live
    } else {
        MicState::Muted
    };
    page.emit(Event::Mic(state)).await;
    state.as_str()
}

#[wasm_bindgen_test]
async fn microphone_that_webkit_muted_for_us_is_live_again_after_unmute() {
    const MIC: &str = "[data-slot=mic-toggle]";
    let _phone = fake("webkit");
    let page = open(idle, |_| view! { <CallMediaSession /><MicToggle /> }).await;
    page.emit(OPEN).await;
    assert_eq!(report(&page).await, "live");
    for _ in 0..3 {
        page.click(MIC).await;
        assert!(!is_capturing());
        assert_eq!(report(&page).await, "muted");
        page.click(MIC).await;
        assert_eq!(report(&page).await, "live");
        key("togglemicrophone");
        assert_eq!(report(&page).await, "muted");
        key("togglemicrophone");
        assert_eq!(report(&page).await, "live");
        key("pause");
        assert_eq!(report(&page).await, "muted");
        key("play");
        assert_eq!(report(&page).await, "live");
    }
    // Muted by the browser's own control, without a request of the page.
    mute_by_system();
    assert_eq!(report(&page).await, "muted");
    assert!(!page.voice.mic_muted.get_untracked());
    page.click(MIC).await;
    assert_eq!(report(&page).await, "live", "a press tries again");
    assert_eq!(page_errors(), "");
}

#[wasm_bindgen_test]
async fn webkit_control_that_mutes_is_not_answered_by_unmuting() {
    let _phone = fake("webkit");
    let page = open(idle, |_| view! { <CallMediaSession /><MicToggle /> }).await;
    page.emit(OPEN).await;
    mute_by_system();
    assert_eq!(report(&page).await, "muted");
    activating_key("togglemicrophone", false);
    assert!(page.voice.mic_muted.get_untracked());
    assert!(!is_capturing());
    activating_key("togglemicrophone", true);
    assert!(!page.voice.mic_muted.get_untracked());
    assert_eq!(report(&page).await, "live");
}

#[wasm_bindgen_test]
async fn push_to_talk_is_heard_where_the_media_session_mutes() {
    const TALK: &str = "[data-slot=push-to-talk]";
    let _phone = fake("webkit");
    let page = open(idle, |_| view! { <CallMediaSession /><PushToTalk /> }).await;
    page.emit(OPEN).await;
    assert_eq!(report(&page).await, "muted");
    let point = |name: &str| {
        let init = web_sys::PointerEventInit::new();
        init.set_is_primary(true);
        let event = web_sys::PointerEvent::new_with_event_init_dict(name, &init).unwrap();
        page.get(TALK).dispatch_event(&event).unwrap();
    };
    for _ in 0..3 {
        point("pointerdown");
        assert_eq!(report(&page).await, "live");
        assert_eq!(page.state("push-to-talk"), "talking");
        point("pointerup");
        assert_eq!(report(&page).await, "muted");
    }
}

#[wasm_bindgen_test]
async fn removed_media_session_neither_mutes_nor_unmutes() {
    for muted in [false, true] {
        let _phone = fake("webkit");
        let shown = RwSignal::new(true);
        let page = open(
            move || idle().mic_muted(muted),
            move |_| view! { <Show when=move || shown.get()><CallMediaSession /></Show> },
        )
        .await;
        page.emit(OPEN).await;
        shown.set(false);
        settled().await;
        assert_eq!(keys(), "");
        assert_eq!(is_capturing(), !muted);
        assert_eq!(page.voice.mic_muted.get_untracked(), muted);
    }
}
