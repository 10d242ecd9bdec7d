//! What a session needs to know of its page.

use speko_proto::ErrorReason;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Url;

use super::device_list;
use super::js::{error_name, property, text};
use super::listener::Listener;

#[wasm_bindgen]
extern "C" {
    /// `document.permissionsPolicy`, or its older name `featurePolicy`. Chromium only.
    type Policy;

    #[wasm_bindgen(method, js_name = allowsFeature)]
    fn allows_feature(this: &Policy, name: &str) -> bool;
}

/// Returns whether the page was loaded over `https:`. Browsers then block `ws:` sockets.
pub(super) fn is_secure_page() -> bool {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    protocol.as_deref() == Some("https:")
}

/// Returns why no microphone can be opened in this page, whatever the user allows. `None` if one
/// may be: some browsers tell only when it is requested. It does not prompt the user.
pub fn microphone_obstacle() -> Option<ErrorReason> {
    if property(&js_sys::global(), "isSecureContext").is_falsy() {
        return Some(ErrorReason::InsecurePage);
    }
    if policy().is_some_and(|policy| !policy.allows_feature("microphone")) {
        return Some(ErrorReason::MicrophonePolicy);
    }
    let devices = device_list::media_devices().map(JsValue::from);
    let missing = devices.is_none_or(|devices| !devices.is_object());
    missing.then_some(ErrorReason::Browser)
}

/// Returns the page's policy for features. `None` in a browser that does not tell.
fn policy() -> Option<Policy> {
    let document = property(&js_sys::global(), "document");
    let mut policy = property(&document, "permissionsPolicy");
    if policy.is_undefined() {
        policy = property(&document, "featurePolicy");
    }
    policy.is_object().then(|| policy.unchecked_into())
}

/// Returns whether a refusal may come from the policy of a page that embeds this one, in a browser
/// that does not tell the policy.
pub(super) fn may_be_embedded() -> bool {
    let window = js_sys::global();
    // `null` in the top-level page, and if the embedding page is of another origin.
    let framed = property(&window, "parent") != property(&window, "self");
    framed && property(&window, "frameElement").is_falsy() && policy().is_none()
}

/// Listens for a block of requests to `url` by the page's Content-Security-Policy. `then` receives
/// the directive. Browsers report it in a task of its own, after or before the request has failed;
/// for a socket, some browsers report nothing else.
pub(super) fn on_blocked(url: String, then: Box<dyn Fn(String)>) -> Listener {
    // The event bubbles to the window.
    let window = js_sys::global().unchecked_into();
    Listener::new(&window, "securitypolicyviolation", move |event| {
        // A policy that only reports does not block.
        if text(event, "disposition") != "report" && is_blocked(&text(event, "blockedURI"), &url) {
            then(text(event, "effectiveDirective"));
        }
    })
}

/// Returns whether `blocked`, the URL that a `securitypolicyviolation` event reports, is that of a
/// request to `url`, which may be relative. Browsers report all of it, its origin or only its
/// scheme, and a `ws:` URL also as `http:`, or as the secure URL to which the page upgrades it.
fn is_blocked(blocked: &str, url: &str) -> bool {
    let base = text(&property(&js_sys::global(), "document"), "baseURI");
    let Ok(url) = Url::new_with_base(url, &base) else {
        return false;
    };
    let Ok(blocked) = Url::new(blocked) else {
        // The scheme, or a word such as `inline`.
        return text(&url, "protocol").strip_suffix(':') == Some(blocked);
    };
    // The host is in lower case and without the default port of the scheme.
    let path = text(&blocked, "pathname");
    text(&blocked, "host") == text(&url, "host") && (path == "/" || path == text(&url, "pathname"))
}

/// Returns the directive if the browser refused to create a socket because of the page's
/// Content-Security-Policy. Firefox throws at once; its report follows when no socket is left.
pub(super) fn blocked_by(error: &JsValue) -> Option<String> {
    (error_name(error) == "NS_ERROR_CONTENT_BLOCKED").then(|| "connect-src".to_owned())
}
