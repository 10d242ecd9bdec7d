//! The clipboard.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Puts the text on the clipboard; whether it is there. Begins at once: browsers allow it only within a click.
pub(crate) fn copy(text: &str) -> impl Future<Output = bool> + 'static {
    let begun = write_text(text);
    async move {
        match begun {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        }
    }
}

/// Nothing where there is no clipboard, as on a page that came by plain `http:`.
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
