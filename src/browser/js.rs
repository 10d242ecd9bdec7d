//! What every driver needs of JavaScript: listeners, timers, promises and plain objects that clean up after themselves.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, EventTarget, MessageEvent, Performance};

use crate::call::io::Input;
use crate::time::Millis;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(callback: &Function, millis: i32) -> i32;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
}

/// The session's clock, rounded down: a timer then never comes before its deadline by a fraction.
pub(crate) fn now() -> Millis {
    PERFORMANCE.with(|clock| Millis((clock.time_origin() + clock.now()) as u64))
}

/// Where drivers put their facts. It holds nothing alive: after the session its facts go nowhere.
#[derive(Clone)]
pub(super) struct Link(Rc<dyn Fn(Input)>);

impl Link {
    pub(super) fn new(inbox: impl Fn(Input) + 'static) -> Self {
        Self(Rc::new(inbox))
    }

    pub(super) fn tell(&self, fact: Input) {
        (self.0)(fact);
    }

    /// Tells what `fact` makes of each event of this name.
    pub(super) fn listen(
        &self,
        target: &EventTarget,
        name: &'static str,
        fact: impl Fn(&Event) -> Option<Input> + 'static,
    ) -> Listener {
        self.listen_for(target, name, Box::new(fact))
    }

    /// The same, after whatever else listens there, however late it began: what it made of the event is known by then.
    pub(super) fn listen_last(
        &self,
        target: &EventTarget,
        name: &'static str,
        fact: impl Fn(&Event) -> Option<Input> + Copy + 'static,
    ) -> Listener {
        let (link, place) = (self.clone(), target.clone());
        let mut last = None;
        // One that is added while the event is caught is the last of those that it bubbles to.
        let heard = callback(move |_| {
            drop(last.take());
            last = Some(link.listen(&place, name, fact));
        });
        Listener::add(target, name, heard, true)
    }

    fn listen_for(&self, target: &EventTarget, name: &'static str, fact: Fact) -> Listener {
        let link = self.clone();
        let heard = callback(move |event| {
            if let Some(fact) = fact(event.unchecked_ref()) {
                link.tell(fact);
            }
        });
        Listener::add(target, name, heard, false)
    }
}

type Fact = Box<dyn Fn(&Event) -> Option<Input>>;

/// What JavaScript calls, of the one type that js-sys' own promises have: each further type is another adapter in a page,
/// in the wasm and in its glue.
type Callback = Closure<dyn FnMut(JsValue) -> Result<(), JsError>>;

fn callback(mut run: impl FnMut(JsValue) + 'static) -> Callback {
    Closure::new(move |value| {
        run(value);
        Ok(())
    })
}

/// An event listener that is taken off when dropped.
///
/// It may be dropped from within its own call: wasm-bindgen keeps a closure's environment until the call returns, and
/// once removed it is not called again.
#[must_use = "dropping it stops listening"]
pub(super) struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Callback,
    /// Catches the event, before those that it bubbles to.
    catches: bool,
}

impl Listener {
    pub(super) fn new(
        target: &EventTarget,
        name: &'static str,
        heard: impl Fn(&Event) + 'static,
    ) -> Self {
        let heard = callback(move |event| heard(event.unchecked_ref()));
        Self::add(target, name, heard, false)
    }

    fn add(target: &EventTarget, name: &'static str, closure: Callback, catches: bool) -> Self {
        let callback = closure.as_ref().unchecked_ref();
        // Fails only for an object that is no event target.
        let _ = target.add_event_listener_with_callback_and_bool(name, callback, catches);
        Self {
            target: target.clone(),
            name,
            closure,
            catches,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let target = &self.target;
        let _ =
            target.remove_event_listener_with_callback_and_bool(self.name, callback, self.catches);
    }
}

/// One timer that can be set again and again; dropped, it is off.
#[must_use = "dropping it switches it off"]
pub(super) struct Alarm {
    closure: Callback,
    running: Rc<Cell<Option<i32>>>,
}

/// The longest that `setTimeout` can wait. A later deadline is set again when this is over.
const LONGEST: u64 = i32::MAX as u64;

impl Alarm {
    pub(super) fn new(ring: impl Fn() + 'static) -> Self {
        let running = Rc::new(Cell::new(None));
        let mine = Rc::clone(&running);
        let closure = callback(move |_| {
            mine.set(None);
            ring();
        });
        Self { closure, running }
    }

    /// Rings once, so many milliseconds from now, and not when it was to before.
    pub(super) fn ring_in(&self, millis: u64) {
        self.off();
        let callback = self.closure.as_ref().unchecked_ref();
        let id = set_timeout(callback, millis.min(LONGEST) as i32);
        self.running.set(Some(id));
    }

    pub(super) fn off(&self) {
        if let Some(id) = self.running.take() {
            clear_timeout(id);
        }
    }

    pub(super) fn is_set(&self) -> bool {
        self.running.get().is_some()
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.off();
    }
}

/// Runs `then` when the promise has settled, however late: what it brings has to be dealt with.
pub(super) fn later(promise: Promise, then: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    settle(promise, Box::new(then));
}

/// Nobody waits for it, and whether it fails shows elsewhere.
pub(super) fn whenever(promise: Promise) {
    later(promise, |_| {});
}

type Then = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

fn settle(promise: Promise, then: Then) {
    spawn(async move { then(JsFuture::from(promise).await) });
}

/// Lets it run by itself. In a box, as Leptos' own are: each further type would be another copy of how tasks are begun.
pub(super) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local(future);
}

/// A plain object of these properties.
pub(super) fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        set(&object, name, value);
    }
    object
}

/// The same where all of them are texts.
pub(super) fn texts(properties: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        set(&object, name, &JsValue::from_str(value));
    }
    object
}

pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A property, or `undefined` of what has none.
pub(super) fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Items of an array that is known to hold these.
pub(super) fn items<T: JsCast>(array: &Array) -> impl Iterator<Item = T> {
    array.iter().map(JsCast::unchecked_into)
}

/// The browser's name for an error, such as `NotAllowedError`. Its message is left out: it may quote a URL.
pub(super) fn error_name(error: &JsValue) -> String {
    property(error, "name")
        .as_string()
        .unwrap_or_else(|| "Error".to_owned())
}

/// The bytes of a binary message; nothing for a text.
pub(super) fn binary(event: &Event) -> Option<Vec<u8>> {
    let data = event.unchecked_ref::<MessageEvent>().data();
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Uint8Array::new(buffer).to_vec())
}
