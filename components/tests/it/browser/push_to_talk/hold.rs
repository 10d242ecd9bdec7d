//! Holding the button by pointer or key, and every way in which a release can be missed.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

const STYLE: &str = include_str!("../../../../src/components/push_to_talk/style.css");

#[wasm_bindgen_test]
async fn primary_pointer_hold_unmutes_and_other_pointers_are_ignored() {
    let page = connected(|| view! { <PushToTalk /> }).await;
    let button = page.get(TALK);
    talks(&page, false, "mounted").await;
    point(&button, "pointerdown", |init| init.set_button(2));
    talks(&page, false, "the right button").await;
    point(&button, "pointerdown", |init| init.set_is_primary(false));
    talks(&page, false, "a second finger").await;
    point(&button, "pointerdown", |_| {});
    talks(&page, true, "down").await;
    point(&button, "pointerup", |init| init.set_is_primary(false));
    talks(&page, true, "a second finger is up").await;
    point(&button, "pointerup", |_| {});
    talks(&page, false, "up").await;
    for lost in ["pointercancel", "lostpointercapture"] {
        point(&button, "pointerdown", |_| {});
        talks(&page, true, "down again").await;
        point(&button, lost, |_| {});
        talks(&page, false, lost).await;
    }
}

#[wasm_bindgen_test]
async fn holding_space_or_enter_unmutes_despite_key_repeat() {
    let page = connected(|| view! { <PushToTalk /> }).await;
    let button = page.get(TALK);
    for (key, other) in [(" ", "Enter"), ("Enter", " ")] {
        let down = |key: &'static str, repeat| {
            press(&button, "keydown", |init| {
                init.set_key(key);
                init.set_repeat(repeat);
            })
        };
        assert!(
            !down(key, false),
            "the default click and scroll are prevented"
        );
        talks(&page, true, key).await;
        assert!(!down(key, true));
        talks(&page, true, "key repeat").await;
        press(&button, "keyup", |init| init.set_key(other));
        talks(&page, true, "another key is up").await;
        assert!(!press(&button, "keyup", |init| init.set_key(key)));
        talks(&page, false, "up").await;
        // A repeat without a keydown belongs to a key that was pressed elsewhere.
        down(key, true);
        talks(&page, false, "repeat of a key pressed elsewhere").await;
    }
    let changed = press(&button, "keydown", |init| {
        space(init);
        init.set_ctrl_key(true);
    });
    assert!(changed, "Ctrl+Space is left to the system");
    talks(&page, false, "with Ctrl").await;
}

#[wasm_bindgen_test]
async fn hold_ends_when_focus_window_or_visibility_is_lost() {
    let page = connected(|| view! { <PushToTalk /><input id="other" /> }).await;
    let button = page.get(TALK);
    let hold = || {
        button.focus().unwrap();
        press(&button, "keydown", space);
    };
    hold();
    talks(&page, true, "held").await;
    page.get("#other").focus().unwrap();
    talks(&page, false, "focus moved elsewhere").await;

    hold();
    talks(&page, true, "held").await;
    dispatch(&web_sys::window().unwrap(), "blur");
    talks(&page, false, "the window lost the focus").await;

    hold();
    talks(&page, true, "held").await;
    let hidden = hide();
    talks(&page, false, "the page is hidden").await;
    drop(hidden);
    talks(&page, false, "and shown again").await;
}

#[wasm_bindgen_test]
async fn press_without_a_connected_call_is_ignored_and_not_carried_over() {
    let page = open(idle, |_| view! { <PushToTalk /> }).await;
    let button = page.get(TALK);
    assert_eq!(page.state("push-to-talk"), "unavailable");
    assert_eq!(
        page.attribute(TALK, "aria-disabled").as_deref(),
        Some("true")
    );
    assert!(!button.has_attribute("disabled"), "it stays focusable");
    button.focus().unwrap();
    page.emit(Event::Status(Status::Connecting)).await;
    point(&button, "pointerdown", |_| {});
    press(&button, "keydown", space);
    button.click();
    talks(&page, false, "connecting").await;
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Muted)).await;
    talks(&page, false, "connected, still held").await;
    assert_eq!(page.state("push-to-talk"), "idle");
    point(&button, "pointerup", |_| {});

    press(&button, "keydown", space);
    talks(&page, true, "pressed again").await;
    page.emit(Event::Status(Status::Disconnected)).await;
    talks(&page, false, "the conversation ended").await;
    assert_eq!(
        page::document().active_element().as_ref(),
        Some(button.unchecked_ref()),
        "the focus stays"
    );
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Muted)).await;
    talks(&page, false, "in the next conversation, still held").await;
}

#[wasm_bindgen_test]
async fn hold_survives_reopening_microphone_but_ends_when_it_is_missing() {
    let page = connected(|| view! { <PushToTalk /> }).await;
    page.emit(Event::Mic(MicState::Released)).await;
    point(&page.get(TALK), "pointerdown", |_| {});
    page.emit(Event::Mic(MicState::Unavailable)).await;
    talks(&page, true, "while it reopens").await;
    page.emit(Event::Mic(MicState::Live)).await;
    talks(&page, true, "open").await;
    page.emit(Event::Mic(MicState::Missing)).await;
    talks(&page, false, "unplugged").await;
    assert_eq!(page.state("push-to-talk"), "unavailable");
}

#[wasm_bindgen_test]
async fn touch_opens_no_context_menu_and_does_not_scroll_or_select() {
    let page = connected(|| view! { <style>{STYLE}</style><PushToTalk /> }).await;
    let button = page.get(TALK);
    assert!(!point(&button, "contextmenu", |_| {}));
    let style = web_sys::window().unwrap().get_computed_style(&button);
    let style = style.unwrap().unwrap();
    for (name, value) in [("touch-action", "none"), ("user-select", "none")] {
        assert_eq!(style.get_property_value(name).unwrap(), value);
    }
    assert_eq!(page.attribute(TALK, "aria-label").unwrap(), "Hold to talk");
    assert!(
        page.attribute(TALK, "aria-description")
            .unwrap()
            .contains("Space or Enter")
    );
}
