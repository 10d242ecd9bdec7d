//! Which DOM mutations an update causes, counted.

use std::cell::Cell;
use std::rc::Rc;

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MutationObserver, MutationObserverInit, MutationRecord};

use super::*;

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
