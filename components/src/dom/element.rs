//! Describes an HTML element before it is built or hydrated.

use std::any::Any;
use std::borrow::Cow;

use leptos::prelude::*;

use crate::{Phrase, Phrases};

/// The value of a reactive attribute. `None` removes the attribute.
pub(super) type Value = Box<dyn Fn() -> Option<Cow<'static, str>> + Send>;
pub(super) type TextFn = Box<dyn Fn() -> Cow<'static, str> + Send>;
pub(super) type Handler = Box<dyn FnMut(web_sys::Event) + Send>;
pub(super) type Setup = Box<dyn FnOnce(&web_sys::Element) -> Box<dyn Any> + Send>;

pub(super) enum Content {
    Empty,
    Text(&'static str),
    TextFn(TextFn),
    Views(Vec<AnyView>),
}

/// A builder for an HTML element.
///
/// The parts are boxed, because each builder method takes and returns the element by value.
pub(crate) struct Element(pub(super) Box<Parts>);

pub(super) struct Parts {
    pub(super) tag: &'static str,
    pub(super) attrs: Vec<(&'static str, &'static str)>,
    pub(super) attr_fns: Vec<(&'static str, Value)>,
    pub(super) handlers: Vec<(&'static str, Handler)>,
    pub(super) setups: Vec<Setup>,
    pub(super) content: Content,
}

// The generic methods only box their arguments. The code behind them is compiled once.
impl Element {
    #[inline(never)]
    pub(crate) fn new(tag: &'static str) -> Self {
        Self(Box::new(Parts {
            tag,
            attrs: Vec::new(),
            attr_fns: Vec::new(),
            handlers: Vec::new(),
            setups: Vec::new(),
            content: Content::Empty,
        }))
    }

    /// Creates the root element of a component, with `data-slot` and a reactive `class`.
    pub(crate) fn root(tag: &'static str, slot: &'static str, class: TextProp) -> Self {
        Self::new(tag)
            .attr("data-slot", slot)
            .optional_attr_fn("class", move || {
                let class = class.get();
                (!class.is_empty()).then(|| Cow::Owned(class.as_str().to_owned()))
            })
    }

    pub(crate) fn button(slot: &'static str, class: TextProp) -> Self {
        Self::root("button", slot, class)
            .attr("type", "button")
            .attr("data-part", "button")
    }

    /// Creates a button inside a component.
    pub(crate) fn inner_button() -> Self {
        Self::new("button")
            .attr("type", "button")
            .attr("data-part", "button")
    }

    pub(crate) fn attr(mut self, name: &'static str, value: &'static str) -> Self {
        self.0.attrs.push((name, value));
        self
    }

    pub(crate) fn attr_fn(
        self,
        name: &'static str,
        value: impl Fn() -> &'static str + Send + 'static,
    ) -> Self {
        self.optional_attr_fn(name, move || Some(Cow::Borrowed(value())))
    }

    /// Adds a boolean attribute, present while `on` returns `true`.
    pub(crate) fn flag(self, name: &'static str, on: impl Fn() -> bool + Send + 'static) -> Self {
        self.optional_attr_fn(name, move || on().then_some(Cow::Borrowed("")))
    }

    pub(crate) fn number(
        self,
        name: &'static str,
        value: impl Fn() -> u32 + Send + 'static,
    ) -> Self {
        self.optional_attr_fn(name, move || Some(Cow::Owned(value().to_string())))
    }

    pub(crate) fn optional_attr_fn(
        self,
        name: &'static str,
        value: impl Fn() -> Option<Cow<'static, str>> + Send + 'static,
    ) -> Self {
        self.push_attr_fn(name, Box::new(value))
    }

    #[inline(never)]
    fn push_attr_fn(mut self, name: &'static str, value: Value) -> Self {
        self.0.attr_fns.push((name, value));
        self
    }

    pub(crate) fn on(
        self,
        event: &'static str,
        handler: impl FnMut(web_sys::Event) + Send + 'static,
    ) -> Self {
        self.push_handler(event, Box::new(handler))
    }

    #[inline(never)]
    fn push_handler(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.handlers.push((event, handler));
        self
    }

    /// Calls `setup` in the browser, once the element and its children are built or hydrated.
    ///
    /// The returned value is dropped with the element.
    pub(crate) fn setup<T: 'static>(
        mut self,
        setup: impl FnOnce(&web_sys::Element) -> T + Send + 'static,
    ) -> Self {
        let setup = move |element: &web_sys::Element| -> Box<dyn Any> { Box::new(setup(element)) };
        self.0.setups.push(Box::new(setup));
        self
    }

    pub(crate) fn text(self, text: &'static str) -> Self {
        self.with_content(Content::Text(text))
    }

    #[inline(never)]
    fn with_content(mut self, content: Content) -> Self {
        self.0.content = content;
        self
    }

    /// Sets an attribute to a phrase in the app's language.
    pub(crate) fn phrase_attr(self, name: &'static str, phrases: Phrases, phrase: Phrase) -> Self {
        if phrases.are_plain() {
            return self.attr(name, phrase.english);
        }
        self.optional_attr_fn(name, move || Some(phrases.say(phrase)))
    }

    /// Sets the text to a phrase in the app's language.
    pub(crate) fn phrase(self, phrases: Phrases, phrase: Phrase) -> Self {
        if phrases.are_plain() {
            return self.text(phrase.english);
        }
        self.text_fn(move || phrases.say(phrase))
    }

    pub(crate) fn text_fn<T: Into<Cow<'static, str>>>(
        self,
        text: impl Fn() -> T + Send + 'static,
    ) -> Self {
        self.with_content(Content::TextFn(Box::new(move || text().into())))
    }

    pub(crate) fn child(self, child: impl IntoView) -> Self {
        self.push_child(child.into_any())
    }

    #[inline(never)]
    fn push_child(mut self, child: AnyView) -> Self {
        match &mut self.0.content {
            Content::Views(children) => children.push(child),
            other => *other = Content::Views(vec![child]),
        }
        self
    }
}
