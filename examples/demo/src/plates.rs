//! The entries of the component gallery.

use leptos::prelude::*;
use leptos_speko::*;

use crate::gallery::PlateOf;

macro_rules! plate {
    ($name:literal, $slot:literal, $about:literal, $code:literal, [$($still:ident),*], $wide:literal, $view:expr) => {
        PlateOf {
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

pub(crate) fn plates() -> Vec<PlateOf> {
    vec![
        plate!(
            "CallButton",
            "call-button",
            "Starts and ends the call, or cancels it while connecting. It is one button, so it keeps the focus.",
            "<CallButton />",
            [Idle, Connecting, Listening],
            false,
            view! { <CallButton /> }
        ),
        plate!(
            "StatusBadge",
            "status-badge",
            "Status, who is speaking, connection state.",
            "<StatusBadge />",
            [Idle, Connecting, Listening, Speaking, Reconnecting, Ended],
            false,
            view! { <StatusBadge /> }
        ),
        plate!(
            "AgentState",
            "agent-state",
            "What the agent is doing. Screen readers announce only states that last.",
            "<AgentState />",
            [Listening, Thinking, Speaking],
            false,
            view! { <AgentState announce=false /> }
        ),
        plate!(
            "MicToggle",
            "mic-toggle",
            "Mutes the microphone and shows its actual state.",
            "<MicToggle />",
            [Idle, Listening, Muted, MicBlocked],
            false,
            view! { <MicToggle /> }
        ),
        plate!(
            "PushToTalk",
            "push-to-talk",
            "Unmutes the microphone while a pointer or key holds it down. A tap can latch it.",
            "<PushToTalk key=\"KeyT\" />",
            [Idle, Listening],
            false,
            view! { <PushToTalk /> }
        ),
        plate!(
            "VolumeSlider",
            "volume-slider",
            "The agent's volume, before and during a call.",
            "<VolumeSlider />",
            [Listening],
            false,
            view! { <VolumeSlider /> }
        ),
        plate!(
            "TranscriptFeed",
            "transcript-feed",
            "One row per turn; words appear as they are spoken. It scrolls with the conversation until the user scrolls up.",
            "<TranscriptFeed />",
            [Idle, Speaking],
            true,
            view! { <TranscriptFeed /> }
        ),
        plate!(
            "MessageInput",
            "message-input",
            "Sends a typed turn. Enter sends it, except while an input method composes.",
            "<MessageInput />",
            [Idle, Listening],
            true,
            view! { <MessageInput /> }
        ),
        plate!(
            "TranscriptExport",
            "transcript-export",
            "Copies or saves the transcript as text, Markdown, JSON or WebVTT, also after the call.",
            "<TranscriptExport />",
            [Idle, Ended],
            true,
            view! { <TranscriptExport /> }
        ),
        plate!(
            "MicSelect",
            "mic-select",
            "Selects the microphone, before and during a call. While it is unplugged, the default is used.",
            "<MicSelect />",
            [Listening],
            true,
            view! { <MicSelect /> }
        ),
        plate!(
            "SpeakerSelect",
            "speaker-select",
            "Selects the loudspeaker, in browsers that support it.",
            "<SpeakerSelect />",
            [Listening],
            true,
            view! { <SpeakerSelect /> }
        ),
        plate!(
            "StartAudio",
            "start-audio",
            "Rendered only while the browser blocks the agent's audio.",
            "<StartAudio />",
            [AudioBlocked],
            false,
            view! { <StartAudio /> }
        ),
        plate!(
            "ConnectionNotice",
            "connection-notice",
            "The connection was lost: shows the attempt and queued messages, and can retry now or end the call.",
            "<ConnectionNotice />",
            [Reconnecting],
            false,
            view! { <ConnectionNotice /> }
        ),
        plate!(
            "ErrorNotice",
            "error-notice",
            "What went wrong, what caused it, and what to do.",
            "<ErrorNotice />",
            [Failed],
            true,
            view! { <ErrorNotice /> }
        ),
        plate!(
            "AudioVisualizer",
            "audio-visualizer",
            "Audio as bars or an orb, with one loop and one analyser. Static if the user prefers reduced motion.",
            "<AudioVisualizer variant=VisualizerVariant::Orb />",
            [Idle, Listening, Thinking, Speaking],
            false,
            view! { <AudioVisualizer variant=VisualizerVariant::Orb /> <AudioVisualizer /> }
        ),
        plate!(
            "LevelMeter",
            "level-meter",
            "The level of one side, for example to see that the microphone works.",
            "<LevelMeter side=Source::User />",
            [Listening, Muted],
            true,
            view! { <LevelMeter /> }
        ),
        plate!(
            "PreJoin",
            "pre-join",
            "Tests browser, permission, microphone and loudspeaker before the call. No device is opened before a click.",
            "<PreJoin />",
            [Idle],
            true,
            view! { <PreJoin /> }
        ),
        plate!(
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
