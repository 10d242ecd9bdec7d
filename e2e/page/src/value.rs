//! JavaScript values.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// A plain object of these.
pub(crate) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // It cannot fail: the object is a plain one.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}
