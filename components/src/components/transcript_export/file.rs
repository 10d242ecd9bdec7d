//! Saves a text as a file.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// A file in the browser's memory (a `blob:` URL), released on drop.
pub(super) struct File(String);

impl File {
    fn new(text: &str, media_type: &str) -> Result<Self, JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let parts = Array::of1(&text.into());
        let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
        Url::create_object_url_with_blob(&blob).map(Self)
    }

    /// Makes the browser save the text as a file. Returns `None` on failure.
    ///
    /// Keep the result for a while: Safari asks the user first, and reads the file only then.
    pub(super) fn save(text: &str, media_type: &str, name: &str) -> Option<Self> {
        let file = Self::new(text, media_type).ok()?;
        let link = web_sys::window()?.document()?.create_element("a").ok()?;
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&file.0);
        link.set_download(name);
        link.click();
        Some(file)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // Fails only without an argument.
        let _ = Url::revoke_object_url(&self.0);
    }
}
