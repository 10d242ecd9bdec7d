//! What a session needs to know of its page.

/// Returns whether the page was loaded over `https:`. Browsers then block `ws:` sockets.
pub(super) fn is_secure_page() -> bool {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    protocol.as_deref() == Some("https:")
}
