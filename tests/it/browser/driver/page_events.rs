//! Events of the page that concern a session.

use speko_proto::livekit::io::{Command, Input};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn pagehide_ends_the_session() {
    let mut rig = rig();
    let leave = || {
        let event = web_sys::Event::new("pagehide").unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap()
    };
    leave();
    assert_eq!(rig.try_next(), Some(Input::Command(Command::End)));
    rig.finish();
    leave();
    assert_eq!(rig.try_next(), None);
}

#[wasm_bindgen_test]
async fn resume_and_visibilitychange_trigger_a_tick() {
    let mut rig = rig();
    let page = web_sys::window().unwrap().document().unwrap();
    let wake = |name| {
        let event = web_sys::Event::new(name).unwrap();
        page.dispatch_event(&event).unwrap()
    };
    for name in ["resume", "visibilitychange"] {
        wake(name);
        assert_eq!(rig.try_next(), Some(Input::Tick), "{name}");
    }
    rig.finish();
    wake("resume");
    assert_eq!(rig.try_next(), None);
}
