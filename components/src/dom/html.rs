//! Renders an [`Element`] to HTML on the server and hydrates it in the browser.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Position, PositionState};
use wasm_bindgen::JsCast;

use super::element::{Element, Inside};
use super::render::{ElementState, text_node, watch_words};

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 64;

    fn dry_resolve(&mut self) {
        if let Inside::Views(children) = &mut self.0.inside {
            children.iter_mut().for_each(RenderHtml::dry_resolve);
        }
    }

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let (mut class, mut style, mut inner_html) = Default::default();
        let live = self
            .0
            .live
            .iter()
            .filter_map(|(name, value)| Some((*name, value()?)));
        let fixed = self
            .0
            .fixed
            .iter()
            .map(|(name, value)| (*name, Cow::Borrowed(*value)));
        buf.push('<');
        buf.push_str(self.0.tag);
        for (name, value) in fixed.chain(live) {
            match name {
                "class" => class = value.into_owned(),
                _ => write_attribute(buf, name, &value),
            }
        }
        extra_attrs.to_html(buf, &mut class, &mut style, &mut inner_html);
        for (name, value) in [("class", class), ("style", style)] {
            if !value.trim().is_empty() {
                write_attribute(buf, name, value.trim());
            }
        }
        buf.push('>');
        match self.0.inside {
            Inside::Nothing => {}
            Inside::Text(text) => escape(buf, text),
            Inside::Words(words) => escape(buf, &words()),
            Inside::Views(children) => {
                *position = Position::FirstChild;
                for child in children {
                    child.to_html_with_buf(buf, position, true, mark_branches, Vec::new());
                }
            }
        }
        if self.0.tag != "input" {
            buf.push_str("</");
            buf.push_str(self.0.tag);
            buf.push('>');
        }
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        mut self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> ElementState {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        let mut state = ElementState::new(cursor.current().unchecked_into());
        self.attach(&mut state);
        match std::mem::replace(&mut self.0.inside, Inside::Nothing) {
            Inside::Nothing | Inside::Text(_) => {}
            Inside::Words(words) => {
                let node = text_node(&state.element);
                state
                    .effects
                    .extend(node.map(|node| watch_words(node, words)));
            }
            Inside::Views(children) => {
                position.set(Position::FirstChild);
                for child in children {
                    state
                        .children
                        .push(child.hydrate::<FROM_SERVER>(cursor, position));
                }
            }
        }
        self.set_up(&mut state);
        cursor.set(state.element.clone().unchecked_into());
        position.set(Position::NextChild);
        state
    }

    fn into_owned(self) -> Self {
        self
    }
}

fn write_attribute(buf: &mut String, name: &str, value: &str) {
    buf.push(' ');
    buf.push_str(name);
    buf.push_str("=\"");
    escape(buf, value);
    buf.push('"');
}

fn escape(buf: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => buf.push_str("&amp;"),
            '<' => buf.push_str("&lt;"),
            '>' => buf.push_str("&gt;"),
            '"' => buf.push_str("&quot;"),
            letter => buf.push(letter),
        }
    }
}
