//! A view that is in the page only while its function returns one.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::render::insert;
use super::view::Mounted;
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

    pub(super) fn map(self, change: impl Fn(AnyView) -> AnyView + Send + 'static) -> Self {
        let Self { view, lead } = self;
        Self::new(move || view().map(&change)).leading(lead)
    }

    pub(super) fn at(self, place: Node) -> ShowIfState {
        let shown = Rc::new(RefCell::new(None::<Mounted>));
        let effect = watch({
            let (place, shown) = (place.clone(), shown.clone());
            move || {
                let old = shown.take();
                let mut new = (self.view)().map(Mounted::build);
                let focused = old
                    .as_ref()
                    .is_some_and(|old| focus::is_inside(&old.elements()));
                if let Some(mut old) = old {
                    old.unmount();
                }
                if let (Some(new), Some(parent)) = (&mut new, place.parent_element()) {
                    new.mount(&parent, Some(&place));
                }
                shown.replace(new);
                if focused {
                    (self.lead)(&place);
                }
            }
        });
        ShowIfState {
            place,
            shown,
            _effect: effect,
        }
    }
}

pub(crate) struct ShowIfState {
    pub(super) place: Node,
    pub(super) shown: Rc<RefCell<Option<Mounted>>>,
    _effect: RenderEffect<()>,
}

impl ShowIfState {
    pub(super) fn remove(&self) {
        if let Some(shown) = self.shown.borrow_mut().as_mut() {
            shown.unmount();
        }
        // A comment has the method too, but web-sys has no type for both.
        self.place.unchecked_ref::<web_sys::Element>().remove();
    }

    pub(super) fn insert(&self, parent: &web_sys::Element, marker: Option<&Node>) {
        insert(parent, &self.place, marker);
        if let Some(shown) = self.shown.borrow_mut().as_mut() {
            shown.mount(parent, Some(&self.place));
        }
    }
}
