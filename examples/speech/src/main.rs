//! The minimal page with realtime sessions only. It differs in the crate's features and in the
//! credentials URL.

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
