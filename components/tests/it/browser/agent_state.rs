//! `<AgentState>`: shows each state at once, and announces it only when it lasts.

use crate::support::gallery::every;
use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn shows_reported_agent_state_or_derives_it_from_status_and_mode() {
    let page = open(idle, |_| view! { <AgentState /> }).await;
    let state = || page.state("agent-state");
    assert_eq!(state(), "unknown");
    page.emit(Event::Status(Status::Connecting)).await;
    assert_eq!(state(), "initializing");
    page.emit(Event::Status(Status::Connected)).await;
    assert_eq!(state(), "listening");
    page.emit(Event::Mode(Mode::Speaking)).await;
    assert_eq!(state(), "speaking");
    for announced in ["initializing", "idle", "listening", "thinking", "speaking"] {
        let event = Event::AgentState(client::AgentState::parse(announced));
        page.emit(event).await;
        assert_eq!(state(), announced);
    }
    page.emit(Event::AgentState(client::AgentState::Thinking))
        .await;
    let shown = page.get("[data-slot=agent-state] > span").text_content();
    assert_eq!(shown.as_deref(), Some("Agent is thinking…"));
    page.emit(Event::AgentState(client::AgentState::Absent))
        .await;
    assert_eq!(state(), "absent");
    let shown = page.get("[data-slot=agent-state] > span").text_content();
    assert_eq!(shown.as_deref(), Some("No agent available"));
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(state(), "unknown");
}

#[wasm_bindgen_test]
async fn short_lived_agent_states_are_not_announced() {
    let page = open(idle, |_| view! { <AgentState /> }).await;
    let time = stopped_time();
    let announced = || page.get("[role=status]").text_content().unwrap();
    assert_eq!(announced(), "No agent");
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::AgentState(client::AgentState::Thinking))
        .await;
    time.advance(300);
    page.emit(Event::AgentState(client::AgentState::Speaking))
        .await;
    time.advance(400);
    assert_eq!(
        announced(),
        "No agent",
        "700 ms, but no state lasted long enough"
    );
    time.advance(400);
    assert_eq!(announced(), "Agent is speaking");
    page.emit(Event::AgentState(client::AgentState::Thinking))
        .await;
    page.emit(Event::AgentState(client::AgentState::Speaking))
        .await;
    time.advance(700);
    assert_eq!(announced(), "Agent is speaking");
}

#[wasm_bindgen_test]
async fn announcements_can_be_disabled_and_content_replaced() {
    let page = open(
        idle,
        |_| view! { <AgentState announce=false>"Dots"</AgentState> },
    )
    .await;
    assert!(page.find("[role=status]").is_none());
    let text = page.get("[data-slot=agent-state]").text_content();
    assert_eq!(text.as_deref(), Some("Dots"));
}

/// Returns the visible text of this component.
fn text(page: &Page<impl leptos::tachys::view::Mountable>, selector: &str) -> String {
    page.get(selector).text_content().unwrap()
}

const SHOWN: &str = "[data-slot=agent-state] > span";
const MODE: &str = "[data-slot=status-mode]";

#[wasm_bindgen_test]
async fn page_waits_for_an_agent_and_says_when_it_has_left() {
    use client::AgentState::{Absent, Listening, Unknown};
    let page = open(idle, |_| {
        view! {
            <AgentState announce=false /><StatusBadge /><AudioVisualizer />
            <AudioVisualizer side=Source::User class="mine" />
        }
    })
    .await;
    let shown = || {
        let mine = page.attribute(".mine", "data-state").unwrap();
        let status = page.voice.status.get_untracked();
        assert!(
            status != Status::Connected || mine == "listening",
            "the user's own side is {mine}"
        );
        (
            page.state("agent-state"),
            text(&page, SHOWN),
            text(&page, MODE),
            page.state("audio-visualizer"),
        )
    };
    let expected = |state: &str, words: &str, mode: &str, look: &str| {
        (state.into(), words.into(), mode.into(), look.into())
    };
    page.emit(Event::Status(Status::Connecting)).await;
    assert_eq!(text(&page, SHOWN), "Connecting to the agent…");
    page.emit(Event::AgentPresence(AgentPresence::Waiting))
        .await;
    assert_eq!(text(&page, SHOWN), "Waiting for the agent…");
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    page.emit(Event::AgentPresence(AgentPresence::Waiting))
        .await;
    let waiting = expected(
        "waiting",
        "Waiting for the agent…",
        " · waiting for the agent",
        "connecting",
    );
    assert_eq!(shown(), waiting);
    // Another user speaks.
    page.emit(Event::Mode(Mode::Speaking)).await;
    assert_eq!(shown(), waiting);
    page.emit(Event::AgentState(Absent)).await;
    assert_eq!(
        shown(),
        expected(
            "absent",
            "No agent available",
            " · waiting for the agent",
            "idle"
        )
    );

    page.emit(Event::AgentPresence(AgentPresence::Present))
        .await;
    page.emit(Event::AgentState(Listening)).await;
    assert_eq!(
        shown(),
        expected(
            "listening",
            "Agent is listening",
            " · listening",
            "listening"
        ),
        "the other user still speaks"
    );

    page.emit(Event::AgentPresence(AgentPresence::Left)).await;
    let left = expected("left", "The agent left", " · agent left", "idle");
    for state in [Listening, Unknown, Absent] {
        page.emit(Event::AgentState(state)).await;
        assert_eq!(shown(), left, "{state:?}");
    }
    assert_eq!(
        page.voice.agent_state.get_untracked(),
        client::AgentState::Left
    );

    // The next conversation begins without these.
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(page.state("agent-state"), "unknown");
    page.emit(Event::Status(Status::Connected)).await;
    assert_eq!(page.state("agent-state"), "listening");
}

#[wasm_bindgen_test]
async fn present_agent_is_not_awaited_and_does_not_listen_during_the_permission_prompt() {
    let page = open(idle, |_| {
        view! { <AgentState announce=false /><StatusBadge /> }
    })
    .await;
    page.emit(Event::Status(Status::Connecting)).await;
    page.emit(Event::MicPrompt(true)).await;
    for state in [client::AgentState::Listening, client::AgentState::Unknown] {
        page.emit(Event::AgentState(state)).await;
        assert_eq!(text(&page, SHOWN), "Connecting to the agent…", "{state:?}");
    }
    page.emit(Event::Mode(Mode::Speaking)).await;
    assert_eq!(text(&page, SHOWN), "Agent is speaking");
    let status = text(&page, "[data-slot=status-badge] > :first-child");
    assert_eq!(status, "Waiting for your answer about the microphone…");
}

#[wasm_bindgen_test]
async fn blocked_audio_is_named_instead_of_a_speaking_agent() {
    let page = open(
        idle,
        |_| view! { <AgentState announce=false /><StatusBadge /><AudioVisualizer /> },
    )
    .await;
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(Event::Mic(MicState::Live)).await;
    page.emit(Event::AudioBlocked(true)).await;
    assert_eq!(page.state("agent-state"), "listening");
    page.emit(Event::Mode(Mode::Speaking)).await;
    // Reported, or derived from the mode.
    for state in [client::AgentState::Unknown, client::AgentState::Speaking] {
        page.emit(Event::AgentState(state)).await;
        assert_eq!(page.state("agent-state"), "blocked");
        assert_eq!(text(&page, SHOWN), "Agent audio is blocked");
        assert_eq!(text(&page, MODE), " · audio blocked");
        assert_eq!(page.state("audio-visualizer"), "muted");
    }
    page.emit(Event::AudioBlocked(false)).await;
    assert_eq!(page.state("agent-state"), "speaking");
    assert_eq!(text(&page, SHOWN), "Agent is speaking");
    assert_eq!(text(&page, MODE), " · agent speaking");
    assert_eq!(page.state("audio-visualizer"), "speaking");
}

#[wasm_bindgen_test]
async fn no_component_says_that_an_unheard_agent_speaks() {
    // The panel shows raw states, `audio_blocked` among them.
    for (name, draw) in every()
        .into_iter()
        .filter(|(name, _)| *name != "debug-panel")
    {
        let page = open(idle, move |_| draw()).await;
        page.emit(Event::Status(Status::Connected)).await;
        page.emit(Event::Mic(MicState::Live)).await;
        page.emit(Event::AgentState(client::AgentState::Speaking))
            .await;
        page.emit(Event::Mode(Mode::Speaking)).await;
        page.emit(Event::AudioBlocked(true)).await;
        assert_eq!(page.count("[data-state=speaking]"), 0, "{name}");
        let html = page.root.inner_html();
        for words in ["is speaking", "agent speaking"] {
            assert!(!html.contains(words), "{name}: {html}");
        }
    }
}
