//! `<AgentState>`: shows each state at once, and announces it only when it lasts.

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
