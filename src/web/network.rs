//! Network changes, page unload, and what the page remembers about servers.

use speko_proto::livekit::io::{Command, Input, LiveKitInput};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, Storage};

use super::js::{InputSender, Listener, property};

/// Reports when the device comes online or moves to another network.
pub(super) fn changes(link: &InputSender<Input>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let changed = |target: &EventTarget, name| {
        link.listen(target, name, |_| {
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

const KEY: &str = "speko-dual:";

/// Returns `localStorage`. `None` if the page may not use it: then the need for two peer
/// connections is detected again in each call.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Makes the browser load the `localStorage` of this site. The first access blocks the main thread
/// (2 ms, longer on a slow disk). Call it before the click, so that the user does not wait for it.
pub fn load_storage() {
    let _ = storage().and_then(|storage| storage.get_item(KEY).ok());
}

pub(super) fn remember_dual_pc(authority: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&(KEY.to_owned() + authority), "1");
    }
}

/// Ends the call when the page is unloaded. Otherwise the agent would keep talking until the server
/// notices, which takes more than 15 s.
pub(super) fn leaving(link: &InputSender<Input>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let end = |_: &_| Some(Input::Command(Command::End));
    let mut listeners = vec![link.listen(&window, "pagehide", end)];
    if is_firefox() {
        // Firefox closes sockets before it fires `pagehide`, so nothing can be sent then.
        // `beforeunload` fires earlier, but also for downloads and `tel:` links, which therefore
        // end a call in Firefox. A page that asks the user to confirm does not know the answer yet,
        // so the call goes on.
        listeners.push(link.listen_last(&window, "beforeunload", |event: &Event| {
            let asks = event.default_prevented() || property(event, "returnValue").is_truthy();
            (!asks).then_some(Input::Command(Command::End))
        }));
    }
    listeners
}

pub(super) fn is_firefox() -> bool {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    // Compares bytes: the string searches of std would add several KB to the wasm.
    agent.is_some_and(|agent| agent.as_bytes().windows(8).any(|part| part == b"Firefox/"))
}

/// Returns whether this server or this browser needs two peer connections. With a single one,
/// Firefox receives no audio from some servers (LiveKit before 1.13.2). LiveKit's own client does
/// not use a single one in Firefox either.
pub(super) fn needs_dual_pc(authority: &str) -> bool {
    let remembered = || storage()?.get_item(&(KEY.to_owned() + authority)).ok()?;
    is_firefox() || remembered().is_some()
}
