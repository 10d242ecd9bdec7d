//! Describes an HTML element before it is built or hydrated.

use std::any::Any;
use std::borrow::Cow;

use leptos::prelude::*;

use crate::{Phrase, Phrases};

/// The value of a reactive attribute. `None` removes the attribute.
pub(super) type Value = Box<dyn Fn() -> Option<Cow<'static, str>> + Send>;
pub(super) type Words = Box<dyn Fn() -> Cow<'static, str> + Send>;
pub(super) type Handler = Box<dyn FnMut(web_sys::Event) + Send>;
pub(super) type Setup = Box<dyn FnOnce(&web_sys::Element) -> Box<dyn Any> + Send>;

pub(super) enum Inside {
    Nothing,
    Text(&'static str),
    Words(Words),
    Views(Vec<AnyView>),
}

/// A builder for an HTML element.
///
/// The parts are boxed, because each builder method takes and returns the element by value.
pub(crate) struct Element(pub(super) Box<Parts>);

pub(super) struct Parts {
    pub(super) tag: &'static str,
    pub(super) fixed: Vec<(&'static str, &'static str)>,
    pub(super) live: Vec<(&'static str, Value)>,
    pub(super) handlers: Vec<(&'static str, Handler)>,
    pub(super) setups: Vec<Setup>,
    pub(super) inside: Inside,
}

// The generic methods only box their arguments. The code behind them is compiled once.
impl Element {
    #[inline(never)]
    pub(crate) fn new(tag: &'static str) -> Self {
        Self(Box::new(Parts {
            tag,
            fixed: Vec::new(),
            live: Vec::new(),
            handlers: Vec::new(),
            setups: Vec::new(),
            inside: Inside::Nothing,
        }))
    }

    /// Creates the root element of a component, with `data-slot` and a reactive `class`.
    pub(crate) fn root(tag: &'static str, slot: &'static str, class: TextProp) -> Self {
        Self::new(tag)
            .with("data-slot", slot)
            .live_text("class", move || {
                let class = class.get();
                (!class.is_empty()).then(|| Cow::Owned(class.as_str().to_owned()))
            })
    }

    pub(crate) fn button(slot: &'static str, class: TextProp) -> Self {
        Self::root("button", slot, class)
            .with("type", "button")
            .with("data-part", "button")
    }

    /// Creates a button inside a component.
    pub(crate) fn inner_button() -> Self {
        Self::new("button")
            .with("type", "button")
            .with("data-part", "button")
    }

    pub(crate) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.0.fixed.push((name, value));
        self
    }

    pub(crate) fn live(
        self,
        name: &'static str,
        value: impl Fn() -> &'static str + Send + 'static,
    ) -> Self {
        self.live_text(name, move || Some(Cow::Borrowed(value())))
    }

    /// Adds a boolean attribute, present while `on` returns `true`.
    pub(crate) fn flag(self, name: &'static str, on: impl Fn() -> bool + Send + 'static) -> Self {
        self.live_text(name, move || on().then_some(Cow::Borrowed("")))
    }

    pub(crate) fn number(
        self,
        name: &'static str,
        value: impl Fn() -> u32 + Send + 'static,
    ) -> Self {
        self.live_text(name, move || Some(Cow::Owned(value().to_string())))
    }

    pub(crate) fn live_text(
        self,
        name: &'static str,
        value: impl Fn() -> Option<Cow<'static, str>> + Send + 'static,
    ) -> Self {
        self.keep_live(name, Box::new(value))
    }

    #[inline(never)]
    fn keep_live(mut self, name: &'static str, value: Value) -> Self {
        self.0.live.push((name, value));
        self
    }

    pub(crate) fn on(
        self,
        event: &'static str,
        handler: impl FnMut(web_sys::Event) + Send + 'static,
    ) -> Self {
        self.keep_handler(event, Box::new(handler))
    }

    #[inline(never)]
    fn keep_handler(mut self, event: &'static str, handler: Handler) -> Self {
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
        self.filled(Inside::Text(text))
    }

    #[inline(never)]
    fn filled(mut self, inside: Inside) -> Self {
        self.0.inside = inside;
        self
    }

    /// Sets an attribute to a phrase in the app's language.
    pub(crate) fn say(self, name: &'static str, phrases: Phrases, phrase: Phrase) -> Self {
        if phrases.are_plain() {
            return self.with(name, phrase.english);
        }
        self.live_text(name, move || Some(phrases.say(phrase)))
    }

    /// Sets the text to a phrase in the app's language.
    pub(crate) fn phrase(self, phrases: Phrases, phrase: Phrase) -> Self {
        if phrases.are_plain() {
            return self.text(phrase.english);
        }
        self.words(move || phrases.say(phrase))
    }

    pub(crate) fn words<T: Into<Cow<'static, str>>>(
        self,
        words: impl Fn() -> T + Send + 'static,
    ) -> Self {
        self.filled(Inside::Words(Box::new(move || words().into())))
    }

    pub(crate) fn child(self, child: impl IntoView) -> Self {
        self.keep_child(child.into_any())
    }

    #[inline(never)]
    fn keep_child(mut self, child: AnyView) -> Self {
        match &mut self.0.inside {
            Inside::Views(children) => children.push(child),
            other => *other = Inside::Views(vec![child]),
        }
        self
    }
}
