//! Level meters on a server: rendered, labelled, idle.

use leptos::prelude::*;
use leptos_speko::*;

use super::in_session;

fn has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn level_meter_renders_at_zero_with_a_label_for_its_side() {
    let html = in_session(|| view! { <LevelMeter class="mine" /> }.into_any());
    has(
        &html,
        &[
            "data-slot=\"level-meter\"",
            "class=\"mine\"",
            "data-side=\"user\"",
            "data-state=\"idle\"",
            "role=\"meter\"",
            "aria-label=\"Microphone level\"",
            "aria-valuemin=\"0\"",
            "aria-valuemax=\"100\"",
            "aria-valuenow=\"0\"",
            "data-slot=\"level\"",
        ],
    );
    let html =
        in_session(|| view! { <LevelMeter side=Source::Agent>"Mine"</LevelMeter> }.into_any());
    has(&html, &["data-side=\"agent\"", "Agent audio level", "Mine"]);
    assert!(!html.contains("data-slot=\"level\""), "{html}");
}

#[test]
fn visualizer_is_aria_hidden_unless_it_has_a_label() {
    let html = in_session(|| view! { <AudioVisualizer /> }.into_any());
    has(
        &html,
        &[
            "data-slot=\"audio-visualizer\"",
            "data-variant=\"bars\"",
            "data-side=\"agent\"",
            "data-state=\"idle\"",
            "aria-hidden=\"true\"",
        ],
    );
    let html = in_session(|| {
        view! { <AudioVisualizer variant=VisualizerVariant::Orb label="Voice" /> }.into_any()
    });
    has(
        &html,
        &[
            "data-variant=\"orb\"",
            "role=\"img\"",
            "aria-label=\"Voice\"",
            "data-slot=\"orb\"",
        ],
    );
    assert!(!html.contains("aria-hidden"), "{html}");
}

#[test]
fn bar_count_is_clamped_to_5_through_24() {
    for (asked, given) in [(0, 5), (5, 5), (13, 13), (24, 24), (1000, 24)] {
        let html = in_session(move || view! { <AudioVisualizer bars=asked /> }.into_any());
        assert_eq!(html.matches("data-slot=\"bar\"").count(), given, "{asked}");
    }
}

#[test]
fn level_meter_renders_the_state_of_each_still() {
    for (still, state) in [
        (Still::Idle, "idle"),
        (Still::Connecting, "connecting"),
        (Still::Speaking, "speaking"),
        (Still::Muted, "muted"),
        (Still::Ended, "ended"),
        (Still::Failed, "error"),
    ] {
        let html = Owner::new().with(|| {
            view! { <ScriptedSession script=Script::still(still)><LevelMeter /></ScriptedSession> }
                .into_view()
                .to_html()
        });
        has(&html, &[&["data-state=\"", state, "\""].concat()]);
    }
}
