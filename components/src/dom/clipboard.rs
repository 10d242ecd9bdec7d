//! Writes to the clipboard.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Copies `text` to the clipboard and resolves to whether that succeeded.
///
/// The write starts before the future is polled, because browsers allow it only within a click.
pub(crate) fn copy(text: &str) -> impl Future<Output = bool> + 'static {
    let begun = write_text(text);
    async move {
        match begun {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        }
    }
}

/// Returns `None` without a clipboard, as on a page served over plain `http:`.
fn write_text(text: &str) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    if !clipboard.is_object() {
        return None;
    }
    let write: Function = Reflect::get(&clipboard, &"writeText".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let promise = write.call1(&clipboard, &text.into()).ok()?;
    Some(Promise::resolve(&promise))
}
