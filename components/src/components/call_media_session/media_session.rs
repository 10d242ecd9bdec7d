//! The browser's media session: the call's title in the system's media controls, and headset and
//! media keys.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::navigator::{navigator, property};
use crate::Voice;

#[wasm_bindgen]
extern "C" {
    /// `navigator.mediaSession`, which web-sys marks as unstable.
    type MediaSession;

    /// Throws if the browser does not know the action.
    #[wasm_bindgen(method, catch, js_name = setActionHandler)]
    fn set_action_handler(this: &MediaSession, action: &str, act: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = setMicrophoneActive)]
    fn set_microphone_active(this: &MediaSession, active: bool) -> Result<JsValue, JsValue>;
}

/// A headset's only key arrives as `play` or `pause`. Without a handler it would stop the agent's
/// audio.
const MUTE: [&str; 3] = ["togglemicrophone", "play", "pause"];
const HANG_UP: [&str; 2] = ["hangup", "stop"];

/// Shows the call in the system's media controls until dropped.
pub(crate) struct Headset {
    session: Option<MediaSession>,
    title: String,
    _mute: Closure<dyn FnMut()>,
    _hang_up: Closure<dyn FnMut()>,
}

impl Headset {
    pub(crate) fn begin(voice: Voice) -> Self {
        let act = |act: Box<dyn FnMut()>| Closure::wrap(act);
        let this = Self {
            session: navigator("mediaSession").map(JsCast::unchecked_into),
            title: String::new(),
            _mute: act(Box::new(move || voice.toggle_mic())),
            _hang_up: act(Box::new(move || voice.end())),
        };
        this.keys(&MUTE, this._mute.as_ref());
        this.keys(&HANG_UP, this._hang_up.as_ref());
        // Muting does not pause the call: the agent keeps talking.
        this.set("playbackState", &"playing".into());
        this
    }

    pub(crate) fn title(&mut self, title: &str) {
        if self.title == title {
            return;
        }
        self.title = title.to_owned();
        let words = Object::new();
        let _ = Reflect::set(&words, &"title".into(), &title.into());
        let metadata = property(&js_sys::global(), "MediaMetadata");
        if let Some(metadata) = metadata.dyn_ref::<Function>()
            && let Ok(metadata) = Reflect::construct(metadata, &Array::of1(&words))
        {
            self.set("metadata", &metadata);
        }
    }

    pub(crate) fn microphone(&self, active: bool) {
        let Some(session) = &self.session else { return };
        // Newer browsers return a promise, which may be rejected.
        if let Ok(set) = session.set_microphone_active(active)
            && let Ok(set) = set.dyn_into::<Promise>()
        {
            spawn_local(async move {
                let _ = JsFuture::from(set).await;
            });
        }
    }

    fn keys(&self, actions: &[&str], act: &JsValue) {
        if let Some(session) = &self.session {
            for action in actions {
                let _ = session.set_action_handler(action, act);
            }
        }
    }

    fn set(&self, name: &str, value: &JsValue) {
        if let Some(session) = &self.session {
            let _ = Reflect::set(session, &name.into(), value);
        }
    }
}

impl Drop for Headset {
    fn drop(&mut self) {
        self.keys(&MUTE, &JsValue::NULL);
        self.keys(&HANG_UP, &JsValue::NULL);
        self.microphone(false);
        self.set("metadata", &JsValue::NULL);
        self.set("playbackState", &"none".into());
    }
}
