mod use_connection_notice;

use leptos::prelude::*;

use crate::dom::{Element, ShowIf};
use crate::{Phrases, Voice, phrases};
pub use use_connection_notice::*;

/// Shows that the connection was lost and is being re-established, with buttons to retry now and to
/// end the conversation.
///
/// It is in the page only during a reconnect. It shows the number of the attempt and how many typed
/// messages are queued. The style sheet of this crate hides it for the first 0.8 s, so short
/// interruptions are not visible.
///
/// Renders a `div` with `data-slot="connection-notice"`; `data-state` is `reconnecting`. Screen
/// readers announce the lost connection, but not each attempt. If the notice has the focus when it
/// is removed, the focus moves to the call button, or else to the transcript.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_connection_notice`](crate::use_connection_notice).
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::ConnectionNotice;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <ConnectionNotice /> }
/// # }
/// ```
#[component]
pub fn ConnectionNotice(
    /// CSS classes of the notice. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the content. Default: what happened, the attempt, the queue and both buttons.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let (line, words) = (use_connection_notice(voice), Phrases::find());
    let is_reconnecting = Memo::new(move |_| line.is_reconnecting());
    ShowIf::new(move || {
        if !is_reconnecting.get() {
            return None;
        }
        let root = Element::root("div", "connection-notice", class.clone())
            .attr("data-state", "reconnecting");
        if let Some(children) = &children {
            return Some(root.child(children()).into_any());
        }
        let sentence = Element::new("strong")
            .attr("role", "status")
            .phrase(words, phrases::CONNECTION_LOST);
        let attempt = Element::new("p")
            .attr("aria-hidden", "true")
            .text_fn(move || line.attempt().unwrap_or_default());
        let queued = Element::new("p").text_fn(move || line.queued().unwrap_or_default());
        Some(
            root.child(sentence)
                .child(attempt)
                .child(queued)
                .child(
                    Element::inner_button()
                        .on("click", move |_| line.retry())
                        .phrase(words, phrases::CONNECTION_RETRY),
                )
                .child(
                    Element::inner_button()
                        .on("click", move |_| line.end())
                        .phrase(words, phrases::CONNECTION_END),
                )
                .into_any(),
        )
    })
}
