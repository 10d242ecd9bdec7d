//! Whether a call needs two peer connections, and the servers that are remembered to need them.

use web_sys::Storage;

use crate::web::browser::is_firefox;

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

pub(super) fn remember(authority: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&(KEY.to_owned() + authority), "1");
    }
}

/// Returns whether this server or this browser needs two peer connections. With a single one,
/// Firefox receives no audio from some servers (LiveKit before 1.13.2). LiveKit's own client does
/// not use a single one in Firefox either.
pub(super) fn is_needed(authority: &str) -> bool {
    let remembered = || storage()?.get_item(&(KEY.to_owned() + authority)).ok()?;
    is_firefox() || remembered().is_some()
}
