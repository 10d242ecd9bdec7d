//! The limit of a feed's rows.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

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
        let shown = || page.texts("[data-slot=turn] p");
        for round in 0..3 {
            let numbers = round * limit..(round + 1) * limit;
            for number in numbers.clone() {
                let name = number.to_string();
                page.voice
                    .emit(message(speaker(number), &name, &name, true));
            }
            settled().await;
            let names: Vec<_> = numbers.map(|number| number.to_string()).collect();
            assert_eq!(shown(), names);
        }
        // After that, single turns are added as usual.
        let next = speaker(3 * limit);
        page.emit(message(next, "new", "new", false)).await;
        page.emit(message(next, "new", "newer", true)).await;
        assert_eq!(shown().last().unwrap(), "newer");
        assert_eq!(shown().len(), limit);
    }
}
