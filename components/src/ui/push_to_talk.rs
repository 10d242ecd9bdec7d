use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use crate::dom::{Element, Listener};
use crate::hooks::hold::By;
use crate::voice::find_voice;
use crate::{Phrases, UsePushToTalk, Voice, is_composing, phrases, use_push_to_talk};

/// The button that opens the microphone while it is held: by a pointer, or by Space or Enter while it has the focus.
///
/// While it is in the page the microphone is muted unless it is held, or somebody else unmutes: then one talks until the
/// next press. When it goes, the microphone is as it was before.
/// It lets go when the pointer is cancelled or captured away, when the button or the window loses the focus, when the
/// page is hidden, when somebody else mutes, and when the conversation ends. A press while no conversation is open is
/// no press: nothing is sent then, nor once it opens. A press without a length (a screen reader's, or by voice) begins
/// or ends talking.
///
/// `data-slot="push-to-talk"`; `data-state` is `idle`, `talking` or `unavailable`, `aria-pressed` whether one talks.
/// Without a conversation it is `aria-disabled`, not `disabled`, so that it can keep the focus.
///
/// Headless: [`use_push_to_talk`].
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::PushToTalk;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <PushToTalk key="KeyT" latch=true /> }
/// # }
/// ```
#[component]
pub fn PushToTalk(
    /// Classes for the button.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// A key that works on the whole page, by its `KeyboardEvent.code` such as `Space` or `KeyT`. It is left alone in
    /// fields, together with Ctrl, Alt, Shift or Meta, and where Space or Enter would press something else.
    #[prop(optional)]
    key: Option<&'static str>,
    /// A tap shorter than 300 ms opens the microphone until the next press.
    #[prop(optional)]
    latch: bool,
    /// Replaces the text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    let talk = use_push_to_talk(Some(voice), latch);
    let button = Element::button("push-to-talk", class)
        .with("data-icon", "")
        .live_text("aria-label", move || Some(talk.label()))
        .live_text("aria-description", move || Some(talk.how()))
        .live("data-state", move || talk.state())
        .live("aria-pressed", move || yes(talk.talking()))
        .live("aria-disabled", move || yes(!talk.available()))
        .flag("disabled", move || !voice.ready.get())
        .on("pointerdown", move |event| pointer_down(talk, &event))
        .on("pointerup", move |event| {
            if is_first(event.unchecked_ref()) {
                talk.release_by(By::Pointer);
            }
        })
        .on("pointercancel", move |_| lose_pointer(talk))
        .on("lostpointercapture", move |_| lose_pointer(talk))
        .on("blur", move |_| talk.lose())
        .on("keydown", move |event| key_down(talk, &event))
        .on("keyup", move |event| key_up(talk, &event))
        .on("contextmenu", |event| event.prevent_default())
        .on("click", move |event| {
            // Keys make none here: this one is of no hand.
            if event.unchecked_ref::<PointerEvent>().detail() == 0 {
                talk.toggle();
            }
        })
        .setup(move |_| key.map(|key| on_the_page(talk, key)));
    match children {
        Some(children) => button.child(children()),
        None => button.words(move || match talk.talking() {
            true => words.say(phrases::PUSH_TO_TALK_TALKING),
            false => talk.label(),
        }),
    }
    .into_any()
}

fn yes(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

/// Neither a second finger nor another button than the first.
fn is_first(event: &PointerEvent) -> bool {
    event.is_primary() && event.button() == 0
}

fn pointer_down(talk: UsePushToTalk, event: &web_sys::Event) {
    let pointer = event.unchecked_ref::<PointerEvent>();
    if !is_first(pointer) {
        return;
    }
    if let Some(button) = event.current_target() {
        // A pointer that slides off the button still holds it. Fails for one that is up already.
        let button = button.unchecked_into::<web_sys::Element>();
        let _ = button.set_pointer_capture(pointer.pointer_id());
    }
    talk.press_by(By::Pointer);
}

fn lose_pointer(talk: UsePushToTalk) {
    if talk.is_held_by(By::Pointer) {
        talk.lose();
    }
}

/// The keys that press a button.
fn pressing(event: &KeyboardEvent) -> Option<By> {
    match event.key().as_str() {
        " " => Some(By::Key(" ")),
        "Enter" => Some(By::Key("Enter")),
        _ => None,
    }
}

fn is_changed(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key()
}

fn key_down(talk: UsePushToTalk, event: &web_sys::Event) {
    let key = event.unchecked_ref::<KeyboardEvent>();
    if let Some(by) = pressing(key).filter(|_| !is_changed(key)) {
        // Nor a click, nor a scroll.
        event.prevent_default();
        if !key.repeat() {
            talk.press_by(by);
        }
    }
}

fn key_up(talk: UsePushToTalk, event: &web_sys::Event) {
    if let Some(by) = pressing(event.unchecked_ref()) {
        event.prevent_default();
        talk.release_by(by);
    }
}

fn on_the_page(talk: UsePushToTalk, code: &'static str) -> [Listener; 2] {
    let by = By::Key(code);
    let down = move |event: web_sys::Event| {
        let key = event.unchecked_ref::<KeyboardEvent>();
        if is_changed(key) {
            // With Meta down, a Mac never tells that the key came up.
            if talk.is_held_by(by) {
                talk.lose();
            }
        } else if key.code() == code && !event.default_prevented() && !belongs_to_another(key) {
            event.prevent_default();
            if !key.repeat() {
                talk.press_by(by);
            }
        }
    };
    let up = move |event: web_sys::Event| {
        if event.unchecked_ref::<KeyboardEvent>().code() == code {
            talk.release_by(by);
        }
    };
    let page = document();
    [
        Listener::new(&page, "keydown", Box::new(down)),
        Listener::new(&page, "keyup", Box::new(up)),
    ]
}

/// Whether the key is typed into a field, or presses what has the focus.
fn belongs_to_another(event: &KeyboardEvent) -> bool {
    let target = event.target();
    let Some(element) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let takes = match pressing(event) {
        Some(_) => "input,textarea,select,button,summary,a[href],[role=button],[role=textbox]",
        None => "input,textarea,select,[role=textbox]",
    };
    is_composing(event)
        || element.is_content_editable()
        || element.closest(takes).is_ok_and(|found| found.is_some())
}
