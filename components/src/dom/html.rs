//! Renders an [`Element`] to HTML on the server and hydrates it in the browser.

use std::borrow::Cow;

use leptos::prelude::*;

use super::element::{Content, Element};
use super::render::ElementState;
use super::text::watch_text;
use super::view::{Html, Hydration, SpreadAttributes};

impl Element {
    pub(super) fn children_mut(&mut self) -> &mut [AnyView] {
        match &mut self.0.content {
            Content::Views(children) => children,
            _ => &mut [],
        }
    }

    pub(super) fn write(self, mut html: Html<'_>, spread: SpreadAttributes) {
        let buf = &mut *html.text;
        let (mut class, mut style) = Default::default();
        let reactive = self
            .0
            .attr_fns
            .iter()
            .filter_map(|(name, value)| Some((*name, value()?)));
        let fixed = self
            .0
            .attrs
            .iter()
            .map(|(name, value)| (*name, Cow::Borrowed(*value)));
        buf.push('<');
        buf.push_str(self.0.tag);
        for (name, value) in fixed.chain(reactive) {
            match name {
                "class" => class = value.into_owned(),
                _ => write_attribute(buf, name, &value),
            }
        }
        spread.write(buf, &mut class, &mut style);
        for (name, value) in [("class", class), ("style", style)] {
            if !value.trim().is_empty() {
                write_attribute(buf, name, value.trim());
            }
        }
        buf.push('>');
        match self.0.content {
            Content::Empty => {}
            Content::Text(text) => escape(buf, text),
            Content::TextFn(text) => escape(buf, &text()),
            Content::Views(children) => html.write_children(children),
        }
        let buf = html.text;
        if self.0.tag != "input" {
            buf.push_str("</");
            buf.push_str(self.0.tag);
            buf.push('>');
        }
    }

    /// Takes over the element that the server rendered.
    pub(super) fn adopt(mut self, page: &Hydration<'_>) -> ElementState {
        let mut state = ElementState::new(page.enter());
        self.attach(&mut state);
        match std::mem::replace(&mut self.0.content, Content::Empty) {
            Content::Empty | Content::Text(_) => {}
            Content::TextFn(text) => state.effects.push(watch_text(&state.element, text)),
            Content::Views(children) => page.hydrate_children(children, &mut state.children),
        }
        self.set_up(&mut state);
        page.leave(&state.element);
        state
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
