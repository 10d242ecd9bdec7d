//! The controls of a session: what they show, and what they set.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlInputElement};

use super::*;

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
async fn mute_and_volume_set_before_a_call_persist_after_it() {
    let time = stopped_time();
    let source = || async { Err(refused()) };
    let page = open(
        move || VoiceOptions::new(source),
        |_| view! { <CallButton /><MicToggle /><VolumeSlider /> },
    )
    .await;
    page.click(MIC).await;
    let slider: HtmlInputElement = page.get("input[type=range]").unchecked_into();
    slider.set_value("0");
    dispatch(&slider, "input");
    settled().await;
    assert_eq!(page.state("volume-slider"), "silent");
    page.click(CALL).await;
    time.advance(500);
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
