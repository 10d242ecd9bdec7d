mod use_session_status;

use leptos::prelude::*;

use crate::Voice;
use crate::dom::Element;
use crate::session::find_voice;
pub use use_session_status::*;

/// Shows the status of the session, and who is speaking or why the agent is not heard.
///
/// Renders a `span` with `data-slot="status-badge"` and `role="status"`:
///
/// - `data-state` is the status: `disconnected`, `connecting`, `connected` or `disconnecting`;
/// - `data-mode` is `listening`, or `speaking` while a remote participant speaks, heard or not;
/// - `data-connection` is `new`, `good`, `reconnecting` or `lost`.
///
/// Screen readers announce the status only. Who is speaking is audible anyway.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_session_status`](crate::use_session_status).
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::StatusBadge;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <StatusBadge /> }
/// # }
/// ```
#[component]
pub fn StatusBadge(
    /// CSS classes of the badge. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the text. Default: the status, and who is speaking.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (voice, status) = (find_voice(voice), use_session_status(voice));
    let badge = Element::root("span", "status-badge", class)
        .attr("role", "status")
        .attr_fn("data-state", move || voice.status.get().as_str())
        .attr_fn("data-mode", move || voice.mode.get().as_str())
        .attr_fn("data-connection", move || voice.connection.get().as_str());
    match children {
        Some(children) => badge.child(children()),
        None => badge
            .child(Element::new("span").text_fn(move || status.text()))
            .child(
                Element::new("span")
                    .attr("data-slot", "status-mode")
                    .attr("aria-hidden", "true")
                    .text_fn(move || match status.mode_text() {
                        Some(mode_text) => " · ".to_owned() + &mode_text,
                        None => String::new(),
                    }),
            ),
    }
    .into_any()
}
