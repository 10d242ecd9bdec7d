//! Reads properties of `navigator` that not every browser has.

use wasm_bindgen::JsValue;

/// Reads a property. Returns `undefined` if it cannot be read.
pub(super) fn property(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Reads a property of `navigator`. `None` if the browser does not have it.
pub(super) fn navigator(name: &str) -> Option<JsValue> {
    let navigator = property(&js_sys::global(), "navigator");
    Some(property(&navigator, name)).filter(JsValue::is_object)
}
