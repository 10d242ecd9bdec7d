//! Implements Leptos' view traits for [`Element`] and [`ShowIf`].
//!
//! This is the only file that depends on tachys, Leptos' renderer. Its traits are not part of the
//! stable API of Leptos, so they may differ between minor versions. The implementations delegate to
//! functions without types of tachys.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::element::Element;
use super::render::{ElementState, insert};
use super::show_if::{ShowIf, ShowIfState};

pub(crate) fn create_element(tag: &str) -> web_sys::Element {
    Rndr::create_element(tag, None)
}

/// A view that was built or hydrated.
pub(crate) struct Mounted(AnyViewState);

impl Mounted {
    /// Builds the view. It is in the page once it is mounted or inserted.
    pub(crate) fn build(view: AnyView) -> Self {
        Self(view.build())
    }

    pub(crate) fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    /// Inserts `new` before this view. Returns `false` if this view is not in the page.
    pub(crate) fn insert_before_this(&self, new: &mut Self) -> bool {
        self.0.insert_before_this(&mut new.0)
    }

    pub(crate) fn unmount(&mut self) {
        self.0.unmount();
    }

    pub(crate) fn elements(&self) -> Vec<web_sys::Element> {
        self.0.elements()
    }
}

/// The HTML that the server renders.
pub(super) struct Html<'a> {
    pub(super) text: &'a mut String,
    position: &'a mut Position,
    mark_branches: bool,
}

impl Html<'_> {
    /// Writes the views inside an element.
    pub(super) fn write_children(&mut self, children: Vec<AnyView>) {
        *self.position = Position::FirstChild;
        for child in children {
            child.to_html_with_buf(
                self.text,
                self.position,
                true,
                self.mark_branches,
                Vec::new(),
            );
        }
    }
}

/// The attributes that the app spread on a view.
pub(super) struct SpreadAttributes(Vec<AnyAttribute>);

impl SpreadAttributes {
    /// Writes them to `html`, but classes to `class` and styles to `style`.
    pub(super) fn write(self, html: &mut String, class: &mut String, style: &mut String) {
        self.0.to_html(html, class, style, &mut String::new());
    }
}

/// The place in the server's HTML that is hydrated next.
pub(super) struct Hydration<'a> {
    cursor: &'a Cursor,
    position: &'a PositionState,
}

impl Hydration<'_> {
    /// Moves to the next element and returns it.
    pub(super) fn enter(&self) -> web_sys::Element {
        match self.position.get() {
            Position::FirstChild => self.cursor.child(),
            Position::Current => {}
            _ => self.cursor.sibling(),
        }
        self.cursor.current().unchecked_into()
    }

    /// Hydrates the views inside the element that was entered last.
    pub(super) fn hydrate_children(&self, children: Vec<AnyView>, hydrated: &mut Vec<Mounted>) {
        self.position.set(Position::FirstChild);
        for child in children {
            // `false` is for `template!`, which accepts no view of this crate.
            let child = child.hydrate::<true>(self.cursor, self.position);
            hydrated.push(Mounted(child));
        }
    }

    /// Moves behind an element that was entered before, whose children are hydrated.
    pub(super) fn leave(&self, element: &web_sys::Element) {
        self.cursor.set(element.clone().unchecked_into());
        self.position.set(Position::NextChild);
    }
}

fn insert_before(node: &Node, child: &mut dyn Mountable) -> bool {
    let parent = node.parent_element();
    if let Some(parent) = &parent {
        child.mount(parent, Some(node));
    }
    parent.is_some()
}

fn replace<S: Mountable>(old: &mut S, mut new: S) {
    old.insert_before_this(&mut new);
    old.unmount();
    *old = new;
}

impl Render for Element {
    type State = ElementState;

    fn build(self) -> ElementState {
        self.create()
    }

    fn rebuild(self, state: &mut ElementState) {
        replace(state, self.create());
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 64;

    fn dry_resolve(&mut self) {
        self.children_mut()
            .iter_mut()
            .for_each(RenderHtml::dry_resolve);
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
        let html = Html {
            text: buf,
            position,
            mark_branches,
        };
        self.write(html, SpreadAttributes(extra_attrs));
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> ElementState {
        self.adopt(&Hydration { cursor, position })
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for Element {
    type Output<NewAttr: Attribute> = <AnyView as AddAnyAttr>::Output<NewAttr>;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr> {
        self.into_any().add_any_attr(attr)
    }
}

impl Mountable for ElementState {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        insert(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        insert_before(&self.element, child)
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.element.clone()]
    }
}

impl Render for ShowIf {
    type State = ShowIfState;

    fn build(self) -> ShowIfState {
        self.at(Rndr::create_placeholder().unchecked_into())
    }

    fn rebuild(self, state: &mut ShowIfState) {
        replace(state, self.build());
    }
}

impl RenderHtml for ShowIf {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 3;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_str("<!>");
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> ShowIfState {
        self.at(cursor.next_placeholder(position).unchecked_into())
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for ShowIf {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self {
        let attr = attr.into_cloneable_owned();
        self.map(move |view| view.add_any_attr(attr.clone()).into_any())
    }
}

impl Mountable for ShowIfState {
    fn unmount(&mut self) {
        self.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        self.insert(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.shown.borrow().as_ref() {
            Some(shown) => shown.0.insert_before_this(child),
            None => insert_before(&self.place, child),
        }
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        let shown = self.shown.borrow();
        shown.as_ref().map(Mounted::elements).unwrap_or_default()
    }
}
