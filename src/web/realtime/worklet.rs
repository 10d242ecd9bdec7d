//! Audio in an AudioWorklet: one node that captures and plays, on the browser's audio thread.

use js_sys::{Array, Float32Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AudioContext, AudioNode, AudioWorkletNode, AudioWorkletNodeOptions, Blob, BlobPropertyBag,
    MessageEvent, Url,
};

use crate::web::js::{object, on_settled, property};
use crate::web::listener::Listener;

/// The source of the worklet, for apps that do not host it.
const CODE: &str = include_str!("worklets.js");

/// Loads the worklet and calls `then` with whether it succeeded. Some browsers have no worklets,
/// and some pages forbid them.
pub(super) fn load(context: &AudioContext, url: Option<&str>, then: impl FnOnce(bool) + 'static) {
    let made = if url.is_none() { blob() } else { None };
    let url = url.or(made.as_deref());
    match url.and_then(|url| add_module(context, url)) {
        Some(loading) => on_settled(loading, move |loaded| {
            if let Some(made) = made {
                let _ = Url::revoke_object_url(&made);
            }
            then(loaded.is_ok());
        }),
        None => then(false),
    }
}

fn add_module(context: &AudioContext, url: &str) -> Option<Promise> {
    // An insecure page has no `audioWorklet`, and the web-sys methods on it would throw.
    if property(context, "audioWorklet").is_undefined() {
        return None;
    }
    context.audio_worklet().ok()?.add_module(url).ok()
}

fn blob() -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let parts = Array::of1(&JsValue::from_str(CODE));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// The node and its listener.
pub(super) struct Worklet {
    node: AudioWorkletNode,
    _listener: Listener,
}

impl Worklet {
    /// Creates the node. `captured` receives a block of samples every 10 ms while a microphone is
    /// connected.
    pub(super) fn new(
        context: &AudioContext,
        captured: impl Fn(Vec<f32>) + 'static,
    ) -> Option<Self> {
        let options = AudioWorkletNodeOptions::new();
        let size = f64::from(context.sample_rate() / 100.0).round();
        options.set_processor_options(Some(&object(&[("size", size.into())])));
        options.set_output_channel_count(&Array::of1(&1.into()));
        let node = AudioWorkletNode::new_with_options(context, "speko", &options).ok()?;
        let port = node.port().ok()?;
        let listener = Listener::new(&port, "message", move |event| {
            let data = event.unchecked_ref::<MessageEvent>().data();
            captured(data.unchecked_ref::<Float32Array>().to_vec());
        });
        port.start();
        Some(Self {
            node,
            _listener: listener,
        })
    }

    pub(super) fn node(&self) -> &AudioNode {
        &self.node
    }

    pub(super) fn play(&self, at: u64, samples: &[f32]) {
        let samples = Float32Array::from(samples);
        let message = Array::of2(&JsValue::from(at as f64), &samples);
        if let Ok(port) = self.node.port() {
            let _ = port.post_message_with_transferable(&message, &Array::of1(&samples.buffer()));
        }
    }

    pub(super) fn flush(&self) {
        if let Ok(port) = self.node.port() {
            let _ = port.post_message(&JsValue::FALSE);
        }
    }
}
