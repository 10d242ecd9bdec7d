//! Helpers for JavaScript values.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// Returns a plain object with these fields.
pub(crate) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Cannot fail: the object is plain.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}
