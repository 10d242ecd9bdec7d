//! The page's microphone permission, as far as the browser tells.

use js_sys::Promise;
use speko_proto::MicPermission;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::js::{property, text, texts};

#[wasm_bindgen]
extern "C" {
    /// `navigator.permissions`. The bindings of web-sys have no `microphone` permission.
    type Permissions;

    #[wasm_bindgen(method, catch)]
    fn query(this: &Permissions, descriptor: &JsValue) -> Result<Promise, JsValue>;
}

/// Queries the permission, for [`of`]. `None` in browsers that do not support this.
pub(super) fn query() -> Option<Promise> {
    let permissions = property(&web_sys::window()?.navigator(), "permissions");
    if !permissions.is_object() {
        return None;
    }
    let microphone = texts(&[("name", "microphone")]);
    let permissions = permissions.unchecked_ref::<Permissions>();
    permissions.query(&microphone).ok()
}

/// Reads a `PermissionStatus`.
pub(super) fn of(status: &JsValue) -> MicPermission {
    match text(status, "state").as_str() {
        "granted" => MicPermission::Granted,
        "denied" => MicPermission::Denied,
        "prompt" => MicPermission::Prompt,
        _ => MicPermission::Unknown,
    }
}
