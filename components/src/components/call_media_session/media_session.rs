//! The browser's media session: the call's title in the system's media controls, and headset and
//! media keys.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::navigator::{navigator, property};
use crate::Voice;
use crate::dom::{Callback, callback};

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

type Action = fn(&Voice, &JsValue);

/// A headset's only key arrives as `play` or `pause`. Without a handler it would stop the agent's
/// audio. Browsers send `pause` also when earbuds are taken out, so it never unmutes.
const ACTIONS: [(&str, Action); 5] = [
    ("togglemicrophone", toggle_mic),
    ("play", |voice, _| voice.set_mic_muted(false)),
    ("pause", |voice, _| voice.set_mic_muted(true)),
    ("hangup", |voice, _| voice.end()),
    ("stop", |voice, _| voice.end()),
];

fn toggle_mic(voice: &Voice, details: &JsValue) {
    // Safari's own control has muted or unmuted already, and says which. Elsewhere it is a toggle.
    match property(details, "isActivating").as_bool() {
        Some(active) => voice.set_mic_muted(!active),
        None => voice.toggle_mic(),
    }
}

/// Shows the call in the system's media controls until dropped.
pub(crate) struct Headset {
    session: Option<MediaSession>,
    title: String,
    _handlers: [Callback; ACTIONS.len()],
}

impl Headset {
    pub(crate) fn begin(voice: Voice) -> Self {
        let session = navigator("mediaSession").map(JsCast::unchecked_into::<MediaSession>);
        let _handlers = ACTIONS.map(|(name, act)| {
            let handler = callback(move |details| act(&voice, &details));
            if let Some(session) = &session {
                let _ = session.set_action_handler(name, handler.as_ref());
            }
            handler
        });
        Self {
            session,
            title: String::new(),
            _handlers,
        }
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

    /// Reports the requested mute state. Safari mutes or unmutes the track itself, so the state
    /// that the track reports must not be sent back: it follows this command.
    ///
    /// Safari accepts `false` only during a user gesture.
    pub(crate) fn mute(&self, muted: bool) {
        let Some(session) = &self.session else { return };
        // A muted call counts as paused, so that a headset's key is sent as `play`.
        let state = if muted { "paused" } else { "playing" };
        self.set("playbackState", &state.into());
        // Newer browsers return a promise, which may be rejected.
        if let Ok(set) = session.set_microphone_active(!muted)
            && let Ok(set) = set.dyn_into::<Promise>()
        {
            spawn_local(async move {
                let _ = JsFuture::from(set).await;
            });
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
        if let Some(session) = &self.session {
            for (name, _) in ACTIONS {
                let _ = session.set_action_handler(name, &JsValue::NULL);
            }
        }
        // The microphone is not reported as inactive: Safari would mute a call that goes on without
        // this component.
        self.set("metadata", &JsValue::NULL);
        self.set("playbackState", &"none".into());
    }
}
