//! What an error of the browser, of an HTTP response or of the server means.

use super::ErrorReason;
use crate::text;
use crate::time::{Millis, ParseDate};

impl ErrorReason {
    /// Returns why `getUserMedia()` failed, from the name and the message of its error. Refusals
    /// differ in Chromium only, and only by the message. For speko-client; not covered by semver.
    #[doc(hidden)]
    pub fn of_microphone(name: &str, message: &str) -> Self {
        match name {
            "NotAllowedError" if text::contains(message, "by system") => Self::SystemDenied,
            "NotAllowedError" if text::contains(message, "dismissed") => Self::PermissionDismissed,
            "NotAllowedError" | "SecurityError" => Self::PermissionDenied,
            "NotFoundError" | "OverconstrainedError" => Self::NoDevice,
            "NotReadableError" | "AbortError" => Self::DeviceBusy,
            _ => Self::DeviceFailed,
        }
    }

    /// Returns whether the user or a policy does not allow the microphone.
    pub(crate) const fn is_denial(self) -> bool {
        matches!(
            self,
            Self::PermissionDenied
                | Self::PermissionDismissed
                | Self::SystemDenied
                | Self::MicrophonePolicy
        )
    }

    /// Returns why the app's endpoint refused to give credentials.
    pub(super) const fn of_status(status: u16) -> Self {
        match status {
            401 => Self::SignInNeeded,
            403 => Self::SiteForbidden,
            404 | 405 | 410 => Self::SiteNotFound,
            408 => Self::SiteTimeout,
            429 => Self::TooMany,
            400..=499 => Self::SiteAnswer,
            _ => Self::SiteFailed,
        }
    }

    /// Returns why LiveKit's server ended the session or rejected the join, from the name of its
    /// `DisconnectReason`. For leptos-speko; not covered by semver.
    #[doc(hidden)]
    pub fn of_leave(name: &str) -> Self {
        match name {
            "DUPLICATE_IDENTITY" => Self::OpenedElsewhere,
            "PARTICIPANT_REMOVED" => Self::Removed,
            "ROOM_DELETED" | "ROOM_CLOSED" => Self::RoomNotFound,
            "CONNECTION_TIMEOUT" => Self::Timeout,
            "MEDIA_FAILURE" => Self::Media,
            "AGENT_ERROR" => Self::AgentFailed,
            "SERVER_SHUTDOWN" | "MIGRATION" | "USER_UNAVAILABLE" | "USER_REJECTED"
            | "SIP_TRUNK_FAILURE" | "SIGNAL_CLOSE" => Self::ServerEnded,
            _ => Self::Refused,
        }
    }
}

/// Returns the seconds of a `Retry-After` header, which holds seconds or a date. `None` for
/// anything else, and for a time that has passed. At most 65,535.
pub fn retry_after(header: &str, now: Millis, date: ParseDate) -> Option<u32> {
    let header = header.trim_ascii();
    // By hand: std's parser adds 300 bytes.
    let digit = |sum: u64, byte: &u8| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        // More than 65,535 at each step counts as that.
        Some((sum * 10 + digit).min(u16::MAX.into()))
    };
    let seconds = match header.as_bytes().iter().try_fold(0, digit) {
        Some(seconds) => seconds,
        None => date(header)?.0.saturating_sub(now.0).div_ceil(1_000),
    };
    (seconds > 0).then(|| seconds.min(u16::MAX.into()) as u32)
}
