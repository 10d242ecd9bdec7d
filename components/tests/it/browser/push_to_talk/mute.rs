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

fn muted(page: &Page<impl leptos::tachys::view::Mountable>) -> bool {
    page.voice.mic_muted.get_untracked()
}

/// Opens a call with a control that can be removed.
async fn removable(
    first_muted: bool,
) -> (Page<impl leptos::tachys::view::Mountable>, RwSignal<bool>) {
    let shown = RwSignal::new(false);
    let page = open(
        move || idle().mic_muted(first_muted),
        move |_| view! { <Show when=move || shown.get()><PushToTalk latch=true /></Show> },
    )
    .await;
    page.voice.start();
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    assert_eq!(muted(&page), first_muted);
    (page, shown)
}

async fn show(shown: RwSignal<bool>, value: bool) {
    shown.set(value);
    settled().await;
}

#[wasm_bindgen_test]
async fn unmounting_keeps_this_call_muted_and_the_next_has_the_earlier_state() {
    for before in [false, true] {
        for held in [false, true] {
            let (page, shown) = removable(before).await;
            show(shown, true).await;
            talks(&page, false, "mounted").await;
            if held {
                point(&page.get(TALK), "pointerdown", |_| {});
                talks(&page, true, "held").await;
            }
            show(shown, false).await;
            assert!(muted(&page), "in this call");
            // Its listeners are removed as well.
            press(&page::document(), "keydown", key_t);
            assert!(muted(&page));
            page.voice.end();
            page.voice.start();
            assert_eq!(muted(&page), before, "in the next call");
        }
    }
}

#[wasm_bindgen_test]
async fn controls_mounted_again_or_side_by_side_keep_the_state_from_before_the_first() {
    let (page, shown) = removable(false).await;
    for _ in 0..2 {
        show(shown, true).await;
        show(shown, false).await;
        assert!(muted(&page));
    }
    page.voice.end();
    page.voice.start();
    assert!(!muted(&page));

    let shown = [RwSignal::new(true), RwSignal::new(true)];
    let page = connected(move || {
        shown.map(|shown| view! { <Show when=move || shown.get()><PushToTalk /></Show> })
    })
    .await;
    show(shown[0], false).await;
    assert!(muted(&page), "the other control is still there");
    page.voice.end();
    assert!(muted(&page));
    show(shown[1], false).await;
    assert!(!muted(&page), "outside a call");
}

#[wasm_bindgen_test]
async fn explicit_choice_after_unmounting_is_kept_for_the_next_call() {
    for choice in [false, true] {
        let (page, shown) = removable(!choice).await;
        show(shown, true).await;
        show(shown, false).await;
        page.voice.set_mic_muted(choice);
        page.voice.end();
        page.voice.start();
        assert_eq!(muted(&page), choice);
    }
}

#[wasm_bindgen_test]
async fn end_of_the_call_or_a_device_change_never_unmutes() {
    let page = connected(|| view! { <PushToTalk /> }).await;
    for reason in [
        DeviceReason::Unplugged,
        DeviceReason::Returned,
        DeviceReason::DefaultChanged,
    ] {
        page.emit(Event::InputDevice(DeviceChange {
            device: None,
            reason,
        }))
        .await;
        assert!(muted(&page), "{reason:?}");
    }
    page.voice.set_input_device(Some("other".into()));
    assert!(muted(&page));
    page.emit(Event::Status(Status::Disconnected)).await;
    assert!(muted(&page));

    let plain = connected(|| view! { <MicToggle /> }).await;
    plain.voice.set_mic_muted(true);
    plain.emit(Event::Status(Status::Disconnected)).await;
    assert!(muted(&plain));
}
