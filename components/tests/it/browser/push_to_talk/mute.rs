//! The mute state that the button shares with the rest of the app, and what changes it without a
//! hold.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn muting_from_elsewhere_ends_the_hold() {
    let page = connected(|| view! { <PushToTalk latch=true /> }).await;
    point(&page.get(TALK), "pointerdown", |_| {});
    talks(&page, true, "held").await;
    page.voice.set_mic_muted(true);
    talks(&page, false, "muted from elsewhere").await;
}

#[wasm_bindgen_test]
async fn unmuting_from_elsewhere_is_shown_and_ended_by_the_next_press() {
    let page = connected(|| view! { <PushToTalk /> }).await;
    let button = page.get(TALK);
    page.voice.set_mic_muted(false);
    talks(&page, true, "unmuted from elsewhere").await;
    point(&button, "pointerdown", |_| {});
    talks(&page, false, "pressed").await;
    point(&button, "pointerup", |_| {});
    talks(&page, false, "released").await;
    point(&button, "pointerdown", |_| {});
    talks(&page, true, "held again").await;
    point(&button, "pointerup", |_| {});
    talks(&page, false, "released again").await;
}

#[wasm_bindgen_test]
async fn tap_latches_until_the_next_tap_only_if_latch_is_set() {
    let time = stopped_time();
    let page = connected(|| view! { <PushToTalk latch=true /> }).await;
    let button = page.get(TALK);
    let tap = || {
        point(&button, "pointerdown", |_| {});
        point(&button, "pointerup", |_| {});
        point(&button, "lostpointercapture", |_| {});
    };
    tap();
    talks(&page, true, "tapped").await;
    press(&button, "keyup", space);
    button.focus().unwrap();
    button.blur().unwrap();
    talks(&page, true, "a latch survives the loss of focus").await;
    tap();
    talks(&page, false, "tapped again").await;
    point(&button, "pointerdown", |_| {});
    time.advance(350);
    point(&button, "pointerup", |_| {});
    talks(&page, false, "a long press does not latch").await;
    tap();
    let hidden = hide();
    talks(&page, false, "the page is hidden").await;
    drop(hidden);

    let plain = connected(|| view! { <PushToTalk /> }).await;
    point(&plain.get(TALK), "pointerdown", |_| {});
    point(&plain.get(TALK), "pointerup", |_| {});
    talks(&plain, false, "a tap without latch").await;
}

#[wasm_bindgen_test]
async fn synthetic_click_from_a_screen_reader_toggles() {
    let page = connected(|| view! { <PushToTalk /> }).await;
    page.click(TALK).await;
    talks(&page, true, "clicked").await;
    page.click(TALK).await;
    talks(&page, false, "clicked again").await;
}

#[wasm_bindgen_test]
async fn unmounting_restores_the_previous_mute_state() {
    for muted in [false, true] {
        let shown = RwSignal::new(false);
        let page = open(
            move || idle().mic_muted(muted),
            move |_| view! { <Show when=move || shown.get()><PushToTalk /></Show> },
        )
        .await;
        page.emit(Event::Status(Status::Connected)).await;
        page.emit(Event::Mic(MicState::Live)).await;
        assert_eq!(page.voice.mic_muted.get_untracked(), muted);
        shown.set(true);
        talks(&page, false, "mounted").await;
        point(&page.get(TALK), "pointerdown", |_| {});
        talks(&page, true, "held").await;
        shown.set(false);
        settled().await;
        assert_eq!(page.voice.mic_muted.get_untracked(), muted);
        // Its listeners are removed as well.
        press(&page::document(), "keydown", key_t);
        assert_eq!(page.voice.mic_muted.get_untracked(), muted);
    }
}
