//! A voice page in one component.

use leptos::prelude::*;
use leptos_speko::*;

/// The credentials decide what kind of conversation it is.
const CREDENTIALS: &str = if cfg!(feature = "webrtc") {
    "/api/conversations"
} else {
    "/api/conversations?mode=s2s"
};

#[component]
fn App() -> impl IntoView {
    view! {
        <VoiceSession credentials=|| fetch_credentials(CREDENTIALS)>
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
