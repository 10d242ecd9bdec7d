//! The list of events and its filter.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

use super::log::{DebugEntry, DebugKind};
use super::use_debug::UseDebug;
use crate::dom::{Element, has_selection, watch};
use crate::{Phrase, Phrases, phrases};

pub(super) fn filter(debug: UseDebug, words: Phrases) -> Option<Element> {
    let menu = Element::new("select")
        .attr("data-part", "field")
        .phrase_attr("aria-label", words, phrases::DEBUG_FILTER)
        .on("change", move |event| {
            let value = event_target_value(&event);
            let kind = DebugKind::ALL.into_iter().find(|k| k.as_str() == value);
            debug.set_filter(kind);
        })
        .setup(move |menu| {
            let menu: HtmlSelectElement = menu.clone().unchecked_into();
            watch(move || menu.set_value(debug.filter().map_or("", DebugKind::as_str)))
        });
    let option = |value, name| {
        Element::new("option")
            .attr("value", value)
            .phrase(words, name)
    };
    let all = menu.child(option("", phrases::DEBUG_ALL));
    let every = DebugKind::ALL.into_iter();
    Some(every.fold(all, |menu, kind| {
        menu.child(option(kind.as_str(), name(kind)))
    }))
}

fn name(kind: DebugKind) -> Phrase {
    match kind {
        DebugKind::Call => phrases::DEBUG_CALL,
        DebugKind::Line => phrases::DEBUG_LINE,
        DebugKind::Agent => phrases::DEBUG_AGENT,
        DebugKind::Sound => phrases::DEBUG_SOUND,
        DebugKind::Transcript => phrases::DEBUG_TRANSCRIPT,
        DebugKind::Error => phrases::DEBUG_ERRORS,
    }
}

pub(super) fn events(debug: UseDebug, words: Phrases) -> Element {
    let empty = move || debug.shown().is_empty();
    let list = Element::new("ol")
        .attr("translate", "no")
        .setup(move |list| {
            let list = list.clone();
            let mut shown = Vec::new();
            watch(move || {
                let entries = debug.shown();
                show(&list, &mut shown, entries);
                // Keeps the newest entry in view, unless the user is selecting another one.
                if let Some(scrolled) = list.parent_element()
                    && !has_selection(&scrolled)
                {
                    scrolled.set_scroll_top(scrolled.scroll_height());
                }
            })
        });
    Element::new("div")
        .attr("data-slot", "debug-events")
        .attr("tabindex", "0")
        .attr("role", "region")
        .phrase_attr("aria-label", words, phrases::DEBUG_EVENTS)
        .child(
            Element::new("p")
                .flag("hidden", move || !empty())
                .phrase(words, phrases::DEBUG_NOTHING),
        )
        .child(list)
}

/// Updates the rows. Rows are removed only at the front, and only the last one may have changed.
fn show(list: &web_sys::Element, shown: &mut Vec<DebugEntry>, entries: Vec<DebugEntry>) {
    let goes_on = shown.iter().filter(|row| {
        entries
            .first()
            .is_some_and(|first| row.number < first.number)
    });
    let gone = goes_on.count();
    let kept = shown.len() - gone;
    let same = shown
        .iter()
        .skip(gone)
        .zip(&entries)
        .all(|(row, entry)| row.number == entry.number);
    if same && kept <= entries.len() {
        for _ in 0..gone {
            remove(list.first_element_child());
        }
        let last = kept.saturating_sub(1);
        let changed = kept > 0 && shown.last() != entries.get(last);
        if changed {
            remove(list.last_element_child());
        }
        for entry in entries.iter().skip(if changed { last } else { kept }) {
            add(list, entry);
        }
    } else {
        list.set_text_content(None);
        for entry in &entries {
            add(list, entry);
        }
    }
    *shown = entries;
}

fn remove(row: Option<web_sys::Element>) {
    if let Some(row) = row {
        row.remove();
    }
}

fn add(list: &web_sys::Element, entry: &DebugEntry) {
    let make = |tag: &str, text: Option<&str>| {
        let element = list.owner_document()?.create_element(tag).ok()?;
        element.set_text_content(text);
        Some(element)
    };
    let (Some(row), Some(time), Some(text)) = (
        make("li", None),
        make("span", Some(&entry.seconds())),
        make("code", Some(&entry.text)),
    ) else {
        return;
    };
    let _ = row.set_attribute("data-slot", "debug-entry");
    let _ = row.set_attribute("data-kind", entry.kind.as_str());
    let _ = row.append_with_node_2(&time, &text);
    if entry.times > 1
        && let Some(times) = make("span", Some(&["×", &entry.times.to_string()].concat()))
    {
        let _ = row.append_child(&times);
    }
    let _ = list.append_child(&row);
}
