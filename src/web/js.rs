//! JavaScript helpers that all drivers use: listeners, timers, promises and plain objects.
//! Listeners and timers are released on drop.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use speko_proto::Millis;
use speko_proto::engine::io::{Input, MediaInput};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, EventTarget, MessageEvent, Performance};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(callback: &Function, millis: i32) -> i32;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
}

/// Returns the session clock in ms since the Unix epoch. It is rounded down, so that no timer fires
/// a fraction before its deadline.
pub(crate) fn now() -> Millis {
    PERFORMANCE.with(|clock| Millis((clock.time_origin() + clock.now()) as u64))
}

/// Sends inputs to a session. It does not keep the session alive: inputs after the session is
/// dropped are discarded.
pub(super) struct InputSender<I>(Rc<dyn Fn(I)>);

impl<I> Clone for InputSender<I> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: 'static> InputSender<Input<T>> {
    /// Returns a sender for what all transports share.
    pub(super) fn media(&self) -> InputSender<MediaInput> {
        let link = self.clone();
        InputSender::new(move |input| link.send(Input::Media(input)))
    }
}

impl<I: 'static> InputSender<I> {
    pub(super) fn new(inbox: impl Fn(I) + 'static) -> Self {
        Self(Rc::new(inbox))
    }

    pub(super) fn send(&self, input: I) {
        (self.0)(input);
    }

    /// Adds a listener for events of this name. If `input` returns an input for an event, sends it.
    pub(super) fn listen(
        &self,
        target: &EventTarget,
        name: &'static str,
        input: impl Fn(&Event) -> Option<I> + 'static,
    ) -> Listener {
        self.listen_for(target, name, Box::new(input))
    }

    /// Like [`listen`](Self::listen), but runs after all other listeners of `target`, even those
    /// added later. The event then shows what they did to it, such as `preventDefault()`.
    pub(super) fn listen_last(
        &self,
        target: &EventTarget,
        name: &'static str,
        input: impl Fn(&Event) -> Option<I> + Copy + 'static,
    ) -> Listener {
        let (link, place) = (self.clone(), target.clone());
        let mut last = None;
        // A listener that is added during the capture phase runs last among the non-capturing ones.
        let heard = callback(move |_| {
            drop(last.take());
            last = Some(link.listen(&place, name, input));
        });
        Listener::add(target, name, heard, true)
    }

    fn listen_for(&self, target: &EventTarget, name: &'static str, input: ToInput<I>) -> Listener {
        let link = self.clone();
        let heard = callback(move |event| {
            if let Some(input) = input(event.unchecked_ref()) {
                link.send(input);
            }
        });
        Listener::add(target, name, heard, false)
    }
}

type ToInput<I> = Box<dyn Fn(&Event) -> Option<I>>;

/// The type of every JavaScript callback, the same as js-sys uses for promises. Each further
/// closure type would add an adapter to the wasm and to its JS glue.
type Callback = Closure<dyn FnMut(JsValue) -> Result<(), JsError>>;

fn callback(mut run: impl FnMut(JsValue) + 'static) -> Callback {
    Closure::new(move |value| {
        run(value);
        Ok(())
    })
}

/// An event listener that is removed on drop.
///
/// It may be dropped during its own call: wasm-bindgen keeps a closure's environment until the call
/// returns, and a removed listener is not called again.
#[must_use = "dropping it removes the listener"]
pub(super) struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Callback,
    /// Whether it listens in the capture phase.
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
        // Fails only if `target` is not an event target.
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

/// A timer that can be set repeatedly. Dropping it cancels it.
#[must_use = "dropping it cancels the timer"]
pub(super) struct Timer {
    closure: Callback,
    running: Rc<Cell<Option<i32>>>,
}

/// The longest delay of `setTimeout`, in ms. For a later deadline the timer is set again
/// afterwards.
const LONGEST: u64 = i32::MAX as u64;

impl Timer {
    pub(super) fn new(ring: impl Fn() + 'static) -> Self {
        let running = Rc::new(Cell::new(None));
        let mine = Rc::clone(&running);
        let closure = callback(move |_| {
            mine.set(None);
            ring();
        });
        Self { closure, running }
    }

    /// Sets the timer to fire once in `millis` ms. Replaces any earlier setting.
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

impl Drop for Timer {
    fn drop(&mut self) {
        self.off();
    }
}

/// Runs `then` when the promise settles, however late, because its result may have to be released.
pub(super) fn on_settled(promise: Promise, then: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    settle(promise, Box::new(then));
}

/// Ignores the outcome of a promise. Use it if a failure shows elsewhere.
pub(super) fn detach(promise: Promise) {
    on_settled(promise, |_| {});
}

type Then = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

fn settle(promise: Promise, then: Then) {
    spawn(async move { then(JsFuture::from(promise).await) });
}

/// Spawns a task. The future is boxed, as in Leptos: each further type would add a copy of the
/// spawning code to the wasm.
pub(super) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local(future);
}

/// Creates a plain object with these properties.
pub(super) fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        set(&object, name, value);
    }
    object
}

/// Creates a plain object with these string properties.
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

/// Returns a property, or `undefined` if it is missing or `of` is not an object.
pub(super) fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Iterates over an array whose items are known to be of type `T`. The type is not checked.
pub(super) fn items<T: JsCast>(array: &Array) -> impl Iterator<Item = T> {
    array.iter().map(JsCast::unchecked_into)
}

/// Returns the name of a browser error, such as `NotAllowedError`. The message is left out, because
/// it may quote a URL.
pub(super) fn error_name(error: &JsValue) -> String {
    property(error, "name")
        .as_string()
        .unwrap_or_else(|| "Error".to_owned())
}

/// Returns the bytes of a binary message. `None` for a text message.
pub(super) fn binary(event: &Event) -> Option<Vec<u8>> {
    let data = event.unchecked_ref::<MessageEvent>().data();
    let buffer = data.dyn_ref::<ArrayBuffer>()?;
    Some(Uint8Array::new(buffer).to_vec())
}
