//! `<PushToTalk>` in a real browser: by pointer, by key, by a page-wide key, and every way in which
//! a release can be missed.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{EventTarget, HtmlElement, KeyboardEvent, KeyboardEventInit};
use web_sys::{PointerEvent, PointerEventInit};

const TALK: &str = "[data-slot=push-to-talk]";
const STYLE: &str = include_str!("../../../../style/components/push-to-talk.css");

async fn connected<V: IntoView + 'static>(
    children: impl FnOnce() -> V + 'static,
) -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(idle, move |_| children()).await;
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    page
}

/// Dispatches a pointer event. Returns whether its default action was not prevented.
fn point(target: &HtmlElement, name: &str, change: impl FnOnce(&PointerEventInit)) -> bool {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_is_primary(true);
    change(&init);
    let event = PointerEvent::new_with_event_init_dict(name, &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

fn press(target: &EventTarget, name: &str, change: impl FnOnce(&KeyboardEventInit)) -> bool {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    change(&init);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict(name, &init).unwrap();
    target.dispatch_event(&event).unwrap()
}

fn space(init: &KeyboardEventInit) {
    init.set_key(" ");
    init.set_code("Space");
}

fn key_t(init: &KeyboardEventInit) {
    init.set_key("t");
    init.set_code("KeyT");
}

/// Checks that the button's state agrees with whether the microphone is unmuted.
async fn talks(page: &Page<impl leptos::tachys::view::Mountable>, talks: bool, when: &str) {
    settled().await;
    let muted = page.voice.mic_muted.get_untracked();
    assert_eq!(!muted, talks, "the microphone, {when}");
    let state = page.state("push-to-talk");
    assert_eq!(state == "talking", talks, "{state}, {when}");
    let pressed = page.attribute(TALK, "aria-pressed");
    assert_eq!(pressed.as_deref() == Some("true"), talks, "{when}");
}

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
    let window = web_sys::window().unwrap();
    let blur = web_sys::Event::new("blur").unwrap();
    window.dispatch_event(&blur).unwrap();
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

#[wasm_bindgen_test]
async fn page_wide_key_works_except_in_editable_elements() {
    let page = connected(|| {
        view! {
            <PushToTalk key="KeyT" />
            <input id="field" />
            <textarea id="area"></textarea>
            <div id="rich" contenteditable="true"><b id="bold">"rich"</b></div>
            <p id="text">"text"</p>
        }
    })
    .await;
    for field in ["#field", "#area", "#rich", "#bold"] {
        assert!(press(&page.get(field), "keydown", key_t), "{field}");
        talks(&page, false, field).await;
    }
    let text = page.get("#text");
    for change in [
        KeyboardEventInit::set_ctrl_key as fn(&KeyboardEventInit, bool),
        KeyboardEventInit::set_alt_key,
        KeyboardEventInit::set_meta_key,
        KeyboardEventInit::set_shift_key,
        KeyboardEventInit::set_is_composing,
    ] {
        let left = press(&text, "keydown", |init| {
            key_t(init);
            change(init, true);
        });
        assert!(left);
        talks(&page, false, "with a modifier or while composing").await;
    }
    assert!(!press(&text, "keydown", key_t));
    talks(&page, true, "held").await;
    assert!(!press(&text, "keydown", |init| {
        key_t(init);
        init.set_repeat(true);
    }));
    press(&text, "keyup", space);
    talks(&page, true, "another key is up").await;
    press(&text, "keyup", key_t);
    talks(&page, false, "up").await;
    // On macOS, no keyup is emitted while Meta is held.
    press(&text, "keydown", key_t);
    talks(&page, true, "held").await;
    press(&text, "keydown", |init| {
        init.set_key("Meta");
        init.set_meta_key(true);
    });
    talks(&page, false, "Meta pressed").await;
}

#[wasm_bindgen_test]
async fn page_wide_space_key_does_not_affect_other_buttons() {
    let page =
        connected(|| view! { <PushToTalk key="Space" /><CallButton /><p id="text" /> }).await;
    let call = page.get("[data-slot=call-button]");
    assert!(
        press(&call, "keydown", space),
        "Space still activates that button"
    );
    talks(&page, false, "on another button").await;
    assert!(
        !press(&page.get("#text"), "keydown", space),
        "scrolling is prevented"
    );
    talks(&page, true, "on the page").await;
    press(&page.get("#text"), "keyup", space);
    talks(&page, false, "up").await;
    let button = page.get(TALK);
    press(&button, "keydown", space);
    talks(&page, true, "on its own button").await;
    press(&button, "keyup", space);
    talks(&page, false, "up on its own button").await;
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
