//! A view that is in the page only while its function returns one.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::render::insert_before;
use super::{focus, watch};

/// Shows the view that its function returns, in front of an empty comment node.
///
/// On the server only the comment is rendered.
pub(crate) struct ShowIf {
    view: Box<dyn Fn() -> Option<AnyView> + Send>,
    /// Moves the focus to a nearby element when the view that had it is removed.
    lead: fn(&Node),
}

impl ShowIf {
    pub(crate) fn new(view: impl Fn() -> Option<AnyView> + Send + 'static) -> Self {
        Self {
            view: Box::new(view),
            lead: focus::restore,
        }
    }

    pub(crate) fn leading(self, lead: fn(&Node)) -> Self {
        Self { lead, ..self }
    }

    fn at(self, place: Node) -> WhenState {
        let shown = Rc::new(RefCell::new(None::<AnyViewState>));
        let effect = watch({
            let (place, shown) = (place.clone(), shown.clone());
            move || {
                let old = shown.take();
                let mut new = (self.view)().map(Render::build);
                let focused = old
                    .as_ref()
                    .is_some_and(|old| focus::is_inside(&old.elements()));
                if let Some(mut old) = old {
                    old.unmount();
                }
                if let Some(new) = &mut new {
                    insert_before(&place, new);
                }
                shown.replace(new);
                if focused {
                    (self.lead)(&place);
                }
            }
        });
        WhenState {
            place,
            shown,
            _effect: effect,
        }
    }
}

pub(crate) struct WhenState {
    place: Node,
    shown: Rc<RefCell<Option<AnyViewState>>>,
    _effect: RenderEffect<()>,
}

impl Render for ShowIf {
    type State = WhenState;

    fn build(self) -> WhenState {
        self.at(Rndr::create_placeholder().unchecked_into())
    }

    fn rebuild(self, state: &mut WhenState) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl Mountable for WhenState {
    fn unmount(&mut self) {
        if let Some(shown) = self.shown.borrow_mut().as_mut() {
            shown.unmount();
        }
        Rndr::remove(&self.place);
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.place, marker);
        if let Some(shown) = self.shown.borrow_mut().as_mut() {
            shown.mount(parent, Some(&self.place));
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.shown.borrow().as_ref() {
            Some(shown) => shown.insert_before_this(child),
            None => insert_before(&self.place, child),
        }
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        let shown = self.shown.borrow();
        shown.as_ref().map(Mountable::elements).unwrap_or_default()
    }
}

impl AddAnyAttr for ShowIf {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self {
        let attr = attr.into_cloneable_owned();
        let Self { view, lead } = self;
        Self::new(move || Some(view()?.add_any_attr(attr.clone()).into_any())).leading(lead)
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
    ) -> WhenState {
        self.at(cursor.next_placeholder(position).unchecked_into())
    }

    fn into_owned(self) -> Self {
        self
    }
}
