//! The entries of the component gallery.

use leptos::prelude::*;
use leptos_speko::*;

use crate::gallery::Entry;

macro_rules! entry {
    ($name:literal, $slot:literal, $about:literal, $code:literal, [$($still:ident),*], $wide:literal, $view:expr) => {
        Entry {
            name: $name,
            slot: $slot,
            about: $about,
            code: $code,
            stills: &[$(Still::$still),*],
            wide: $wide,
            draw: || $view.into_any(),
        }
    };
}

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        entry!(
            "CallButton",
            "call-button",
            "Starts and ends the call, or cancels it while connecting. It is one button, so it keeps the focus.",
            "<CallButton />",
            [Idle, Connecting, Listening],
            false,
            view! { <CallButton /> }
        ),
        entry!(
            "StatusBadge",
            "status-badge",
            "Status, who is speaking, connection state.",
            "<StatusBadge />",
            [Idle, Connecting, Listening, Speaking, Reconnecting, Ended],
            false,
            view! { <StatusBadge /> }
        ),
        entry!(
            "AgentState",
            "agent-state",
            "What the agent is doing. Screen readers announce only states that last.",
            "<AgentState />",
            [Listening, Thinking, Speaking],
            false,
            view! { <AgentState announce=false /> }
        ),
        entry!(
            "MicToggle",
            "mic-toggle",
            "Mutes the microphone and shows its actual state.",
            "<MicToggle />",
            [Idle, Listening, Muted, MicBlocked],
            false,
            view! { <MicToggle /> }
        ),
        entry!(
            "PushToTalk",
            "push-to-talk",
            "Unmutes the microphone while a pointer or key holds it down. A tap can latch it.",
            "<PushToTalk key=\"KeyT\" />",
            [Idle, Listening],
            false,
            view! { <PushToTalk /> }
        ),
        entry!(
            "VolumeSlider",
            "volume-slider",
            "The agent's volume, before and during a call.",
            "<VolumeSlider />",
            [Listening],
            false,
            view! { <VolumeSlider /> }
        ),
        entry!(
            "TranscriptFeed",
            "transcript-feed",
            "One row per turn; words appear as they are spoken. It scrolls with the conversation until the user scrolls up.",
            "<TranscriptFeed />",
            [Idle, Speaking],
            true,
            view! { <TranscriptFeed /> }
        ),
        entry!(
            "MessageInput",
            "message-input",
            "Sends a typed turn. Enter sends it, except while an input method composes.",
            "<MessageInput />",
            [Idle, Listening],
            true,
            view! { <MessageInput /> }
        ),
        entry!(
            "TranscriptExport",
            "transcript-export",
            "Copies or saves the transcript as text, Markdown, JSON or WebVTT, also after the call.",
            "<TranscriptExport />",
            [Idle, Ended],
            true,
            view! { <TranscriptExport /> }
        ),
        entry!(
            "MicSelect",
            "mic-select",
            "Selects the microphone, before and during a call. While it is unplugged, the default is used.",
            "<MicSelect />",
            [Listening],
            true,
            view! { <MicSelect /> }
        ),
        entry!(
            "SpeakerSelect",
            "speaker-select",
            "Selects the loudspeaker, in browsers that support it.",
            "<SpeakerSelect />",
            [Listening],
            true,
            view! { <SpeakerSelect /> }
        ),
        entry!(
            "StartAudio",
            "start-audio",
            "Rendered only while the browser blocks the agent's audio.",
            "<StartAudio />",
            [AudioBlocked],
            false,
            view! { <StartAudio /> }
        ),
        entry!(
            "ConnectionNotice",
            "connection-notice",
            "The connection was lost: shows the attempt and queued messages, and can retry now or end the call.",
            "<ConnectionNotice />",
            [Reconnecting],
            false,
            view! { <ConnectionNotice /> }
        ),
        entry!(
            "ErrorNotice",
            "error-notice",
            "What went wrong, what caused it, and what to do.",
            "<ErrorNotice />",
            [Failed],
            true,
            view! { <ErrorNotice /> }
        ),
        entry!(
            "AudioVisualizer",
            "audio-visualizer",
            "Audio as bars or an orb, with one loop and one analyser. Static if the user prefers reduced motion.",
            "<AudioVisualizer variant=VisualizerVariant::Orb />",
            [Idle, Listening, Thinking, Speaking],
            false,
            view! { <AudioVisualizer variant=VisualizerVariant::Orb /> <AudioVisualizer /> }
        ),
        entry!(
            "LevelMeter",
            "level-meter",
            "The level of one side, for example to see that the microphone works.",
            "<LevelMeter side=Source::User />",
            [Listening, Muted],
            true,
            view! { <LevelMeter /> }
        ),
        entry!(
            "PreJoin",
            "pre-join",
            "Tests browser, permission, microphone and loudspeaker before the call. No device is opened before a click.",
            "<PreJoin />",
            [Idle],
            true,
            view! { <PreJoin /> }
        ),
        entry!(
            "DebugPanel",
            "debug-panel",
            "Events, states and connection statistics during a call, and a report without secrets for support requests.",
            "<DebugPanel />",
            [Listening],
            true,
            view! { <DebugPanel /> }
        ),
    ]
}
