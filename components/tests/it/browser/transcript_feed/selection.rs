//! Text that the user selects while the transcript grows.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::scrolling::{from_end, tall};
use super::*;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = selection)]
extern "C" {
    fn select(element: &web_sys::Element, from: u32, to: u32);
    fn select_between(first: &web_sys::Element, last: &web_sys::Element);
    fn selected() -> String;
    fn deselect();
}

const TEXT: &str = "[data-slot=turn-block]:last-child > :last-child [data-slot=turn-text]";

/// Removes the selection also if the test fails.
fn cleared() -> Restore {
    Restore::by(deselect)
}

async fn frames() {
    for _ in 0..3 {
        settled().await;
    }
}

#[wasm_bindgen_test]
async fn selection_in_a_growing_row_is_kept() {
    let _cleared = cleared();
    let page = open(idle, |_| view! { <TranscriptFeed /> }).await;
    let say = |text: &str, is_final| page.emit(message(Source::Agent, "a", text, is_final));
    say("I can tell", false).await;
    let text = page.get(TEXT);
    select(&text, 2, 10);
    assert_eq!(selected(), "can tell");
    for grown in [
        "I can tell you",
        "I can tell you about it",
        // The end is corrected, before and behind the selection.
        "I can tell your",
        "I can tell",
        // Letters of two UTF-16 units, with a common first one.
        "I can tell 😀",
        "I can tell 😁 and so on",
    ] {
        say(grown, false).await;
        assert_eq!(selected(), "can tell", "{grown}");
        assert_eq!(text.text_content().as_deref(), Some(grown));
    }
    say("I can tell 😁 and so on.", true).await;
    assert_eq!(selected(), "can tell", "final");
    // A correction inside the selection keeps what is unchanged.
    say("I can talk.", true).await;
    assert_eq!(selected(), "can t");
    assert_eq!(text.text_content().as_deref(), Some("I can talk."));
}

#[wasm_bindgen_test]
async fn selection_in_an_older_row_is_kept_while_rows_are_added_and_removed() {
    let _cleared = cleared();
    let page = open(bounded, |_| view! { <TranscriptFeed /> }).await;
    fill(page.voice, 100);
    settled().await;
    let row = page.get("[data-slot=turn-block] > :nth-child(40) [data-slot=turn-text]");
    select(&row, 4, 8);
    assert_eq!(selected(), "that");
    for number in 100..130 {
        page.emit(message(Source::User, &number.to_string(), "More", true))
            .await;
    }
    assert_eq!(page.count("[data-slot=turn]"), 100);
    assert_eq!(selected(), "that");
}

#[wasm_bindgen_test]
async fn feed_does_not_follow_while_something_in_it_is_selected() {
    let _cleared = cleared();
    let page = tall(40).await;
    let feed = page.get(FEED);
    let older = page.get("[data-slot=turn-block] > :nth-child(38) [data-slot=turn-text]");
    let (first, last) = (
        page.get("[data-slot=turn-block] > :nth-child(37)"),
        older.clone(),
    );
    let select_row = || select(&older, 0, 8);
    // Also a selection that begins before the feed, as of the whole page.
    let select_all = || select_between(&page.root, &feed);
    let select_rows = || select_between(&first, &last);
    for (number, choose) in [&select_row as &dyn Fn(), &select_rows, &select_all]
        .into_iter()
        .enumerate()
    {
        choose();
        settled().await;
        let top = feed.scroll_top();
        fill_from(page.voice, 100 * (number + 1), 4);
        frames().await;
        assert_eq!(feed.scroll_top(), top, "{number}: new rows");
        let (id, long) = (number.to_string() + " grows", "words and ".repeat(100));
        page.emit(message(Source::User, &id, "words and", false))
            .await;
        page.emit(message(Source::User, &id, &long, true)).await;
        frames().await;
        assert_eq!(feed.scroll_top(), top, "{number}: a row that grows");
        assert!(!selected().is_empty());
        deselect();
        until(|| from_end(&feed) <= 1).await;
        assert_eq!(page.state("transcript-feed"), "following");
    }
}

#[wasm_bindgen_test]
async fn jump_button_scrolls_despite_a_selection() {
    let _cleared = cleared();
    let page = tall(40).await;
    let feed = page.get(FEED);
    feed.set_scroll_top(10);
    until(|| page.state("transcript-feed") == "reading").await;
    select(&page.get(TEXT), 0, 3);
    fill_from(page.voice, 100, 4);
    frames().await;
    page.click("[data-slot=jump-to-latest]").await;
    until(|| from_end(&feed) <= 1).await;
    assert_eq!(selected(), "All");
}

#[wasm_bindgen_test]
async fn removed_selection_does_not_move_a_reader_who_scrolled_up() {
    let _cleared = cleared();
    let page = tall(40).await;
    let feed = page.get(FEED);
    select(&page.get(TEXT), 0, 3);
    fill_from(page.voice, 100, 4);
    frames().await;
    feed.set_scroll_top(10);
    until(|| page.state("transcript-feed") == "reading").await;
    deselect();
    frames().await;
    assert_eq!(feed.scroll_top(), 10);
}

#[wasm_bindgen_test]
async fn selection_outside_the_feed_does_not_stop_it() {
    let _cleared = cleared();
    let page = tall(40).await;
    let feed = page.get(FEED);
    let other = page::document().create_element("p").unwrap();
    other.set_text_content(Some("Other words"));
    page.root.append_child(&other).unwrap();
    select(&other, 0, 5);
    fill_from(page.voice, 100, 4);
    frames().await;
    until(|| from_end(&feed) <= 1).await;
    assert_eq!(selected(), "Other");
}
