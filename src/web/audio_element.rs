//! The audio elements of the page.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlMediaElement, MediaStream, MediaStreamTrack};

#[wasm_bindgen]
extern "C" {
    /// An audio element with the method that web-sys lacks.
    type AudioElementExt;

    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    fn set_sink_id(this: &AudioElementExt, device_id: &str) -> Result<Promise, JsValue>;
}

/// Selects the output device. Fails if the browser does not support it.
pub(super) fn set_sink_id(element: &HtmlMediaElement, device: &str) -> Result<Promise, JsValue> {
    element
        .unchecked_ref::<AudioElementExt>()
        .set_sink_id(device)
}

/// Creates a hidden element that plays without controls.
pub(super) fn make_element() -> Option<HtmlMediaElement> {
    let document = web_sys::window()?.document()?;
    let element: HtmlMediaElement = document.create_element("audio").ok()?.unchecked_into();
    for name in ["autoplay", "playsinline", "hidden", "data-speko-audio"] {
        let _ = element.set_attribute(name, "");
    }
    Some(element)
}

/// Plays this track, and adds the element to the page.
pub(super) fn set_track(element: &HtmlMediaElement, track: &MediaStreamTrack) {
    let Ok(stream) = MediaStream::new() else {
        return;
    };
    stream.add_track(track);
    element.set_src_object(Some(&stream));
    let body = element.owner_document().and_then(|page| page.body());
    if let Some(body) = body {
        let _ = body.append_child(element);
    }
}

/// Returns whether a page can change the playback volume. On iOS only the device's buttons can:
/// every element's `volume` stays 1 there, whatever it is set to.
pub fn can_set_volume() -> bool {
    make_element().is_none_or(|element| {
        element.set_volume(0.5);
        element.volume() < 1.0
    })
}
