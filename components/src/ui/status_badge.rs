use leptos::prelude::*;

use crate::dom::Element;
use crate::voice::find_voice;
use crate::{Voice, use_session_status};

/// Says where the session stands.
///
/// `data-slot="status-badge"`, `role="status"`; `data-state` is the status, `data-mode` who has the floor and
/// `data-connection` how the line is. Screen readers hear the status; who has the floor they hear anyway.
///
/// Headless: [`use_session_status`].
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
    /// Classes for the badge.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (voice, status) = (find_voice(voice), use_session_status(voice));
    let badge = Element::root("span", "status-badge", class)
        .with("role", "status")
        .live("data-state", move || voice.status.get().as_str())
        .live("data-mode", move || voice.mode.get().as_str())
        .live("data-connection", move || voice.connection.get().as_str());
    match children {
        Some(children) => badge.child(children()),
        None => badge
            .child(Element::new("span").words(move || status.text()))
            .child(
                Element::new("span")
                    .with("data-slot", "status-mode")
                    .with("aria-hidden", "true")
                    .words(move || match status.floor() {
                        Some(floor) => " · ".to_owned() + &floor,
                        None => String::new(),
                    }),
            ),
    }
    .into_any()
}
