//! JavaScript helpers that all drivers use: the clock, callbacks, promises and plain objects.

use std::cell::Cell;
use std::pin::Pin;

use js_sys::{Array, ArrayBuffer, Date, Object, Promise, Reflect, Uint8Array};
use speko_proto::Millis;
use speko_proto::time::SessionClock;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, MessageEvent, Performance};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;
}

thread_local!(static CLOCK: Cell<SessionClock> = const { Cell::new(SessionClock::new()) });

/// Returns the session clock in ms since the Unix epoch. It is rounded down, so that no timer fires
/// a fraction before its deadline.
pub(crate) fn now() -> Millis {
    let monotonic = PERFORMANCE.with(|clock| (clock.time_origin() + clock.now()) as u64);
    let mut clock = CLOCK.get();
    let now = clock.read(monotonic, Date::now() as u64);
    CLOCK.set(clock);
    now
}

/// The type of every JavaScript callback, the same as js-sys uses for promises. Each further
/// closure type would add an adapter to the wasm and to its JS glue.
pub(super) type Callback = Closure<dyn FnMut(JsValue) -> Result<(), JsError>>;

pub(super) fn callback(mut run: impl FnMut(JsValue) + 'static) -> Callback {
    Closure::new(move |value| {
        run(value);
        Ok(())
    })
}

/// Runs `then` when the promise settles, however late, because its result may have to be released.
pub(super) fn on_settled(promise: Promise, then: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    settle(promise, Box::new(then));
}

/// Ignores the outcome of a promise. Use it where another event reports the failure.
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

/// Returns a property that holds a string, or an empty string.
#[inline(never)]
pub(super) fn text(of: &JsValue, name: &str) -> String {
    property(of, name).as_string().unwrap_or_default()
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
