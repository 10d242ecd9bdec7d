//! The reasons behind an error, with sentences for the user.

use super::ErrorCode;

/// The cause behind an [`ErrorCode`], specific enough to tell the user what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorReason {
    /// The user or a policy denied the microphone permission.
    PermissionDenied,
    /// No microphone is connected, or the selected one is not.
    NoDevice,
    /// The microphone is in use by another application, or its driver failed.
    DeviceBusy,
    /// The microphone's track ended: unplugged, or taken by the system.
    DeviceLost,
    /// The microphone is open, but the browser cannot use its audio: for example, its sample rate
    /// differs from that of the output device.
    DeviceFailed,
    /// The server could not be reached: offline, DNS, TLS, or a firewall.
    Network,
    /// The server answered, but no media connection could be established.
    Media,
    /// The connection was lost during the call and could not be re-established.
    LineLost,
    /// The server took longer than the protocol's time limit.
    Timeout,
    /// The token has expired. Fetch fresh credentials.
    TokenExpired,
    /// The token was rejected: signed with another key, or issued for another room or server.
    TokenInvalid,
    /// The room does not exist, and the server does not create it.
    RoomNotFound,
    /// The server rejected or closed the connection for another reason.
    Refused,
    /// The token allows joining, but not publishing the microphone or sending data.
    NotPermitted,
    /// A `ws:` URL on an `https:` page, which browsers block.
    InsecureUrl,
    /// The transport URL is empty or malformed.
    BadUrl,
    /// The token is empty or malformed.
    BadToken,
    /// The app's own request for credentials failed.
    Credentials,
    /// The conversation was ended before it opened.
    Cancelled,
    /// A browser API is missing or failed.
    Browser,
    /// The server reported an error. The session continues unless the server closes it.
    Reported,
    /// This transport does not support the operation.
    OtherTransport,
    /// The message exceeds the size limit.
    TooLong,
    /// The session is not open.
    Closed,
}

impl ErrorReason {
    /// All reasons, for example for translating their sentences.
    pub const ALL: &[Self] = &[
        Self::PermissionDenied,
        Self::NoDevice,
        Self::DeviceBusy,
        Self::DeviceLost,
        Self::DeviceFailed,
        Self::Network,
        Self::Media,
        Self::LineLost,
        Self::Timeout,
        Self::TokenExpired,
        Self::TokenInvalid,
        Self::RoomNotFound,
        Self::Refused,
        Self::NotPermitted,
        Self::InsecureUrl,
        Self::BadUrl,
        Self::BadToken,
        Self::Credentials,
        Self::Cancelled,
        Self::Browser,
        Self::Reported,
        Self::OtherTransport,
        Self::TooLong,
        Self::Closed,
    ];

    /// Returns the name in kebab case, such as `permission-denied`: a key for translations and
    /// logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PermissionDenied => "permission-denied",
            Self::NoDevice => "no-device",
            Self::DeviceBusy => "device-busy",
            Self::DeviceLost => "device-lost",
            Self::DeviceFailed => "device-failed",
            Self::Network => "network",
            Self::Media => "media",
            Self::LineLost => "line-lost",
            Self::Timeout => "timeout",
            Self::TokenExpired => "token-expired",
            Self::TokenInvalid => "token-invalid",
            Self::RoomNotFound => "room-not-found",
            Self::Refused => "refused",
            Self::NotPermitted => "not-permitted",
            Self::InsecureUrl => "insecure-url",
            Self::BadUrl => "bad-url",
            Self::BadToken => "bad-token",
            Self::Credentials => "credentials",
            Self::Cancelled => "cancelled",
            Self::Browser => "browser",
            Self::Reported => "reported",
            Self::OtherTransport => "other-transport",
            Self::TooLong => "too-long",
            Self::Closed => "closed",
        }
    }

    pub(super) const fn what(self, code: ErrorCode) -> &'static str {
        match self {
            Self::PermissionDenied => "Microphone access was denied.",
            Self::NoDevice => "No microphone was found.",
            Self::DeviceBusy => "The microphone is in use by another program.",
            Self::DeviceLost => "The microphone was disconnected.",
            Self::DeviceFailed => "The browser cannot use this microphone.",
            Self::Network => "The voice server could not be reached.",
            Self::Media => "The server answered, but audio could not be exchanged.",
            Self::LineLost => "The connection was lost and could not be restored.",
            Self::Timeout => "The voice server took too long to answer.",
            Self::TokenExpired => "Your session has expired.",
            Self::TokenInvalid => "The voice server rejected this session's token.",
            Self::RoomNotFound => "This session does not exist on the server.",
            Self::Refused => "The voice server rejected the session.",
            Self::NotPermitted => "This session's token does not allow that.",
            Self::InsecureUrl => "A secure page cannot call an insecure voice server (ws:).",
            Self::BadUrl => "The address of the voice server is missing or not a URL.",
            Self::BadToken => "The conversation's token is missing or malformed.",
            Self::Credentials => "This site could not start a conversation.",
            Self::Cancelled => "The conversation was ended before it began.",
            Self::Browser => match code {
                ErrorCode::OutputFailed => "The selected speaker could not be used.",
                _ => "This browser does not support voice conversations.",
            },
            Self::Reported => "The voice server reported an error.",
            Self::OtherTransport => "This conversation cannot do that.",
            Self::TooLong => "The message is too long to send.",
            Self::Closed => "The conversation is not open.",
        }
    }

    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::PermissionDenied => {
                "Allow the microphone for this site in the browser's address bar, then start again."
            }
            Self::NoDevice => "Plug in a microphone or choose another one, then start again.",
            Self::DeviceBusy => "Close the other program that uses it, then start again.",
            Self::DeviceLost => "Plug it in again or choose another one, then start again.",
            Self::DeviceFailed => {
                "Choose another microphone, or give it the same sample rate as the speaker."
            }
            Self::LineLost => "Check your internet connection, then start again.",
            Self::Network => "Check your internet connection and start again.",
            Self::Media => "A firewall or VPN may block it: try another network.",
            Self::Timeout => "Check your internet connection and start again in a moment.",
            Self::TokenExpired => "Start a new call.",
            Self::TokenInvalid => {
                "This is an error of the site: its API key and voice server do not match."
            }
            Self::RoomNotFound => "Start a new conversation.",
            Self::Refused | Self::Reported => {
                "Try again in a moment. If it persists, contact the site's owner."
            }
            Self::NotPermitted => "This is an error of the site: its token lacks this permission.",
            Self::InsecureUrl => "This is an error of the site: its voice server needs a wss: URL.",
            Self::BadUrl | Self::BadToken => {
                "This is an error of the site: its server sent incomplete credentials."
            }
            Self::Credentials => {
                "Check your internet connection and try again. If it persists, contact the site's owner."
            }
            Self::Cancelled => "Start again when you are ready.",
            Self::Browser => "Use a current version of Chrome, Edge, Firefox or Safari.",
            Self::OtherTransport => "Speak instead.",
            Self::TooLong => "Shorten it and send it again.",
            Self::Closed => "Start the conversation first.",
        }
    }
}
