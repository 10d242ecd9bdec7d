//! What can go wrong, said so that a page can show it.

use std::fmt;

/// What kind of failure it was, by the names of the session's contract.
///
/// [`as_str`](Self::as_str) gives the contract's spelling, which `<ErrorNotice>` puts into `data-code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The conversation could not be joined. Fatal: the session never opened.
    ConnectionFailed,
    /// The microphone could not be opened or published, or was lost during the call.
    MicrophoneFailed,
    /// Something was to be sent while the session was not open, or that the token does not allow. Nothing was sent.
    NotConnected,
    /// The credentials are empty or not of their form. Nothing was contacted, no microphone opened.
    InvalidCredentials,
    /// A text to send is over [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES). Nothing was sent.
    MessageTooLong,
    /// This is no browser, or one without WebRTC or microphone access.
    Unsupported,
    /// A chosen output device could not be used. The session goes on.
    OutputFailed,
    /// Reserved by the contract; never raised.
    Disconnected,
    /// Reserved by the contract; never raised: a malformed packet is ignored and counted.
    InvalidMessage,
}

impl ErrorCode {
    /// The contract's spelling, such as `CONNECTION_FAILED`.
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

/// The cause behind an [`ErrorCode`], fine enough to tell a person what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorReason {
    /// The person, or a policy, refused the microphone.
    PermissionDenied,
    /// No microphone is there, or the wanted one is not.
    NoDevice,
    /// The microphone is there but another program holds it, or its driver failed.
    DeviceBusy,
    /// The microphone ended during the call: unplugged, or taken by the system.
    DeviceLost,
    /// The server could not be reached: offline, DNS, TLS, a firewall.
    Network,
    /// The server answered, but the call's media could not get through.
    Media,
    /// The line broke during the call and could not be mended.
    LineLost,
    /// It took longer than the protocol allows.
    Timeout,
    /// The token has expired: the app has to fetch a fresh one.
    TokenExpired,
    /// The token was refused: signed with another key, or for another room or server.
    TokenInvalid,
    /// The room does not exist and the server does not create it.
    RoomNotFound,
    /// The server refused or broke off for a reason of its own.
    Refused,
    /// The token allows to join, but not this: to publish the microphone, or to send.
    NotPermitted,
    /// `ws:` from a page on `https:`, which a browser blocks.
    InsecureUrl,
    /// The transport URL is empty or no URL.
    BadUrl,
    /// The token is empty or no token.
    BadToken,
    /// The app's own call for credentials failed.
    Credentials,
    /// The caller ended it before it opened.
    Cancelled,
    /// A browser's object could not be made or used.
    Browser,
    /// The server reports trouble of its own; the session goes on unless it ends.
    Reported,
    /// This kind of conversation has no way to do that.
    OtherTransport,
    /// The message is over the limit.
    TooLong,
    /// The session is not open.
    Closed,
}

/// The one error type: a code, a reason, and a sentence that a page can show.
///
/// The sentence says what happened, whose fault it is and what to do. It never contains a token or a URL that holds
/// one; `cause` is the browser's or the server's own short word for it.
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
    /// An error of this code and reason.
    pub const fn new(code: ErrorCode, reason: ErrorReason) -> Self {
        Self {
            code,
            reason,
            cause: None,
        }
    }

    /// Adds the original word for it, such as `NotReadableError`. Longer ones are cut at 200 characters.
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

    /// The app's own call for credentials failed; `cause` says how, in a word.
    pub fn credentials(cause: impl Into<String>) -> Self {
        Self::new(ErrorCode::ConnectionFailed, ErrorReason::Credentials).with_cause(cause)
    }

    /// The kind of failure.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The cause, fine enough to act on.
    pub const fn reason(&self) -> ErrorReason {
        self.reason
    }

    /// The browser's or server's own word, where there was one.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// What happened, in a sentence for a person.
    pub const fn message(&self) -> &'static str {
        self.reason.what(self.code)
    }

    /// What to do about it, in a sentence for a person.
    pub const fn advice(&self) -> &'static str {
        self.reason.advice()
    }
}

impl ErrorReason {
    /// All of them: what a translator of the sentences goes through.
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

    /// Its name in kebab case, such as `permission-denied`: a key for translators and for logs.
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

    /// What happened.
    const fn what(self, code: ErrorCode) -> &'static str {
        match self {
            Self::PermissionDenied => "The microphone was not allowed.",
            Self::NoDevice => "No microphone was found.",
            Self::DeviceBusy => "The microphone is in use by another program.",
            Self::DeviceLost => "The microphone was disconnected.",
            Self::Network => "The voice server could not be reached.",
            Self::Media => "The server answered, but sound could not get through.",
            Self::LineLost => "The connection was lost and did not come back.",
            Self::Timeout => "The voice server took too long to answer.",
            Self::TokenExpired => "This conversation's pass has expired.",
            Self::TokenInvalid => "The voice server did not accept this conversation's pass.",
            Self::RoomNotFound => "This conversation does not exist on the server.",
            Self::Refused => "The voice server refused the conversation.",
            Self::NotPermitted => "This conversation's pass does not allow that.",
            Self::InsecureUrl => "A secure page cannot call an insecure voice server (ws:).",
            Self::BadUrl => "The address of the voice server is missing or not a URL.",
            Self::BadToken => "The conversation's token is missing or malformed.",
            Self::Credentials => "This site could not start a conversation.",
            Self::Cancelled => "The conversation was ended before it began.",
            Self::Browser => match code {
                ErrorCode::OutputFailed => "That loudspeaker could not be used.",
                _ => "This browser cannot hold a voice conversation.",
            },
            Self::Reported => "The voice server has a problem.",
            Self::OtherTransport => "This conversation cannot do that.",
            Self::TooLong => "The message is too long to send.",
            Self::Closed => "The conversation is not open.",
        }
    }

    /// What to do.
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
            Self::TokenExpired => "Start again to get a fresh one.",
            Self::TokenInvalid => {
                "This is the site's mistake: its server's key and voice server do not match."
            }
            Self::RoomNotFound => "Start a new conversation.",
            Self::Refused | Self::Reported => {
                "Start again in a moment; if it stays so, tell the site's owner."
            }
            Self::NotPermitted => {
                "This is the site's mistake: its server has to give a token with that right."
            }
            Self::InsecureUrl => {
                "This is the site's mistake: its voice server needs a wss: address."
            }
            Self::BadUrl | Self::BadToken => {
                "This is the site's mistake: its server sent incomplete credentials."
            }
            Self::Credentials => {
                "Check your internet connection and start again; if it stays so, tell the site's owner."
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

// By hand: the derived one would name every field and bring the formatter's tables into the wasm.
impl fmt::Debug for SpekoClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SpekoClientError {}
