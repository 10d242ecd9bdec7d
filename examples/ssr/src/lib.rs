//! A voice page with server rendering. The same code runs on both sides: the server renders
//! labelled, disabled controls, and the browser hydrates them.

use leptos::prelude::*;
use leptos_speko::*;

/// The HTML document that the server sends.
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
                <TranscriptFeed>"Rendered on the server."</TranscriptFeed>
                <CallButton />
                <MicToggle />
                <VolumeSlider />
                <MessageInput />
                <AgentState />
                <AudioVisualizer />
                <LevelMeter />
                <details>
                    <summary>"Audio and transcript"</summary>
                    <PreJoin />
                    <MicSelect />
                    <SpeakerSelect />
                    <TranscriptExport />
                    <DebugPanel />
                </details>
                <details>
                    <summary>"The whole conversation in one component, with push to talk"</summary>
                    <VoiceWidget credentials=|| fetch_credentials("/api/conversations")>
                        <PushToTalk />
                    </VoiceWidget>
                </details>
                <CallMediaSession />
            </main>
        </VoiceSession>
    }
}

/// Hydrates the server's HTML in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
