use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use speko_client::{SpekoClientError, Status};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::Voice;
use crate::dom::{Element, When};
use crate::voice::find_voice;

/// A line to type instead of speaking. Enter sends, but not the Enter that ends a composition (Japanese, Chinese,
/// Korean). What cannot be sent stays in the field.
///
/// `data-slot="message-input"`; `data-state` is `ready`, `disabled` while there is no conversation, or `error` when
/// the text could not be sent.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::MessageInput;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <MessageInput placeholder="Ask anything" /> }
/// # }
/// ```
#[component]
pub fn MessageInput(
    /// Classes for the form.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// What the empty field shows.
    #[prop(default = "Type a message")]
    placeholder: &'static str,
    /// Replaces what is in the send button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = find_voice(voice);
    let error = RwSignal::new(None::<SpekoClientError>);
    let closed = move || !voice.ready.get() || voice.status.get() != Status::Connected;
    let send = move |event: web_sys::Event| {
        event.prevent_default();
        let form = event
            .current_target()
            .map(|form| form.unchecked_into::<web_sys::Element>());
        let Some(field) = form.and_then(|form| form.first_element_child()) else {
            return;
        };
        let field = field.unchecked_into::<HtmlInputElement>();
        let text = field.value();
        if text.trim().is_empty() {
            return;
        }
        let sent = voice.send_user_message(&text);
        if sent.is_ok() {
            field.set_value("");
        }
        error.set(sent.err());
    };
    let field = Element::new("input")
        .with("data-part", "field")
        .with("type", "text")
        .with("aria-label", "Message")
        .with("autocomplete", "off")
        .with("enterkeyhint", "send")
        .with("placeholder", placeholder)
        .flag("disabled", closed)
        .on("keydown", |event| keep_composition(event.unchecked_into()))
        .on("input", move |_| error.set(None));
    let button = Element::new("button")
        .with("data-part", "button")
        .with("type", "submit")
        .flag("disabled", closed);
    let sorry = move || {
        let error = error.get()?;
        let words = error.message().to_owned() + " " + error.advice();
        Some(
            Element::new("p")
                .with("role", "alert")
                .words(move || words.clone())
                .into_any(),
        )
    };
    Element::root("form", "message-input", class)
        .live("data-state", move || {
            match (closed(), error.get().is_some()) {
                (true, _) => "disabled",
                (_, true) => "error",
                _ => "ready",
            }
        })
        .on("submit", send)
        .child(field)
        .child(match children {
            Some(children) => button.child(children()),
            None => button.text("Send"),
        })
        .child(When::new(sorry))
        .into_any()
}

/// The Enter that takes a composition over is not the one that sends. Safari ends the composition before it tells of
/// the key and marks that only by the code 229.
fn keep_composition(event: KeyboardEvent) {
    if event.key() == "Enter" && (event.is_composing() || event.key_code() == 229) {
        event.prevent_default();
    }
}
