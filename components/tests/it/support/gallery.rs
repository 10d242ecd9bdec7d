//! Every component once, for tests of their common behaviour. Add new components to [`every`].

use leptos::prelude::*;
use leptos_speko::*;

type Draw = fn() -> AnyView;

/// Returns the components by slot, with default props.
pub(crate) fn every() -> Vec<(&'static str, Draw)> {
    vec![
        ("call-button", || view! { <CallButton /> }.into_any()),
        ("status-badge", || view! { <StatusBadge /> }.into_any()),
        ("mic-toggle", || view! { <MicToggle /> }.into_any()),
        ("volume-slider", || view! { <VolumeSlider /> }.into_any()),
        ("transcript-feed", || {
            view! { <TranscriptFeed /> }.into_any()
        }),
        ("message-input", || view! { <MessageInput /> }.into_any()),
        ("start-audio", || view! { <StartAudio /> }.into_any()),
        ("transcript-export", || {
            view! { <TranscriptExport /> }.into_any()
        }),
        ("mic-select", || view! { <MicSelect /> }.into_any()),
        ("speaker-select", || view! { <SpeakerSelect /> }.into_any()),
        ("device-notice", || view! { <DeviceNotice /> }.into_any()),
        ("agent-state", || view! { <AgentState /> }.into_any()),
        ("push-to-talk", || {
            view! { <PushToTalk /><PushToTalk latch=true /> }.into_any()
        }),
        ("pre-join", || view! { <PreJoin /> }.into_any()),
        ("voice-widget", || {
            view! { <VoiceWidget /><VoiceWidget variant=WidgetVariant::Floating /> }.into_any()
        }),
        ("level-meter", || view! { <LevelMeter /> }.into_any()),
        ("audio-visualizer", || {
            view! { <AudioVisualizer /><AudioVisualizer variant=VisualizerVariant::Orb label="⟦voice⟧" /> }
                .into_any()
        }),
        ("call-media-session", || {
            view! { <CallMediaSession /> }.into_any()
        }),
        ("debug-panel", || view! { <DebugPanel /> }.into_any()),
        ("connection-notice", || {
            view! { <ConnectionNotice /> }.into_any()
        }),
        ("error-notice", || view! { <ErrorNotice /> }.into_any()),
    ]
}

/// Sets a language in which each phrase is its key in brackets.
pub(crate) fn speak_in_keys() {
    provide_phrases(|phrase, _| Some(bracketed(phrase.key)));
}

pub(crate) fn bracketed(key: &str) -> String {
    ["⟦", key, "⟧"].concat()
}

/// Returns the letters of a text that are not in brackets.
pub(crate) fn untranslated(text: &str) -> String {
    let mut rest = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '⟦' => depth += 1,
            '⟧' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    rest.retain(char::is_alphabetic);
    rest
}

/// The attributes that users read or hear.
pub(crate) const SPOKEN: [&str; 8] = [
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "placeholder",
    "title",
    "alt",
    "label",
];
