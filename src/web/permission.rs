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

/// Queries the permission, for [`of`]. Rejected in browsers that do not support this.
pub(super) fn query() -> Promise {
    let navigator = property(&js_sys::global(), "navigator");
    let permissions = property(&navigator, "permissions");
    let permissions = permissions.unchecked_ref::<Permissions>();
    let answer = permissions.query(&texts(&[("name", "microphone")]));
    answer.unwrap_or_else(|error| Promise::reject(&error))
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
