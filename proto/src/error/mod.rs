//! The error type: a code, a reason, and sentences for the user.

use std::fmt;

/// The kind of failure, as named by Speko's client API.
///
/// [`as_str`](Self::as_str) returns the API's spelling, which `<ErrorNotice>` puts into
/// `data-code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The conversation could not be joined, its connection was lost for good, or the server
    /// reported an error.
    ConnectionFailed,
    /// The microphone could not be opened or published, or was lost during the call.
    MicrophoneFailed,
    /// A message could not be sent: the session is not open, or the token lacks the permission.
    /// Nothing was sent.
    NotConnected,
    /// The credentials are empty or malformed. No server was contacted and no microphone opened.
    InvalidCredentials,
    /// The text is longer than `MAX_TEXT_BYTES`. Nothing was sent.
    MessageTooLong,
    /// The environment or the transport lacks a required feature: not a browser, no WebRTC, or
    /// overrides in a realtime conversation.
    Unsupported,
    /// The selected output device could not be used. The session continues.
    OutputFailed,
    /// Reserved by the client API; never raised.
    Disconnected,
    /// Reserved by the client API; never raised. Malformed packets are ignored and counted.
    InvalidMessage,
}

impl ErrorCode {
    /// Returns the client API's spelling, such as `CONNECTION_FAILED`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConnectionFailed => "CONNECTION_FAILED",
            Self::MicrophoneFailed => "MICROPHONE_FAILED",
            Self::NotConnected => "NOT_CONNECTED",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::MessageTooLong => "MESSAGE_TOO_LONG",
            Self::Unsupported => "UNSUPPORTED",
            Self::OutputFailed => "OUTPUT_FAILED",
            Self::Disconnected => "DISCONNECTED",
            Self::InvalidMessage => "INVALID_MESSAGE",
        }
    }
}

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

/// The crate's error type: a code, a reason, and sentences that a page can show.
///
/// [`message`](Self::message) says what happened and [`advice`](Self::advice) what to do. Neither
/// contains a token or a URL with one. [`cause`](Self::cause) is a short detail from the browser or
/// the server.
///
/// ```
/// use speko_client::{Credentials, ErrorCode, ErrorReason};
///
/// let error = Credentials::new("", "").validate(false).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::InvalidCredentials);
/// assert_eq!(error.reason(), ErrorReason::BadUrl);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SpekoClientError {
    code: ErrorCode,
    reason: ErrorReason,
    cause: Option<String>,
}

impl SpekoClientError {
    /// Creates an error from a code and a reason, without a cause.
    pub const fn new(code: ErrorCode, reason: ErrorReason) -> Self {
        Self {
            code,
            reason,
            cause: None,
        }
    }

    /// Sets the cause, such as `NotReadableError`. It is truncated to 200 characters; an empty
    /// string clears it.
    #[must_use]
    pub fn with_cause(self, cause: impl Into<String>) -> Self {
        self.caused_by(cause.into())
    }

    fn caused_by(mut self, mut cause: String) -> Self {
        let end: usize = cause.chars().take(200).map(char::len_utf8).sum();
        if let Some(kept) = cause.get(..end)
            && end < cause.len()
        {
            cause = kept.to_owned();
        }
        self.cause = (!cause.is_empty()).then_some(cause);
        self
    }

    /// Creates the error for a failed request for credentials by the app. `cause` is a short
    /// description.
    pub fn credentials(cause: impl Into<String>) -> Self {
        Self::new(ErrorCode::ConnectionFailed, ErrorReason::Credentials).with_cause(cause)
    }

    /// Returns the kind of failure.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// Returns the specific reason.
    pub const fn reason(&self) -> ErrorReason {
        self.reason
    }

    /// Returns the browser's or the server's short description; `None` if there is none.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// Returns what happened, as a sentence for the user.
    pub const fn message(&self) -> &'static str {
        self.reason.what(self.code)
    }

    /// Returns what to do about it, as a sentence for the user.
    pub const fn advice(&self) -> &'static str {
        self.reason.advice()
    }
}

impl ErrorReason {
    /// All reasons, for example for translating their sentences.
    pub const ALL: &[Self] = &[
        Self::PermissionDenied,
        Self::NoDevice,
        Self::DeviceBusy,
        Self::DeviceLost,
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

    const fn what(self, code: ErrorCode) -> &'static str {
        match self {
            Self::PermissionDenied => "Microphone access was denied.",
            Self::NoDevice => "No microphone was found.",
            Self::DeviceBusy => "The microphone is in use by another program.",
            Self::DeviceLost => "The microphone was disconnected.",
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

    const fn advice(self) -> &'static str {
        match self {
            Self::PermissionDenied => {
                "Allow the microphone for this site in the browser's address bar, then start again."
            }
            Self::NoDevice => "Plug in a microphone or choose another one, then start again.",
            Self::DeviceBusy => "Close the other program that uses it, then start again.",
            Self::DeviceLost => "Plug it in again or choose another one, then start again.",
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

impl fmt::Display for SpekoClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        f.write_str(": ")?;
        f.write_str(self.message())?;
        f.write_str(" ")?;
        f.write_str(self.advice())?;
        if let Some(cause) = &self.cause {
            f.write_str(" (")?;
            f.write_str(cause)?;
            f.write_str(")")?;
        }
        Ok(())
    }
}

// Not derived: the derive would link the formatter's struct helpers into the wasm.
impl fmt::Debug for SpekoClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SpekoClientError {}
