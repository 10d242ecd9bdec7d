//! The page: a `<TranscriptFeed>`, which receives messages by
//! `window.turns.say(id, source, text, final)`.

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

type Say = dyn Fn(String, String, String, bool);

pub(crate) fn open() {
    leptos::mount::mount_to_body(|| {
        let nowhere = Credentials::new("ws://127.0.0.1:9", "aa.bb.cc");
        let voice = Voice::new(VoiceOptions::new(nowhere));
        listen(voice);
        view! { <TranscriptFeed voice=voice /> }
    });
}

fn listen(voice: Voice) {
    let say = Closure::<Say>::new(move |id, source: String, text, is_final| {
        voice.emit(Event::Message(Message {
            source: if source == "user" {
                Source::User
            } else {
                Source::Agent
            },
            text,
            is_final,
            segment_id: Some(id),
            started_at: None,
        }));
    });
    let turns = Object::new();
    // Cannot fail: both objects are plain.
    let _ = Reflect::set(&turns, &JsValue::from("say"), &say.into_js_value());
    let _ = Reflect::set(&js_sys::global(), &JsValue::from("turns"), &turns);
}
