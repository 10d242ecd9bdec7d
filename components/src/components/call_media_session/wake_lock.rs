//! The screen wake lock.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Promise;
use leptos::prelude::document;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::navigator::navigator;
use crate::dom::Listener;

#[wasm_bindgen]
extern "C" {
    /// `navigator.wakeLock`, which web-sys marks as unstable.
    type WakeLock;

    #[wasm_bindgen(method, catch)]
    fn request(this: &WakeLock, kind: &str) -> Result<Promise, JsValue>;

    /// The browser's `WakeLockSentinel`, which keeps the screen on.
    type Sentinel;

    #[wasm_bindgen(method, catch)]
    fn release(this: &Sentinel) -> Result<Promise, JsValue>;
}

/// Keeps the screen on until dropped.
pub(crate) struct KeepAwake {
    held: Rc<Held>,
    _shown: Listener,
}

#[derive(Default)]
struct Held {
    sentinel: RefCell<Option<Sentinel>>,
    over: Cell<bool>,
}

impl KeepAwake {
    pub(crate) fn begin() -> Self {
        let held = Rc::new(Held::default());
        let weak = Rc::downgrade(&held);
        ask(&weak);
        // The browser releases the lock when the page is hidden.
        let again: Box<dyn FnMut(web_sys::Event)> = Box::new(move |_| ask(&weak));
        let _shown = Listener::new(&document(), "visibilitychange", again);
        Self { held, _shown }
    }
}

impl Drop for KeepAwake {
    fn drop(&mut self) {
        self.held.over.set(true);
        self.held.hold(None);
    }
}

impl Held {
    fn hold(&self, sentinel: Option<Sentinel>) {
        if let Some(old) = self.sentinel.replace(sentinel) {
            // The promise is fulfilled, also if the browser has already released the lock.
            let _ = old.release();
        }
    }
}

fn ask(held: &Weak<Held>) {
    if document().hidden() {
        return;
    }
    let Some(lock) = navigator("wakeLock") else {
        return;
    };
    let Ok(asked) = lock.unchecked_ref::<WakeLock>().request("screen") else {
        return;
    };
    let held = held.clone();
    spawn_local(async move {
        // Rejected on low battery, for example. The screen then turns off as usual.
        let Ok(sentinel) = JsFuture::from(asked).await else {
            return;
        };
        let sentinel: Sentinel = sentinel.unchecked_into();
        match held.upgrade().filter(|held| !held.over.get()) {
            Some(held) => held.hold(Some(sentinel)),
            None => {
                let _ = sentinel.release();
            }
        }
    });
}
