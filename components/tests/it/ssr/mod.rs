//! Rendering on a server.

mod components;
mod debug_panel;
mod devices;
mod levels;
mod phrases;
mod transcript_export;

use leptos::prelude::*;
use leptos_speko::*;

fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    owner.with(|| view().into_view().to_html())
}

fn credentials() -> Credentials {
    Credentials::new("wss://media.example", "aa.bb.secret")
}

/// Renders components in a session with [`credentials`].
fn in_session(children: impl FnOnce() -> AnyView + Send + 'static) -> String {
    render(|| view! { <VoiceSession credentials=credentials()>{children()}</VoiceSession> })
}
