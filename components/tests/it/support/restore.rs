//! Changes to the page that are undone at the end of the test.

use std::cell::{Cell, RefCell};
use std::sync::Once;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = restore)]
extern "C" {
    fn redefine(properties: &Array) -> Function;
}

type Undo = Box<dyn FnOnce()>;

thread_local! {
    static UNDO: RefCell<Vec<(u32, Undo)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Undoes a change to the page when it is dropped. A panicking test drops nothing, since wasm does
/// not unwind: then a panic hook undoes all changes, so that the next test finds the page
/// unchanged.
#[must_use]
pub(crate) struct Restore(u32);

impl Restore {
    pub(crate) fn by(undo: impl FnOnce() + 'static) -> Self {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let report = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                report(info);
                while let Some((_, undo)) = take(|_| true) {
                    undo();
                }
            }));
        });
        let id = NEXT.replace(NEXT.get() + 1);
        UNDO.with_borrow_mut(|all| all.push((id, Box::new(undo))));
        Self(id)
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        if let Some((_, undo)) = take(|id| id == self.0) {
            undo();
        }
    }
}

/// Removes and returns the newest entry whose id is `wanted`.
fn take(wanted: impl Fn(u32) -> bool) -> Option<(u32, Undo)> {
    UNDO.with(|all| {
        let mut all = all.try_borrow_mut().ok()?;
        let at = all.iter().rposition(|(id, _)| wanted(*id))?;
        Some(all.remove(at))
    })
}

/// Redefines properties until the guard is dropped. Each is `[target, name, descriptor]`; one
/// without a descriptor is deleted.
pub(crate) fn replace_all(properties: &Array) -> Restore {
    let undo = redefine(properties);
    Restore::by(move || {
        let _ = undo.call0(&JsValue::NULL);
    })
}

/// Changes a property's value until the guard is dropped.
pub(crate) fn replace(target: &JsValue, name: &str, value: &JsValue) -> Restore {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"value".into(), value).unwrap();
    replace_all(&Array::of1(&Array::of3(target, &name.into(), &descriptor)))
}

/// Hides the page until the guard is dropped, as when the user switches to another tab.
pub(crate) fn hide() -> Restore {
    let changed = || {
        let event = web_sys::Event::new("visibilitychange").unwrap();
        super::page::document().dispatch_event(&event).unwrap();
    };
    let hidden = replace(&super::page::document(), "hidden", &JsValue::TRUE);
    changed();
    Restore::by(move || {
        drop(hidden);
        changed();
    })
}
