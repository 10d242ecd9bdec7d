//! Everything that leptos-speko has, on one page, against the local backend.

mod event_log;

use event_log::{EventLog, event_list};
use leptos::prelude::*;
use leptos_speko::*;

#[component]
fn App() -> impl IntoView {
    let log = EventLog::new();
    view! {
        <VoiceSession
            credentials=|| fetch_credentials("/api/conversations")
            on_event=move |event| log.add(&event)
        >
            <Page log />
        </VoiceSession>
    }
}

#[component]
fn Page(log: EventLog) -> impl IntoView {
    view! {
        <main>
            <header>
                <h1>"Talk to an agent"</h1>
                <StatusBadge />
            </header>
            <p class="hint">
                "Press Start, allow the microphone and say something: the agent repeats it. Or type a message; "
                <b>"goodbye"</b> " makes it hang up."
            </p>
            <ErrorNotice />
            <StartAudio />
            <TranscriptFeed class="feed">
                <p>"Your words and the agent's appear here."</p>
            </TranscriptFeed>
            <div class="controls" role="group" aria-label="Call controls">
                <CallButton />
                <MicToggle />
                <VolumeSlider />
            </div>
            <MessageInput />
        </main>
        {event_list(log)}
    }
}

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}
