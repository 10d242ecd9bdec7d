//! What the browser supports, and where it keeps the microphone permission.

use js_sys::Reflect;
use leptos::prelude::*;
use speko_client::{ErrorReason, microphone_obstacle};

use super::state::PreJoinState;
use crate::{Phrase, phrases};

/// Returns why calls are not possible in this page or browser. `None` if they are.
pub(super) fn missing() -> Option<(PreJoinState, Phrase)> {
    let without_webrtc = || {
        // A realtime conversation needs none.
        let has = cfg!(feature = "realtime")
            || Reflect::has(&window(), &"RTCPeerConnection".into()).unwrap_or(false);
        (!has).then_some(ErrorReason::Browser)
    };
    microphone_obstacle().or_else(without_webrtc).map(refusal)
}

/// Returns the state after the microphone could not be opened for this reason, and the problem.
pub(super) fn refusal(reason: ErrorReason) -> (PreJoinState, Phrase) {
    match reason {
        ErrorReason::PermissionDenied => (PreJoinState::Blocked, how_to_allow()),
        ErrorReason::PermissionDismissed => (PreJoinState::Blocked, phrases::PRE_JOIN_DISMISSED),
        ErrorReason::SystemDenied => (PreJoinState::Blocked, phrases::PRE_JOIN_SYSTEM),
        ErrorReason::MicrophonePolicy => (PreJoinState::Blocked, phrases::PRE_JOIN_POLICY),
        ErrorReason::InsecurePage => (PreJoinState::Unsupported, phrases::PRE_JOIN_INSECURE),
        ErrorReason::DeviceBusy => (PreJoinState::InUse, phrases::PRE_JOIN_IN_USE),
        ErrorReason::NoDevice | ErrorReason::DeviceLost => {
            (PreJoinState::Missing, phrases::PRE_JOIN_MISSING)
        }
        _ => (PreJoinState::Unsupported, phrases::PRE_JOIN_UNSUPPORTED),
    }
}

/// Returns the instructions for allowing the microphone again in this browser.
pub(super) fn how_to_allow() -> Phrase {
    let agent = window().navigator().user_agent().unwrap_or_default();
    how(&agent, window().navigator().max_touch_points())
}

fn how(agent: &str, touch_points: i32) -> Phrase {
    let is = |name: &str| agent.contains(name);
    // An iPad identifies as a Mac, but Macs have no touch screen.
    let ios = is("iPhone") || is("iPad") || (is("Macintosh") && touch_points > 1);
    if ios {
        phrases::PRE_JOIN_ALLOW_IOS
    } else if is("Firefox/") {
        phrases::PRE_JOIN_ALLOW_FIREFOX
    } else if is("Android") {
        phrases::PRE_JOIN_ALLOW_ANDROID
    } else if is("Chrome/") {
        phrases::PRE_JOIN_ALLOW_CHROME
    } else if is("Safari/") {
        phrases::PRE_JOIN_ALLOW_SAFARI
    } else {
        phrases::PRE_JOIN_ALLOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_browser_gets_its_own_permission_instructions() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
        for (agent, touch, expected) in [
            (
                format!("{mac} Version/27.0 Safari/605.1.15"),
                0,
                phrases::PRE_JOIN_ALLOW_SAFARI,
            ),
            (
                format!("{mac} Version/27.0 Safari/605.1.15"),
                5,
                phrases::PRE_JOIN_ALLOW_IOS,
            ),
            (
                format!("{mac} Chrome/156.0 Safari/537.36"),
                0,
                phrases::PRE_JOIN_ALLOW_CHROME,
            ),
            (
                format!("{mac} Gecko/20100101 Firefox/153.0"),
                0,
                phrases::PRE_JOIN_ALLOW_FIREFOX,
            ),
            (
                "(Linux; Android 15) Chrome/156.0 Mobile Safari/537.36".into(),
                5,
                phrases::PRE_JOIN_ALLOW_ANDROID,
            ),
            (
                "(iPhone; CPU iPhone OS 27_0) CriOS/156.0 Safari/604.1".into(),
                5,
                phrases::PRE_JOIN_ALLOW_IOS,
            ),
            ("something else".into(), 0, phrases::PRE_JOIN_ALLOW),
        ] {
            assert_eq!(how(&agent, touch), expected, "{agent}");
        }
    }
}
