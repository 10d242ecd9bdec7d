//! What a telephone does and a page does not by itself: the screen stays on, and the headset's keys work.

mod awake;
mod headset;

pub(crate) use awake::Awake;
pub(crate) use headset::Headset;

use wasm_bindgen::JsValue;

/// A property, or `undefined` of what has none.
fn property(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A property of `navigator`, where the browser has it.
fn navigator(name: &str) -> Option<JsValue> {
    let navigator = property(&js_sys::global(), "navigator");
    Some(property(&navigator, name)).filter(JsValue::is_object)
}
