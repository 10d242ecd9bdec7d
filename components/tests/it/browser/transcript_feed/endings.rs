//! Rows that end without a final, and rows that are divided.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// Returns the rows as `source final text`.
fn rows(list: &web_sys::Element) -> Vec<String> {
    let all = list.query_selector_all("[data-slot=turn]").unwrap();
    let row = |at| {
        let row: web_sys::Element = wasm_bindgen::JsCast::unchecked_into(all.get(at).unwrap());
        let get = |name| row.get_attribute(name).unwrap_or_default();
        let text = row.query_selector("p").unwrap().unwrap();
        [
            get("data-source"),
            get("data-final"),
            text.text_content().unwrap_or_default(),
        ]
        .join(" ")
    };
    (0..all.length()).map(row).collect()
}

fn at(source: Source, text: &str, is_final: bool, started_at: u64) -> Event {
    Event::Message(Message {
        source,
        text: text.into(),
        is_final,
        segment_id: None,
        started_at: Some(started_at),
    })
}

#[wasm_bindgen_test]
async fn final_without_text_ends_the_row_and_its_words_are_announced() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    page.emit(at(Source::User, "hello", false, 1)).await;
    page.emit(at(Source::User, " ", true, 1)).await;
    assert_eq!(rows(&page.get(FEED)), ["user true hello"]);
    let announced = page.get("[data-slot=announcer]").text_content();
    assert_eq!(announced.as_deref(), Some("You: hello"));
}

#[wasm_bindgen_test]
async fn users_final_ends_the_agents_row_until_the_agent_continues() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    page.emit(at(Source::Agent, "So the", false, 1)).await;
    page.emit(at(Source::User, "Mm-hm", true, 2)).await;
    assert_eq!(
        rows(&page.get(FEED)),
        ["agent true So the", "user true Mm-hm"]
    );
    page.emit(at(Source::Agent, "So the end", false, 1)).await;
    assert_eq!(rows(&page.get(FEED))[0], "agent false So the end");
}

#[wasm_bindgen_test]
async fn question_that_began_before_the_open_answer_divides_the_agents_row() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    page.emit(at(Source::Agent, "Hello.", true, 10)).await;
    page.emit(at(Source::Agent, "It is", false, 30)).await;
    assert_eq!(rows(&page.get(FEED)), ["agent false Hello. It is"]);
    page.emit(at(Source::User, "What time is it?", true, 20))
        .await;
    page.emit(at(Source::Agent, "It is noon.", true, 30)).await;
    let expected = [
        "agent true Hello.",
        "user true What time is it?",
        "agent true It is noon.",
    ];
    assert_eq!(rows(&page.get(FEED)), expected);
}
