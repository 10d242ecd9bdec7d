//! The full call, with the development server.

use leptos::prelude::*;
use leptos_speko::*;

use crate::event_log::{EventLog, event_list};
use crate::frame::Masthead;
use crate::transport::{
    Interrupt, TransportChoice, credentials_url, offer_tools, transport_from_url,
};

#[component]
pub(crate) fn Call() -> impl IntoView {
    let log = EventLog::new();
    let transport = RwSignal::new(transport_from_url());
    view! {
        <VoiceSession
            credentials=move || fetch_credentials(credentials_url(transport.get_untracked()))
            on_event=move |event| log.add(&event)
        >
            <div class="call">
                <Masthead here="/" />
                <Page transport />
                {event_list(log)}
            </div>
        </VoiceSession>
    }
}

#[component]
fn Page(transport: RwSignal<Transport>) -> impl IntoView {
    offer_tools();
    view! {
        <main>
            <div class="lead">
                <h1>"Say something."</h1>
                <AudioVisualizer variant=VisualizerVariant::Orb class="presence" />
                <p class="hint">
                    "Press Start and allow the microphone: the agent greets you, listens, and plays your words back. "
                    {move || match transport.get() {
                        Transport::Realtime => {
                            view! { "Speak to interrupt it. A single short word makes it call a tool of this page." }
                                .into_any()
                        }
                        _ => {
                            view! { "Or type; " <b>"goodbye"</b> " makes it hang up." }.into_any()
                        }
                    }}
                </p>
                <div class="line"><StatusBadge /> <AgentState announce=false /></div>
                <TransportChoice transport />
            </div>
            <ErrorNotice />
            <ConnectionNotice />
            <StartAudio />
            <DeviceNotice />
            <CallMediaSession title="Talk to an agent" />
            <TranscriptFeed class="feed">
                <p>"Your words and the agent's appear here."</p>
            </TranscriptFeed>
            <div class="controls" role="group" aria-label="Call controls">
                <CallButton />
                <div class="voice"><MicToggle /> <LevelMeter /></div>
                <Interrupt />
                <VolumeSlider />
                {has_push_to_talk().then(|| view! { <PushToTalk key="KeyT" /> })}
            </div>
            <MessageInput />
            <details class="more">
                <summary>"Devices and transcript"</summary>
                <div>
                    <MicSelect />
                    <SpeakerSelect />
                    <TranscriptExport file_name="conversation" />
                </div>
            </details>
        </main>
    }
}

/// Whether the URL asks for push to talk: `?push-to-talk`.
fn has_push_to_talk() -> bool {
    let search = window().location().search().unwrap_or_default();
    search.contains("push-to-talk")
}
