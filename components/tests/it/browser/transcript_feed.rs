//! `<TranscriptFeed>` in a real browser: its DOM operations, and its scrolling.

use std::cell::Cell;
use std::rc::Rc;

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MutationObserver, MutationObserverInit, MutationRecord};

const FEED: &str = "[data-slot=transcript-feed]";

fn speaker(number: usize) -> Source {
    if number.is_multiple_of(2) {
        Source::Agent
    } else {
        Source::User
    }
}

fn fill(voice: Voice, turns: usize) {
    for number in 0..turns {
        voice.emit(message(
            speaker(number),
            &number.to_string(),
            "All that was said.",
            true,
        ));
    }
}

/// Counts DOM mutations under an element.
struct Watched {
    _observer: MutationObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
    text: Rc<Cell<u32>>,
    other: Rc<Cell<u32>>,
}

fn watch(element: &web_sys::Element) -> Watched {
    let (text, other) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new({
        let (text, other) = (text.clone(), other.clone());
        move |records: js_sys::Array| {
            for record in records.iter() {
                let record: MutationRecord = record.unchecked_into();
                let counter = if record.type_() == "characterData" {
                    &text
                } else {
                    &other
                };
                counter.set(counter.get() + 1);
            }
        }
    });
    let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).unwrap();
    let options = MutationObserverInit::new();
    options.set_subtree(true);
    options.set_child_list(true);
    options.set_attributes(true);
    options.set_character_data(true);
    observer.observe_with_options(element, &options).unwrap();
    Watched {
        _observer: observer,
        _callback: callback,
        text,
        other,
    }
}

async fn a_partial_touches_one_text_node(turns: usize) {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    fill(page.voice, turns);
    page.emit(message(speaker(turns), "last", "And", false))
        .await;
    assert_eq!(page.count("[data-slot=turn]"), turns as u32 + 1);

    let watched = watch(&page.get(FEED));
    page.emit(message(speaker(turns), "last", "And then", false))
        .await;
    assert_eq!((watched.text.get(), watched.other.get()), (1, 0));
    assert_eq!(
        page.attribute(
            "[data-slot=turn-block]:last-child > :last-child",
            "data-final"
        )
        .as_deref(),
        Some("false")
    );
    assert_eq!(
        page.get("[data-slot=turn-block]:last-child > :last-child p")
            .text_content()
            .as_deref(),
        Some("And then")
    );
}

#[wasm_bindgen_test]
async fn interim_update_mutates_one_text_node_among_10_turns() {
    a_partial_touches_one_text_node(10).await;
}

#[wasm_bindgen_test]
async fn interim_update_mutates_one_text_node_among_1000_turns() {
    a_partial_touches_one_text_node(1_000).await;
}

#[wasm_bindgen_test]
async fn new_turn_adds_one_node_and_mutates_no_other() {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    fill(page.voice, 100);
    settled().await;
    let watched = watch(&page.get("[data-slot=turns]"));
    page.emit(message(Source::Agent, "new", "One more", false))
        .await;
    assert_eq!((watched.text.get(), watched.other.get()), (0, 1));
}

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
    let announced = || {
        let lines = page.root.query_selector_all("[data-slot=announcer] > *");
        let lines = lines.unwrap();
        (0..lines.length())
            .map(|at| lines.get(at).unwrap().text_content().unwrap())
            .collect::<Vec<_>>()
    };
    // Two in one tick, and the same text again.
    page.voice.emit(message(Source::User, "1", "Yes", true));
    page.voice.emit(message(Source::Agent, "2", "Yes", true));
    page.emit(message(Source::Agent, "3", "No", false)).await;
    assert_eq!(announced(), ["You: Yes", "Agent: Yes"]);
    page.emit(message(Source::User, "4", "Yes", true)).await;
    assert_eq!(announced(), ["You: Yes", "Agent: Yes", "You: Yes"]);
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
    let options = || VoiceOptions::new(std::future::pending);
    let page = open(options, |_| view! { <TranscriptFeed /> }).await;
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

/// Opens a feed of a fixed height, as the style sheet sets it.
async fn tall(turns: usize) -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    page.get(FEED)
        .set_attribute("style", "height:200px;overflow-y:auto")
        .unwrap();
    fill(page.voice, turns);
    let feed = page.get(FEED);
    until(|| feed.scroll_top() > 0 && from_end(&feed) <= 1).await;
    // The scroll event is emitted in the next frame.
    settled().await;
    page
}

fn from_end(feed: &web_sys::Element) -> i32 {
    feed.scroll_height() - feed.scroll_top() - feed.client_height()
}

#[wasm_bindgen_test]
async fn feed_follows_new_turns_until_user_scrolls_and_jump_resumes_it() {
    let page = tall(40).await;
    let feed = page.get(FEED);
    let jump = page.get("[data-slot=jump-to-latest]");
    assert!(from_end(&feed) <= 1, "{}", from_end(&feed));
    assert_eq!(page.state("transcript-feed"), "following");
    assert!(jump.has_attribute("hidden"));

    feed.set_scroll_top(feed.scroll_top() - 150);
    until(|| page.state("transcript-feed") == "reading").await;
    let reading_at = feed.scroll_top();
    assert_eq!(page.state("transcript-feed"), "reading");
    assert!(!jump.has_attribute("hidden"));

    fill(page.voice, 1);
    page.emit(message(Source::User, "more", "Further words", false))
        .await;
    // The feed needs one frame to see that the list has grown, and another for its own scroll
    // event.
    for _ in 0..3 {
        settled().await;
    }
    assert_eq!(
        feed.scroll_top(),
        reading_at,
        "the scroll position is kept while reading"
    );

    jump.click();
    for _ in 0..3 {
        settled().await;
    }
    until(|| from_end(&feed) <= 1).await;
    assert_eq!(page.state("transcript-feed"), "following");
    assert!(jump.has_attribute("hidden"));

    let long = "words and words and words ".repeat(40);
    page.emit(message(Source::User, "more", &long, false)).await;
    for _ in 0..3 {
        settled().await;
    }
    // A growing interim turn is followed.
    until(|| from_end(&feed) <= 1).await;
}

#[wasm_bindgen_test]
async fn scrolling_to_the_end_resumes_following() {
    let page = tall(40).await;
    let feed = page.get(FEED);
    feed.set_scroll_top(0);
    until(|| page.state("transcript-feed") == "reading").await;
    feed.set_scroll_top(feed.scroll_height());
    until(|| page.state("transcript-feed") == "following").await;
}

fn bounded() -> VoiceOptions {
    idle().transcript_limit(TranscriptLimit {
        turns: 100,
        ..Default::default()
    })
}

#[wasm_bindgen_test]
async fn rows_over_the_limit_are_removed_without_touching_others() {
    let page = open(bounded, |_| view! { <TranscriptFeed /> }).await;
    fill(page.voice, 100);
    settled().await;
    assert_eq!(page.count("[data-slot=turn]"), 100);
    let kept = page.get("[data-slot=turn-block] > :nth-child(2)");
    let watched = watch(&page.get("[data-slot=turns]"));
    page.emit(message(Source::Agent, "100", "The newest", false))
        .await;
    assert_eq!((watched.text.get(), watched.other.get()), (0, 2));
    assert_eq!(page.count("[data-slot=turn]"), 100);
    assert!(kept.is_connected(), "the second row becomes the first");
    assert_eq!(kept.previous_element_sibling(), None);

    page.emit(message(Source::Agent, "100", "The newest of all", false))
        .await;
    assert_eq!((watched.text.get(), watched.other.get()), (1, 2));
    let end = "[data-slot=turn-block]:last-child > :last-child p";
    let text = page.get(end).text_content();
    assert_eq!(text.as_deref(), Some("The newest of all"));
}

#[wasm_bindgen_test]
async fn empty_blocks_are_removed_with_their_rows() {
    let page = open(bounded, |_| view! { <TranscriptFeed /> }).await;
    for round in 0..6 {
        for number in 0..50 {
            let id = format!("{round}-{number}");
            page.voice.emit(message(speaker(number), &id, &id, true));
        }
        settled().await;
    }
    assert_eq!(page.count("[data-slot=turn]"), 100);
    let blocks = page.count("[data-slot=turn-block]");
    assert!(blocks <= 3, "{blocks}");
    let list = page.get("[data-slot=turns]").text_content().unwrap();
    assert!(
        list.starts_with("Agent4-0") && list.ends_with("You5-49"),
        "{list}"
    );
    assert_eq!(page.voice.turns.get_untracked().len(), 100);
}

fn shown(page: &Page<impl leptos::tachys::view::Mountable>) -> Vec<String> {
    let rows = page.root.query_selector_all("[data-slot=turn] p").unwrap();
    (0..rows.length())
        .filter_map(|at| rows.item(at)?.text_content())
        .collect()
}

/// None of the rows on the page belongs to a turn any more.
#[wasm_bindgen_test]
async fn replacing_all_rows_at_once_shows_only_the_new_turns() {
    for limit in [1, 3] {
        let options = move || {
            idle().transcript_limit(TranscriptLimit {
                turns: limit,
                ..Default::default()
            })
        };
        let page = open(options, |_| view! { <TranscriptFeed /> }).await;
        for round in 0..3 {
            let numbers = round * limit..(round + 1) * limit;
            for number in numbers.clone() {
                let name = number.to_string();
                page.voice
                    .emit(message(speaker(number), &name, &name, true));
            }
            settled().await;
            let names: Vec<_> = numbers.map(|number| number.to_string()).collect();
            assert_eq!(shown(&page), names);
        }
        // After that, single turns are added as usual.
        let next = speaker(3 * limit);
        page.emit(message(next, "new", "new", false)).await;
        page.emit(message(next, "new", "newer", true)).await;
        assert_eq!(shown(&page).last().unwrap(), "newer");
        assert_eq!(shown(&page).len(), limit);
    }
}
