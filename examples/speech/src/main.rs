//! The minimal page over speech to speech alone: what differs are the crate's features and what the backend is asked for.

use leptos::prelude::*;
use leptos_speko::*;

#[component]
fn App() -> impl IntoView {
    view! {
        <VoiceSession credentials=|| fetch_credentials("/api/conversations?mode=s2s")>
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
