//! The page-wide key.

use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::KeyboardEventInit;

use super::*;

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
