//! What is in the specimen book.

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
            "Starts, cancels while connecting, and ends. One button, so that the focus stays where it is.",
            "<CallButton />",
            [Idle, Connecting, Listening],
            false,
            view! { <CallButton /> }
        ),
        plate!(
            "StatusBadge",
            "status-badge",
            "Where the session stands, who has the floor, how the line is.",
            "<StatusBadge />",
            [Idle, Connecting, Listening, Speaking, Reconnecting, Ended],
            false,
            view! { <StatusBadge /> }
        ),
        plate!(
            "AgentState",
            "agent-state",
            "What the agent is doing, in words. Only states that last are read out.",
            "<AgentState />",
            [Listening, Thinking, Speaking],
            false,
            view! { <AgentState announce=false /> }
        ),
        plate!(
            "MicToggle",
            "mic-toggle",
            "Mutes, and shows what the microphone really does.",
            "<MicToggle />",
            [Idle, Listening, Muted, MicBlocked],
            false,
            view! { <MicToggle /> }
        ),
        plate!(
            "PushToTalk",
            "push-to-talk",
            "Held by pointer or key, the microphone is open; let go, it is not. A tap may latch it.",
            "<PushToTalk key=\"KeyT\" />",
            [Idle, Listening],
            false,
            view! { <PushToTalk /> }
        ),
        plate!(
            "VolumeSlider",
            "volume-slider",
            "The agent's loudness, before and during a call.",
            "<VolumeSlider />",
            [Listening],
            false,
            view! { <VolumeSlider /> }
        ),
        plate!(
            "TranscriptFeed",
            "transcript-feed",
            "One row a turn, words appearing while they are spoken. It follows the talk and yields to the reader.",
            "<TranscriptFeed />",
            [Idle, Speaking],
            true,
            view! { <TranscriptFeed /> }
        ),
        plate!(
            "MessageInput",
            "message-input",
            "A typed turn. Enter sends, but not the Enter that ends a composition.",
            "<MessageInput />",
            [Idle, Listening],
            true,
            view! { <MessageInput /> }
        ),
        plate!(
            "TranscriptExport",
            "transcript-export",
            "Text, Markdown, JSON or WebVTT, copied or saved, also after the call.",
            "<TranscriptExport />",
            [Idle, Ended],
            true,
            view! { <TranscriptExport /> }
        ),
        plate!(
            "MicSelect",
            "mic-select",
            "The microphone, before and during a call. Unplugged, the default stands in until it is back.",
            "<MicSelect />",
            [Listening],
            true,
            view! { <MicSelect /> }
        ),
        plate!(
            "SpeakerSelect",
            "speaker-select",
            "The loudspeaker, where the browser lets one choose.",
            "<SpeakerSelect />",
            [Listening],
            true,
            view! { <SpeakerSelect /> }
        ),
        plate!(
            "StartAudio",
            "start-audio",
            "In the page only while the browser holds the agent's sound back.",
            "<StartAudio />",
            [AudioBlocked],
            false,
            view! { <StartAudio /> }
        ),
        plate!(
            "ConnectionNotice",
            "connection-notice",
            "The line broke and is being mended: which attempt it is, what waits, try now, or end.",
            "<ConnectionNotice />",
            [Reconnecting],
            false,
            view! { <ConnectionNotice /> }
        ),
        plate!(
            "ErrorNotice",
            "error-notice",
            "What went wrong, whose fault it is, and what to do.",
            "<ErrorNotice />",
            [Failed],
            true,
            view! { <ErrorNotice /> }
        ),
        plate!(
            "AudioVisualizer",
            "audio-visualizer",
            "What is heard, as bars or an orb: one loop and one analyser, still for who wants less motion.",
            "<AudioVisualizer variant=VisualizerVariant::Orb />",
            [Idle, Listening, Thinking, Speaking],
            false,
            view! { <AudioVisualizer variant=VisualizerVariant::Orb /> <AudioVisualizer /> }
        ),
        plate!(
            "LevelMeter",
            "level-meter",
            "How loud one side is: does it hear me?",
            "<LevelMeter side=Source::User />",
            [Listening, Muted],
            true,
            view! { <LevelMeter /> }
        ),
        plate!(
            "PreJoin",
            "pre-join",
            "Browser, permission, microphone and loudspeaker, tried before the call. Nothing is opened before a press.",
            "<PreJoin />",
            [Idle],
            true,
            view! { <PreJoin /> }
        ),
        plate!(
            "DebugPanel",
            "debug-panel",
            "Events, states and the line while it lasts, and a report without secrets to attach to a question.",
            "<DebugPanel />",
            [Listening],
            true,
            view! { <DebugPanel /> }
        ),
    ]
}
