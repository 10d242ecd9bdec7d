//! A voice page in one component.

use leptos::prelude::*;
use leptos_speko::*;

#[component]
fn App() -> impl IntoView {
    view! {
        <VoiceSession credentials=|| fetch_credentials("/api/conversations")>
            <StatusBadge />
            <ErrorNotice />
            <StartAudio />
            <TranscriptFeed />
            <CallButton />
            <MicToggle />
        </VoiceSession>
    }
}

fn main() {
    mount_to_body(App);
}
