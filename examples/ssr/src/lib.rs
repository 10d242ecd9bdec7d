//! A voice page that a server renders first. The same code runs on both sides: on the server the controls are labelled
//! and disabled, in the browser they come alive.

use leptos::prelude::*;
use leptos_speko::*;

/// The document, as the server sends it.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>"Rendered on a server · leptos-speko"</title>
                <link rel="icon" href="data:," />
                <link rel="stylesheet" href="/style.css" />
                <HydrationScripts options />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <VoiceSession credentials=|| fetch_credentials("/api/conversations")>
            <main>
                <h1>"Talk to an agent"</h1>
                <StatusBadge />
                <ErrorNotice />
                <ConnectionNotice />
                <StartAudio />
                <TranscriptFeed>"This was here before any script ran."</TranscriptFeed>
                <CallButton />
                <MicToggle />
                <VolumeSlider />
                <MessageInput />
                <AgentState />
                <AudioVisualizer />
                <LevelMeter />
                <details>
                    <summary>"Sound and transcript"</summary>
                    <PreJoin />
                    <MicSelect />
                    <SpeakerSelect />
                    <TranscriptExport />
                    <DebugPanel />
                </details>
                <details>
                    <summary>"All of it in one tag, as a radio"</summary>
                    <VoiceWidget credentials=|| fetch_credentials("/api/conversations")>
                        <PushToTalk />
                    </VoiceWidget>
                </details>
                <PhoneManners />
            </main>
        </VoiceSession>
    }
}

/// The browser takes the server's page over.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
