//! `<PushToTalk>` in a real browser.

mod hold;
mod mute;
mod page_key;

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use web_sys::{EventTarget, HtmlElement, KeyboardEvent, KeyboardEventInit};
use web_sys::{PointerEvent, PointerEventInit};

const TALK: &str = "[data-slot=push-to-talk]";

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
