//! What the browser knows of the network, and what this page knows of servers.

use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, Storage};

use super::js::{Link, Listener, property};
use crate::call::io::{Command, Input};

/// Tells when the machine is online again, or on another network.
pub(super) fn changes(link: &Link) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let changed =
        |target: &EventTarget, name| link.listen(target, name, |_| Some(Input::NetworkChanged));
    let mut listeners = vec![changed(&window, "online")];
    // Chromium only.
    let connection = property(&window.navigator(), "connection");
    if let Some(connection) = connection.dyn_ref::<EventTarget>() {
        listeners.push(changed(connection, "change"));
    }
    listeners
}

const KEY: &str = "speko-dual:";

/// A page may be denied its storage: then it asks again.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Has the browser load what this site has stored. It does so when it is first asked for it, and the page stands still
/// meanwhile (2 ms, and more on a slow disk): before a click nobody waits for that.
pub fn load_storage() {
    let _ = storage().and_then(|storage| storage.get_item(KEY).ok());
}

pub(super) fn remember_dual(place: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&(KEY.to_owned() + place), "1");
    }
}

/// Hangs up when the page goes away, or the agent would talk on to nobody until the server notices, and that takes it
/// more than 15 s.
pub(super) fn leaving(link: &Link) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let end = |_: &_| Some(Input::Command(Command::End));
    let mut listeners = vec![link.listen(&window, "pagehide", end)];
    if is_firefox() {
        // It closes the sockets before it says `pagehide`, and nothing is sent any more. `beforeunload` comes earlier, but
        // for a download and for a `tel:` link too: they end a call there. A page that asks its person whether to go
        // does not know the answer yet.
        listeners.push(link.listen_last(&window, "beforeunload", |event: &Event| {
            let asks = event.default_prevented() || property(event, "returnValue").is_truthy();
            (!asks).then_some(Input::Command(Command::End))
        }));
    }
    listeners
}

pub(super) fn is_firefox() -> bool {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    // Byte by byte: std's searches in texts are KBs of a page.
    agent.is_some_and(|agent| agent.as_bytes().windows(8).any(|part| part == b"Firefox/"))
}

/// Whether this server, or this browser, needs two peer connections. Firefox's single one brings no sound from some
/// servers (LiveKit before 1.13.2), and their own client does without it there.
pub(super) fn needs_dual(place: &str) -> bool {
    let remembered = || storage()?.get_item(&(KEY.to_owned() + place)).ok()?;
    is_firefox() || remembered().is_some()
}
