//! What errors of the browser, of the app's endpoint and of the server mean, and their sentences.

use std::collections::HashSet;

use speko_proto::{ErrorCode, ErrorReason, Millis, Parsers, SpekoClientError, retry_after};

fn of(reason: ErrorReason) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, reason)
}

#[test]
fn every_reason_has_its_own_key_and_message() {
    let keys: HashSet<_> = ErrorReason::ALL
        .iter()
        .map(|reason| reason.as_str())
        .collect();
    let messages: HashSet<_> = ErrorReason::ALL
        .iter()
        .map(|one| of(*one).message())
        .collect();
    assert_eq!(keys.len(), ErrorReason::ALL.len());
    assert_eq!(messages.len(), ErrorReason::ALL.len());
    for reason in ErrorReason::ALL {
        let error = of(*reason);
        for sentence in [error.message(), error.advice()] {
            assert!(sentence.ends_with('.'), "{reason:?}: {sentence}");
        }
    }
}

/// What the user has to do, by a word that no advice about something else contains.
#[test]
fn advice_names_what_solves_this_problem() {
    use ErrorReason::*;
    for (reason, act) in [
        (PermissionDenied, "address bar"),
        (PermissionDismissed, "allow it when the browser asks"),
        (SystemDenied, "system's privacy settings"),
        (InsecurePage, "https"),
        (MicrophonePolicy, "embedding page"),
        (NoDevice, "Plug in a microphone"),
        (DeviceBusy, "other program"),
        (DeviceLost, "Plug it in again"),
        (DeviceFailed, "sample rate"),
        (ContentPolicy, "Content-Security-Policy"),
        (Media, "firewall"),
        (TokenExpired, "new call"),
        (OpenedElsewhere, "Continue there"),
        (SignInNeeded, "Sign in"),
        (TooMany, "later"),
        (NotPermitted, "permission"),
        (InsecureUrl, "wss:"),
        (Browser, "current version"),
    ] {
        let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason);
        let in_call = matches!(
            reason,
            PermissionDenied
                | PermissionDismissed
                | SystemDenied
                | NoDevice
                | DeviceBusy
                | DeviceLost
        );
        let other = if in_call {
            error.advice_in_call(false).unwrap()
        } else {
            error.advice()
        };
        for advice in [error.advice(), other] {
            assert!(advice.contains(act), "{reason:?}: {advice}");
        }
        let others = ErrorReason::ALL.iter().filter(|other| **other != reason);
        for other in others {
            let advice = of(*other).advice();
            assert!(!advice.contains(act), "{reason:?}, {other:?}: {advice}");
        }
    }
    for (seconds, advice) in [
        (None, "Try again later."),
        (Some(30), "Try again in 30 s."),
        (Some(120), "Try again in 120 s."),
        (Some(121), "Try again in 3 min."),
    ] {
        let error = SpekoClientError::credentials_status(429, seconds);
        assert_eq!(error.advice_and_wait(), advice);
    }
}

#[test]
fn microphone_refusals_are_distinguished_by_the_browser_message() {
    use ErrorReason::*;
    let firefox =
        "The request is not allowed by the user agent or the platform in the current context.";
    let webkit = "The request is not allowed by the user agent or the platform in the current \
        context, possibly because the user denied permission.";
    for (name, message, reason) in [
        ("NotAllowedError", "Permission denied", PermissionDenied),
        (
            "NotAllowedError",
            "Permission denied by user",
            PermissionDenied,
        ),
        (
            "NotAllowedError",
            "Permission denied by system",
            SystemDenied,
        ),
        (
            "NotAllowedError",
            "Permission dismissed",
            PermissionDismissed,
        ),
        ("NotAllowedError", "", PermissionDenied),
        ("NotAllowedError", firefox, PermissionDenied),
        ("NotAllowedError", webkit, PermissionDenied),
        ("SecurityError", "Permission dismissed", PermissionDenied),
        ("NotFoundError", "Requested device not found", NoDevice),
        (
            "NotFoundError",
            "The object can not be found here.",
            NoDevice,
        ),
        ("OverconstrainedError", "", NoDevice),
        (
            "NotReadableError",
            "Could not start audio source",
            DeviceBusy,
        ),
        ("AbortError", "Starting audioinput failed", DeviceBusy),
        ("TypeError", "", DeviceFailed),
        ("", "", DeviceFailed),
    ] {
        assert_eq!(
            ErrorReason::of_microphone(name, message),
            reason,
            "{name}: {message}"
        );
    }
}

#[test]
fn each_status_of_the_endpoint_has_its_own_reason() {
    use ErrorReason::*;
    for (status, reason) in [
        (401, SignInNeeded),
        (403, SiteForbidden),
        (404, SiteNotFound),
        (405, SiteNotFound),
        (410, SiteNotFound),
        (429, TooMany),
        (400, SiteAnswer),
        (402, SiteAnswer),
        (408, SiteTimeout),
        (413, SiteAnswer),
        (422, SiteAnswer),
        (500, SiteFailed),
        (502, SiteFailed),
        (503, SiteFailed),
        (304, SiteFailed),
    ] {
        let error = SpekoClientError::credentials_status(status, None);
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::ConnectionFailed, reason)
        );
        assert_eq!(error.cause(), Some(&*format!("HTTP {status}")));
        assert!(
            !error.advice().contains("internet"),
            "the endpoint was reached: {error}"
        );
        assert!(!error.message().contains("voice server"), "{error}");
        let is_mistake = matches!(reason, SiteAnswer | SiteNotFound);
        assert_eq!(error.advice().contains("error of the site"), is_mistake);
    }
    let html = speko_proto::Credentials::from_json("<!doctype html><p>Sign in", Parsers::HOST)
        .unwrap_err();
    assert_eq!(
        (html.code(), html.reason()),
        (ErrorCode::InvalidCredentials, SiteAnswer)
    );
}

#[test]
fn retry_after_is_read_from_seconds_and_dates() {
    let now = Millis(10_500);
    let date = |text: &str| match text {
        "Thu, 01 Jan 1970 00:00:40 GMT" => Some(Millis(40_000)),
        "Thu, 01 Jan 1970 00:00:01 GMT" => Some(Millis(1_000)),
        _ => None,
    };
    for (header, seconds) in [
        ("30", Some(30)),
        (" 30 ", Some(30)),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("99999999999999999999", Some(65_535)),
        ("Thu, 01 Jan 1970 00:00:40 GMT", Some(30)),
        ("Thu, 01 Jan 1970 00:00:01 GMT", None),
    ] {
        assert_eq!(retry_after(header, now, date), seconds, "{header:?}");
    }
}

#[test]
fn advice_in_a_call_never_says_to_start_one() {
    use ErrorReason::*;
    for reason in [
        PermissionDenied,
        PermissionDismissed,
        SystemDenied,
        MicrophonePolicy,
        NoDevice,
        DeviceBusy,
        DeviceLost,
        Browser,
        NotPermitted,
    ] {
        let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason);
        for can_hear in [true, false] {
            let advice = error.advice_in_call(can_hear).unwrap_or(error.advice());
            assert!(!advice.contains("tart"), "{reason:?}: {advice}");
        }
    }
    assert_eq!(of(DeviceBusy).advice_in_call(true), None);
    for (reason, is_other_device) in [
        (DeviceBusy, true),
        (DeviceFailed, true),
        (PermissionDenied, true),
        (NotPermitted, false),
        (Timeout, false),
    ] {
        let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason);
        let advice = error.advice_in_call(true).unwrap_or_default();
        assert_eq!(advice.contains("previous"), is_other_device, "{reason:?}");
    }
}
