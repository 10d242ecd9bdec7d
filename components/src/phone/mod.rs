//! What a phone call needs and a page lacks by default: the screen stays on, and headset keys work.

mod media_session;
mod wake_lock;

pub(crate) use media_session::Headset;
pub(crate) use wake_lock::KeepAwake;

use wasm_bindgen::JsValue;

/// Reads a property. Returns `undefined` if it cannot be read.
fn property(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Reads a property of `navigator`. `None` if the browser does not have it.
fn navigator(name: &str) -> Option<JsValue> {
    let navigator = property(&js_sys::global(), "navigator");
    Some(property(&navigator, name)).filter(JsValue::is_object)
}
