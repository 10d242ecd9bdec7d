//! What the feed shows and announces.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn rows_show_source_and_final_state_and_only_finals_are_announced() {
    let page = open(
        idle,
        |_| view! { <TranscriptFeed>"Say hello"</TranscriptFeed> },
    )
    .await;
    assert_eq!(page.state("transcript-feed"), "empty");
    page.emit(message(Source::User, "u", "<b>hel", false)).await;
    assert_eq!(
        page.attribute("[data-slot=turn]", "data-source").as_deref(),
        Some("user")
    );
    assert_eq!(
        page.attribute("[data-slot=turn]", "data-final").as_deref(),
        Some("false")
    );
    assert_eq!(
        page.get("[data-slot=announcer]").text_content().as_deref(),
        Some("")
    );
    page.emit(message(Source::User, "u", "<b>hello", true))
        .await;
    assert_eq!(page.count("[data-slot=turn]"), 1);
    assert_eq!(
        page.attribute("[data-slot=turn]", "data-final").as_deref(),
        Some("true")
    );
    assert_eq!(
        page.get("[data-slot=turn] p").text_content().as_deref(),
        Some("<b>hello")
    );
    assert_eq!(
        page.get("[data-slot=announcer]").text_content().as_deref(),
        Some("You: <b>hello")
    );
    assert!(
        page.get("[data-slot=transcript-empty]")
            .has_attribute("hidden")
    );
}

#[wasm_bindgen_test]
async fn final_turns_of_both_speakers_are_announced_once_with_speaker_name() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    let announced = || page.texts("[data-slot=announcer] > *");
    // Two in one tick, and the same text again.
    page.voice.emit(message(Source::User, "1", "Yes", true));
    page.voice.emit(message(Source::Agent, "2", "Yes", true));
    page.emit(message(Source::Agent, "3", "No", false)).await;
    assert_eq!(announced(), ["You: Yes", "Agent: Yes"]);
    // A final also ends the open row above it.
    page.emit(message(Source::User, "4", "Yes", true)).await;
    let ended = ["You: Yes", "Agent: Yes", "Agent: No", "You: Yes"];
    assert_eq!(announced(), ended);
    // An update of a row announces only what is new.
    page.emit(message(Source::Agent, "3", "No, no", true)).await;
    assert_eq!(announced()[3], "Agent: , no");
    for number in 5..9 {
        let id = number.to_string();
        page.emit(message(Source::Agent, &id, &id, true)).await;
    }
    assert_eq!(
        announced(),
        ["Agent: 5", "Agent: 6", "Agent: 7", "Agent: 8"]
    );
}

#[wasm_bindgen_test]
async fn turn_that_started_earlier_is_inserted_in_order() {
    let at = |id: &str, source, started_at| {
        Event::Message(Message {
            source,
            text: id.into(),
            is_final: true,
            segment_id: Some(id.into()),
            started_at: Some(started_at),
        })
    };
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    page.emit(at("answer", Source::Agent, 20)).await;
    page.emit(at("question", Source::User, 10)).await;
    let list = page.get("[data-slot=turns]").text_content().unwrap();
    assert_eq!(list, "YouquestionAgentanswer");
}

#[wasm_bindgen_test]
async fn transcript_is_kept_after_the_call_and_cleared_by_the_next_start() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    page.voice.start();
    fill(page.voice, 3);
    page.voice.end();
    settled().await;
    assert_eq!(page.count("[data-slot=turn]"), 3);
    page.voice.start();
    settled().await;
    assert_eq!(page.count("[data-slot=turn]"), 0);
    // Cleared and filled again before the next frame.
    fill(page.voice, 2);
    settled().await;
    page.voice.end();
    page.voice.start();
    fill(page.voice, 4);
    settled().await;
    assert_eq!(page.count("[data-slot=turn]"), 4);
}

#[wasm_bindgen_test]
async fn custom_turn_view_is_used_and_updated() {
    let page = open(idle, |_| {
        view! { <TranscriptFeed turn=|turn: LiveTurn| view! { <q>{move || turn.text()}</q> }.into_any() /> }
    })
    .await;
    page.emit(message(Source::User, "u", "hel", false)).await;
    page.emit(message(Source::User, "u", "hello", false)).await;
    page.emit(message(Source::Agent, "a", "hi", true)).await;
    page.emit(message(Source::User, "u", "hello", true)).await;
    assert_eq!(page.get("q").text_content().as_deref(), Some("hello"));
    assert_eq!(page.count("q"), 2);
}
