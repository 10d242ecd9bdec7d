//! The error type: a code, a reason, and sentences for the user.

mod classify;
mod reason;
mod sentences;

use std::borrow::Cow;
use std::fmt;

pub use classify::retry_after;
pub use reason::ErrorReason;

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
    /// In seconds; 0 if unknown.
    retry_after: u16,
}

impl SpekoClientError {
    /// Creates an error from a code and a reason, without a cause.
    pub const fn new(code: ErrorCode, reason: ErrorReason) -> Self {
        Self {
            code,
            reason,
            cause: None,
            retry_after: 0,
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
        if let Some(truncated) = cause.get(..end)
            && end < cause.len()
        {
            cause = truncated.to_owned();
        }
        self.cause = (!cause.is_empty()).then_some(cause);
        self
    }

    /// Creates the error for a failed request for credentials by the app. `cause` is a short
    /// description.
    pub fn credentials(cause: impl Into<String>) -> Self {
        Self::new(ErrorCode::ConnectionFailed, ErrorReason::Credentials).with_cause(cause)
    }

    /// Creates the error for an error status of the app's endpoint, for apps that request the
    /// credentials themselves. `retry_after` is how long the endpoint asks to wait, in seconds
    /// (`Retry-After`).
    ///
    /// ```
    /// use speko_client::{ErrorReason, SpekoClientError};
    ///
    /// let error = SpekoClientError::credentials_status(429, Some(30));
    /// assert_eq!(error.reason(), ErrorReason::TooMany);
    /// assert_eq!(error.retry_after(), Some(30));
    /// ```
    pub fn credentials_status(status: u16, retry_after: Option<u32>) -> Self {
        let reason = ErrorReason::of_status(status);
        let mut error = Self::new(ErrorCode::ConnectionFailed, reason)
            .with_cause("HTTP ".to_owned() + &status.to_string());
        error.retry_after = retry_after.unwrap_or_default().min(u16::MAX.into()) as u16;
        error
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

    /// Returns how long to wait before the next try, in seconds, if the app's endpoint says so.
    pub const fn retry_after(&self) -> Option<u32> {
        match self.retry_after {
            0 => None,
            seconds => Some(seconds as u32),
        }
    }

    /// Returns the advice, which names [`retry_after`](Self::retry_after) if that is known. For
    /// leptos-speko; not covered by semver.
    #[doc(hidden)]
    pub fn advice_and_wait(&self) -> Cow<'static, str> {
        let (wait, unit) = match self.retry_after {
            0 => return self.advice().into(),
            seconds @ 1..=120 => (seconds, " s."),
            seconds => (seconds.div_ceil(60), " min."),
        };
        ("Try again in ".to_owned() + &wait.to_string() + unit).into()
    }

    /// Returns what happened, as a sentence for the user.
    pub const fn message(&self) -> &'static str {
        self.reason.what(self.code)
    }

    /// Returns what to do about it, as a sentence for the user.
    pub const fn advice(&self) -> &'static str {
        self.reason.advice()
    }

    /// Returns the advice for a call that is running, which needs no start. `None` if
    /// [`advice`](Self::advice) fits. `can_hear` is whether a microphone is in use all the same.
    /// For leptos-speko; not covered by semver.
    #[doc(hidden)]
    pub fn advice_in_call(&self, can_hear: bool) -> Option<&'static str> {
        match self.code {
            ErrorCode::MicrophoneFailed => sentences::advice_in_call(self.reason, can_hear),
            _ => None,
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
