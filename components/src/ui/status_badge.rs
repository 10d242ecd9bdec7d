use leptos::prelude::*;
use speko_client::{ConnectionState, DisconnectReason, Mode, Status};

use crate::Voice;
use crate::dom::Element;
use crate::voice::find_voice;

/// Says where the session stands.
///
/// `data-slot="status-badge"`, `role="status"`; `data-state` is the status, `data-mode` who has the floor and
/// `data-connection` how the line is. Screen readers hear the status; who has the floor they hear anyway.
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
    let voice = find_voice(voice);
    let badge = Element::root("span", "status-badge", class)
        .with("role", "status")
        .live("data-state", move || voice.status.get().as_str())
        .live("data-mode", move || voice.mode.get().as_str())
        .live("data-connection", move || voice.connection.get().as_str());
    match children {
        Some(children) => badge.child(children()),
        None => badge
            .child(Element::new("span").words(move || words(voice)))
            .child(
                Element::new("span")
                    .with("data-slot", "status-mode")
                    .with("aria-hidden", "true")
                    .words(move || floor(voice)),
            ),
    }
    .into_any()
}

fn words(voice: Voice) -> &'static str {
    match voice.status.get() {
        Status::Connecting => "Connecting…",
        Status::Connected if voice.connection.get() == ConnectionState::Reconnecting => {
            "Reconnecting…"
        }
        Status::Connected => "Connected",
        Status::Disconnecting => "Ending…",
        Status::Disconnected => match voice.ended.get() {
            None => "Not connected",
            Some(DisconnectReason::User) => "Ended",
            Some(DisconnectReason::Agent) => "The agent hung up",
            Some(_) => "Disconnected",
        },
    }
}

fn floor(voice: Voice) -> &'static str {
    match (voice.status.get(), voice.mode.get()) {
        (Status::Connected, Mode::Listening) => " · listening",
        (Status::Connected, Mode::Speaking) => " · agent speaking",
        _ => "",
    }
}
