//! `<MessageInput>`: messages that cannot be sent, and the Enter key.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

#[wasm_bindgen_test]
async fn unsendable_message_stays_in_the_field_with_an_error() {
    let page = open(idle, |_| view! { <MessageInput /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let field: HtmlInputElement = page.get("input").unchecked_into();
    field.set_value("hello");
    page.click("button").await;
    assert_eq!(field.value(), "hello");
    assert_eq!(page.state("message-input"), "error");
    assert!(page.find("[role=alert]").is_some());
    dispatch(&field, "input");
    settled().await;
    assert!(page.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn enter_during_ime_composition_does_not_send() {
    let page = open(idle, |_| view! { <MessageInput /> }).await;
    page.emit(Event::Status(Status::Connected)).await;
    let press = |composing: bool, code: u32| {
        let init = web_sys::KeyboardEventInit::new();
        init.set_key("Enter");
        init.set_key_code(code);
        init.set_is_composing(composing);
        init.set_cancelable(true);
        let event =
            web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        page.get("input").dispatch_event(&event).unwrap()
    };
    assert!(!press(true, 13), "the browser would submit the form");
    // Safari: the composition has already ended, and only the key code shows that the key belongs
    // to it.
    assert!(!press(false, 229), "Safari would submit the form");
    assert!(press(false, 13));
}
