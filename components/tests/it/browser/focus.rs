//! Where the focus goes when the focused element is removed.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

const CALL: &str = "[data-slot=call-button]";

fn focused(page: &Page<impl leptos::tachys::view::Mountable>) -> Option<String> {
    let active = page::document().active_element()?;
    page.root
        .contains(Some(&active))
        .then(|| active.get_attribute("data-slot"))
        .flatten()
}

fn error() -> Event {
    Event::Error(SpekoClientError::new(
        ErrorCode::MicrophoneFailed,
        ErrorReason::NoDevice,
    ))
}

#[wasm_bindgen_test]
async fn dismissing_a_focused_error_moves_focus_to_call_button() {
    let page = open(
        idle,
        |_| view! { <ErrorNotice /><TranscriptFeed /><CallButton /> },
    )
    .await;
    page.emit(error()).await;
    assert_eq!(focused(&page), None, "an error does not take the focus");
    page.get("[role=alert] button").focus().unwrap();
    page.click("[role=alert] button").await;
    assert_eq!(focused(&page).as_deref(), Some("call-button"));
    // A focus elsewhere stays there.
    page.emit(error()).await;
    page.get("[data-slot=transcript-feed]").focus().unwrap();
    page.voice.dismiss_error();
    settled().await;
    assert_eq!(focused(&page).as_deref(), Some("transcript-feed"));
}

#[wasm_bindgen_test]
async fn removed_start_audio_button_moves_focus_to_nearest_call_button() {
    let page = open(idle, |voice| {
        let other = Voice::new(idle());
        view! {
            <div><CallButton voice=other attr:id="far" /></div>
            <div><StartAudio voice /><CallButton voice attr:id="near" /></div>
        }
    })
    .await;
    page.emit(Event::AudioBlocked(true)).await;
    page.get("[data-slot=start-audio]").focus().unwrap();
    page.emit(Event::AudioBlocked(false)).await;
    assert_eq!(page::document().active_element().unwrap().id(), "near");
}

#[wasm_bindgen_test]
async fn focus_moves_to_transcript_when_there_is_no_call_button() {
    let page = open(idle, |_| view! { <StartAudio /><TranscriptFeed /> }).await;
    page.emit(Event::AudioBlocked(true)).await;
    page.get("[data-slot=start-audio]").focus().unwrap();
    page.emit(Event::AudioBlocked(false)).await;
    assert_eq!(focused(&page).as_deref(), Some("transcript-feed"));
}

#[wasm_bindgen_test]
async fn call_button_keeps_focus_through_all_statuses() {
    let page = open(idle, |_| view! { <CallButton /> }).await;
    page.get(CALL).focus().unwrap();
    for status in [
        Status::Connecting,
        Status::Connected,
        Status::Disconnecting,
        Status::Disconnected,
    ] {
        page.emit(Event::Status(status)).await;
        assert_eq!(focused(&page).as_deref(), Some("call-button"), "{status:?}");
    }
}

#[wasm_bindgen_test]
async fn message_input_keeps_text_and_focus_when_call_ends() {
    let page = open(idle, |_| view! { <MessageInput /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let field: web_sys::HtmlInputElement = page.get("input").unchecked_into();
    field.focus().unwrap();
    field.set_value("half a sent");
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(
        page::document().active_element().as_ref(),
        Some(field.unchecked_ref())
    );
    assert_eq!(field.value(), "half a sent");
    assert!(field.read_only());
    // Nothing is sent, and no error is shown.
    page.click("button").await;
    assert_eq!(field.value(), "half a sent");
    assert_eq!(page.state("message-input"), "disabled");
}

#[wasm_bindgen_test]
async fn hidden_jump_button_moves_focus_to_transcript_after_click_or_scroll() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    let feed = page.get("[data-slot=transcript-feed]");
    feed.set_attribute("style", "height:200px;overflow-y:auto")
        .unwrap();
    for number in 0..40 {
        let id = number.to_string();
        let source = if number % 2 == 0 {
            Source::User
        } else {
            Source::Agent
        };
        page.voice.emit(message(source, &id, "Words", true));
    }
    let state = || page.state("transcript-feed");
    let at_end = || feed.scroll_height() - feed.scroll_top() - feed.client_height() <= 1;
    until(|| feed.scroll_top() > 0 && at_end()).await;
    settled().await;
    for press in [true, false] {
        feed.set_scroll_top(0);
        until(|| state() == "reading").await;
        let jump = page.get("[data-slot=jump-to-latest]");
        jump.focus().unwrap();
        assert_eq!(focused(&page).as_deref(), Some("jump-to-latest"));
        match press {
            true => jump.click(),
            false => feed.set_scroll_top(feed.scroll_height()),
        }
        until(|| state() == "following").await;
        // The scroll event of the jump is emitted in the next frame.
        settled().await;
        assert!(jump.has_attribute("hidden"));
        let now = page::document().active_element().unwrap().outer_html();
        assert_eq!(
            focused(&page).as_deref(),
            Some("transcript-feed"),
            "{press}: {}",
            &now[..60]
        );
    }
}
