mod ptt_state;
mod use_push_to_talk;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use crate::dom::{Element, Listener};
use crate::session::find_voice;
use crate::{Phrases, Voice, is_composing, phrases};
use ptt_state::HoldSource;
pub use use_push_to_talk::*;

/// Opens the microphone while the button is held, by a pointer or by Space or Enter while it has
/// the focus.
///
/// While it is in the page, the microphone is muted unless the button is held. If something else
/// unmutes it during a conversation, such as [`MicToggle`](crate::MicToggle), it stays open until
/// the next press. When the component is unmounted, the microphone stays muted in this
/// conversation, and the next one has the earlier mute state.
///
/// A hold ends when:
///
/// - the pointer is cancelled or loses its capture;
/// - the button or the window loses the focus;
/// - the page is hidden;
/// - something else mutes the microphone, or the microphone fails;
/// - the conversation ends.
///
/// Latched talking ends for the last three reasons only, or with the next press.
///
/// A press outside a conversation has no effect, even if a conversation opens before the release. A
/// click without a hold (by a screen reader or voice control) starts or ends talking.
///
/// Renders a `button` with `data-slot="push-to-talk"`. `data-state` is `idle`, `talking` or
/// `unavailable`; `aria-pressed` is `true` while talking. Without a conversation it is
/// `aria-disabled`, not `disabled`, so that it can keep the focus.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_push_to_talk`](crate::use_push_to_talk).
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
    /// CSS classes of the button. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// A key that works on the whole page, as a `KeyboardEvent.code` such as `Space` or `KeyT`.
    /// Default: none. It is ignored in text fields, with Ctrl, Alt, Shift or Meta, and where Space
    /// or Enter activates the focused element.
    #[prop(optional)]
    key: Option<&'static str>,
    /// Whether a tap shorter than 300 ms opens the microphone until the next press. Default:
    /// `false`.
    #[prop(optional)]
    latch: bool,
    /// Replaces the button's text. Default: its label, or [`phrases::PUSH_TO_TALK_TALKING`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    let talk = use_push_to_talk(Some(voice), latch);
    let button = Element::button("push-to-talk", class)
        .attr("data-icon", "")
        .optional_attr_fn("aria-label", move || Some(talk.label()))
        .optional_attr_fn("aria-description", move || Some(talk.instructions()))
        .attr_fn("data-state", move || talk.state())
        .attr_fn("aria-pressed", move || yes(talk.talking()))
        .attr_fn("aria-disabled", move || yes(!talk.available()))
        .flag("disabled", move || !voice.ready.get())
        .on("pointerdown", move |event| pointer_down(talk, &event))
        .on("pointerup", move |event| {
            if is_first(event.unchecked_ref()) {
                talk.release_by(HoldSource::Pointer);
            }
        })
        .on("pointercancel", move |_| lose_pointer(talk))
        .on("lostpointercapture", move |_| lose_pointer(talk))
        .on("blur", move |_| talk.cancel_hold())
        .on("keydown", move |event| key_down(talk, &event))
        .on("keyup", move |event| key_up(talk, &event))
        .on("contextmenu", |event| event.prevent_default())
        .on("click", move |event| {
            // Keys cause no click here, so this one comes from assistive technology.
            if event.unchecked_ref::<PointerEvent>().detail() == 0 {
                talk.toggle();
            }
        })
        .setup(move |_| key.map(|key| on_the_page(talk, key)));
    match children {
        Some(children) => button.child(children()),
        None => button.text_fn(move || match talk.talking() {
            true => words.say(phrases::PUSH_TO_TALK_TALKING),
            false => talk.label(),
        }),
    }
    .into_any()
}

fn yes(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

/// Returns whether the event is from the first pointer and its main button.
fn is_first(event: &PointerEvent) -> bool {
    event.is_primary() && event.button() == 0
}

fn pointer_down(talk: UsePushToTalk, event: &web_sys::Event) {
    let pointer = event.unchecked_ref::<PointerEvent>();
    if !is_first(pointer) {
        return;
    }
    if let Some(button) = event.current_target() {
        // Pointer capture keeps the hold when the pointer slides off the button.
        // It fails if the pointer is already up.
        let button = button.unchecked_into::<web_sys::Element>();
        let _ = button.set_pointer_capture(pointer.pointer_id());
    }
    talk.press_by(HoldSource::Pointer);
}

fn lose_pointer(talk: UsePushToTalk) {
    if talk.is_held_by(HoldSource::Pointer) {
        talk.cancel_hold();
    }
}

/// Returns the held key, if it is one that activates a button.
fn pressing(event: &KeyboardEvent) -> Option<HoldSource> {
    match event.key().as_str() {
        " " => Some(HoldSource::Key(" ")),
        "Enter" => Some(HoldSource::Key("Enter")),
        _ => None,
    }
}

fn is_changed(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key()
}

fn key_down(talk: UsePushToTalk, event: &web_sys::Event) {
    let key = event.unchecked_ref::<KeyboardEvent>();
    if let Some(by) = pressing(key).filter(|_| !is_changed(key)) {
        // Prevents the click, and scrolling by Space.
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
    let by = HoldSource::Key(code);
    let down = move |event: web_sys::Event| {
        let key = event.unchecked_ref::<KeyboardEvent>();
        if is_changed(key) {
            // macOS emits no `keyup` for a key that is released while Meta is down.
            if talk.is_held_by(by) {
                talk.cancel_hold();
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

/// Returns whether the key is typed into a field or activates the focused element.
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
