//! Network changes and page unload.

use speko_proto::livekit::io::{Command, Input, LiveKitInput};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget};

use crate::web::browser::is_firefox;
use crate::web::input_sender::InputSender;
use crate::web::js::property;
use crate::web::listener::Listener;

/// Reports when the device comes online or moves to another network.
pub(super) fn changes(inputs: &InputSender<Input>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let changed = |target: &EventTarget, name| {
        inputs.listen(target, name, |_| {
            Some(Input::Transport(LiveKitInput::NetworkChanged))
        })
    };
    let mut listeners = vec![changed(&window, "online")];
    // `navigator.connection` exists in Chromium only.
    let connection = property(&window.navigator(), "connection");
    if let Some(connection) = connection.dyn_ref::<EventTarget>() {
        listeners.push(changed(connection, "change"));
    }
    listeners
}

/// Ends the call when the page is unloaded. Otherwise the agent would keep talking until the server
/// notices, which takes more than 15 s.
pub(super) fn leaving(inputs: &InputSender<Input>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let end = |_: &_| Some(Input::Command(Command::End));
    let mut listeners = vec![inputs.listen(&window, "pagehide", end)];
    if is_firefox() {
        // Firefox closes sockets before it fires `pagehide`, so nothing can be sent then.
        // `beforeunload` fires earlier, but also for downloads and `tel:` links, which therefore
        // end a call in Firefox. A page that asks the user to confirm does not know the answer yet,
        // so the call continues.
        listeners.push(
            inputs.listen_last(&window, "beforeunload", |event: &Event| {
                let asks = event.default_prevented() || property(event, "returnValue").is_truthy();
                (!asks).then_some(Input::Command(Command::End))
            }),
        );
    }
    listeners
}
