mod use_message_composer;

use std::borrow::Cow;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::dom::{Element, ShowIf};
use crate::{Phrases, Voice, phrases};
pub use use_message_composer::*;

/// Sends typed turns.
///
/// Enter sends, except for the Enter that ends a composition (Japanese, Chinese, Korean) and for
/// the repeats of a held key. Text that cannot be sent stays in the field. During a reconnect,
/// messages are queued and their number is shown.
///
/// Renders a `form` with `data-slot="message-input"`, a text field and a send button. `data-state`
/// is `ready`, `error` if the text could not be sent, or `disabled` without a conversation. A
/// realtime conversation has no typed messages: `data-state` is `disabled` then, and the empty
/// field shows the reason.
///
/// Without a conversation the field is read-only and `aria-disabled`, not `disabled`. A user who is
/// typing when the call ends keeps the text and the focus.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_message_composer`](crate::use_message_composer).
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
    /// CSS classes of the form. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// The placeholder of the field. Default: [`phrases::MESSAGE_PLACEHOLDER`].
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// Replaces the content of the send button. Default: [`phrases::MESSAGE_SEND`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (composer, words) = (use_message_composer(voice), Phrases::find());
    let closed = move || match composer.closed() {
        true => "true",
        false => "false",
    };
    let send = move |event: web_sys::Event| {
        event.prevent_default();
        let form = event
            .current_target()
            .map(|form| form.unchecked_into::<web_sys::Element>());
        let Some(field) = form.and_then(|form| form.first_element_child()) else {
            return;
        };
        let field = field.unchecked_into::<HtmlInputElement>();
        if composer.send(&field.value()) {
            field.set_value("");
        }
    };
    let field = Element::new("input")
        .attr("data-part", "field")
        .attr("type", "text")
        .phrase_attr("aria-label", words, phrases::MESSAGE)
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "send")
        .attr("dir", "auto")
        .optional_attr_fn("placeholder", move || {
            match (composer.unavailable(), &placeholder) {
                (Some(why), _) => Some(why),
                (None, Some(placeholder)) => {
                    Some(Cow::Owned(placeholder.get().as_str().to_owned()))
                }
                (None, None) => Some(words.say(phrases::MESSAGE_PLACEHOLDER)),
            }
        })
        // Screen readers read the `title` with the field. It also shows a placeholder that is cut
        // off.
        .optional_attr_fn("title", move || composer.unavailable())
        .flag("disabled", move || composer.disabled())
        .flag("readonly", move || composer.closed())
        .attr_fn("aria-disabled", closed)
        .on("keydown", |event| key_down(event.unchecked_into()))
        .on("input", move |_| composer.edited());
    let button = Element::new("button")
        .attr("data-part", "button")
        .attr("type", "submit")
        .flag("disabled", move || composer.disabled())
        .attr_fn("aria-disabled", closed);
    let sorry = move || {
        composer.problem()?;
        Some(
            Element::new("p")
                .attr("role", "alert")
                .text_fn(move || composer.problem().unwrap_or_default())
                .into_any(),
        )
    };
    let waiting = move || {
        composer.queued()?;
        Some(
            Element::new("p")
                .attr("role", "status")
                .attr("data-part", "queued")
                .text_fn(move || composer.queued().unwrap_or_default())
                .into_any(),
        )
    };
    Element::root("form", "message-input", class)
        .attr_fn("data-state", move || composer.state())
        .on("submit", send)
        .child(field)
        .child(match children {
            Some(children) => button.child(children()),
            None => button.phrase(words, phrases::MESSAGE_SEND),
        })
        .child(ShowIf::new(sorry))
        .child(ShowIf::new(waiting))
        .into_any()
}

/// Prevents an Enter from sending that ends a composition or is the repeat of a held key.
fn key_down(event: KeyboardEvent) {
    if event.key() == "Enter" && (event.repeat() || is_composing(&event)) {
        event.prevent_default();
    }
}
