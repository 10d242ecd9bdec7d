//! Builds an [`Element`] in the browser and mounts it.

use std::any::Any;
use std::borrow::Cow;

use leptos::prelude::*;
use web_sys::Node;

use super::element::{Content, Element, Value};
use super::press::ignore_key_repeat;
use super::text::watch_text;
use super::view::{Mounted, create_element};
use super::{Listener, watch};

/// An element in the page with the effects, listeners and values that live as long as it does.
pub(crate) struct ElementState {
    pub(super) element: web_sys::Element,
    pub(super) effects: Vec<RenderEffect<()>>,
    listeners: Vec<Listener>,
    pub(super) children: Vec<Mounted>,
    kept: Vec<Box<dyn Any>>,
}

impl ElementState {
    pub(super) fn new(element: web_sys::Element) -> Self {
        Self {
            element,
            effects: Vec::new(),
            listeners: Vec::new(),
            children: Vec::new(),
            kept: Vec::new(),
        }
    }
}

impl Element {
    pub(super) fn create(mut self) -> ElementState {
        let element = create_element(self.0.tag);
        for (name, value) in &self.0.attrs {
            let _ = element.set_attribute(name, value);
        }
        let mut state = ElementState::new(element);
        self.attach(&mut state);
        match std::mem::replace(&mut self.0.content, Content::Empty) {
            Content::Empty => {}
            Content::Text(text) => state.element.set_text_content(Some(text)),
            Content::TextFn(text) => state.effects.push(watch_text(&state.element, text)),
            Content::Views(children) => {
                for child in children {
                    let mut child = Mounted::build(child);
                    child.mount(&state.element, None);
                    state.children.push(child);
                }
            }
        }
        self.set_up(&mut state);
        state
    }

    /// Attaches the reactive attributes and the event handlers, but not the content.
    pub(super) fn attach(&mut self, state: &mut ElementState) {
        let element = &state.element;
        let attrs = std::mem::take(&mut self.0.attr_fns);
        if !attrs.is_empty() {
            state.effects.push(watch_attributes(element.clone(), attrs));
        }
        for (event, handler) in self.0.handlers.drain(..) {
            let listener = Listener::new(element, event, handler);
            state.listeners.push(listener);
        }
        if matches!(self.0.tag, "button" | "summary") {
            state.listeners.push(ignore_key_repeat(element));
        }
    }

    pub(super) fn set_up(&mut self, state: &mut ElementState) {
        for setup in self.0.setups.drain(..) {
            state.kept.push(setup(&state.element));
        }
    }
}

fn watch_attributes(
    element: web_sys::Element,
    attrs: Vec<(&'static str, Value)>,
) -> RenderEffect<()> {
    let mut attrs: Vec<_> = attrs
        .into_iter()
        .map(|(name, value)| (name, value, None::<Cow<'static, str>>))
        .collect();
    watch(move || {
        for (name, value, shown) in &mut attrs {
            let wanted = value();
            if *shown != wanted {
                // Fails only for an invalid attribute name.
                let _ = match &wanted {
                    Some(wanted) => element.set_attribute(name, wanted),
                    None => element.remove_attribute(name),
                };
                *shown = wanted;
            }
        }
    })
}

pub(crate) fn insert(parent: &Node, node: &Node, marker: Option<&Node>) {
    // Fails only if the marker is not in the parent.
    let _ = parent.insert_before(node, marker);
}
