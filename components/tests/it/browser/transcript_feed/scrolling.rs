//! Following the newest turn, and reading earlier ones.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

const STYLE: &str = include_str!("../../../../../style/index.css");

/// Opens a feed of a fixed height, with the style sheet.
pub(super) async fn tall(turns: usize) -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(idle, |_| view! { <style>{STYLE}</style><TranscriptFeed /> }).await;
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

pub(super) fn from_end(feed: &web_sys::Element) -> i32 {
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
    assert_eq!(page.state("transcript-feed"), "reading");

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
