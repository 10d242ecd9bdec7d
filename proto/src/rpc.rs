//! Remote procedure calls between participants: LiveKit RPC, version 1.

use std::fmt;

/// The maximum size of a request or response payload, in bytes of UTF-8 (LiveKit's limit).
pub const MAX_RPC_PAYLOAD: usize = 15_360;

/// The default response timeout, in ms; the same as in LiveKit's clients.
const TIMEOUT: u64 = 15_000;

/// A call of another participant's method, for
/// `VoiceConversation::perform_rpc`.
///
/// ```
/// use speko_client::RpcCall;
///
/// let call = RpcCall::new("get_weather").payload(r#"{"city":"Kyoto"}"#).timeout(5_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcCall {
    /// The identity of the participant to call. `None` is the agent.
    pub to: Option<String>,
    /// The method.
    pub method: String,
    /// The payload.
    pub payload: String,
    /// The response timeout, in ms.
    pub timeout: u64,
}

impl RpcCall {
    /// Creates a call of the agent's method with this name, with an empty payload.
    pub fn new(method: impl Into<String>) -> Self {
        Self {
            to: None,
            method: method.into(),
            payload: String::new(),
            timeout: TIMEOUT,
        }
    }

    /// Sets the identity of the participant to call. Default: the agent.
    #[must_use]
    pub fn to(mut self, identity: impl Into<String>) -> Self {
        self.to = Some(identity.into());
        self
    }

    /// Sets the payload, often JSON, of at most [`MAX_RPC_PAYLOAD`] bytes. Default: empty.
    #[must_use]
    pub fn payload(mut self, payload: impl Into<String>) -> Self {
        self.payload = payload.into();
        self
    }

    /// Sets the response timeout, in ms. Default: 15,000. The recipient is sent a timeout of at
    /// least 8,000.
    #[must_use]
    pub fn timeout(mut self, millis: u64) -> Self {
        self.timeout = millis;
        self
    }
}

/// An incoming call of one of the app's methods.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcInvocation {
    /// The caller's identity.
    pub caller: String,
    /// The caller's payload.
    pub payload: String,
    /// How long the caller waits for the response, in ms.
    pub response_timeout: u64,
}

impl RpcInvocation {
    #[doc(hidden)]
    pub fn new(caller: String, payload: String, response_timeout: u64) -> Self {
        Self {
            caller,
            payload,
            response_timeout,
        }
    }
}

/// Why a call failed: one of LiveKit's error codes (1400 to 1505), or a code of the app that
/// answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcError {
    /// LiveKit's or the app's error code.
    pub code: u32,
    /// A description. Truncated to 256 bytes when sent.
    pub message: String,
    /// Additional machine-readable data; may be empty. Omitted when sent if longer than
    /// [`MAX_RPC_PAYLOAD`].
    pub data: String,
}

impl RpcError {
    /// The recipient has no such method.
    pub const UNSUPPORTED_METHOD: u32 = 1400;
    /// No participant with this identity is in the room, or no agent is.
    pub const RECIPIENT_NOT_FOUND: u32 = 1401;
    /// The payload exceeds [`MAX_RPC_PAYLOAD`]. Nothing was sent.
    pub const REQUEST_PAYLOAD_TOO_LARGE: u32 = 1402;
    /// The server does not support RPC.
    pub const UNSUPPORTED_SERVER: u32 = 1403;
    /// The recipient does not support this RPC version.
    pub const UNSUPPORTED_VERSION: u32 = 1404;
    /// The method failed without a more specific error.
    pub const APPLICATION_ERROR: u32 = 1500;
    /// No acknowledgement within 7 s.
    pub const CONNECTION_TIMEOUT: u32 = 1501;
    /// No response within the call's timeout.
    pub const RESPONSE_TIMEOUT: u32 = 1502;
    /// The recipient has left, or this conversation has ended.
    pub const RECIPIENT_DISCONNECTED: u32 = 1503;
    /// The response exceeds [`MAX_RPC_PAYLOAD`].
    pub const RESPONSE_PAYLOAD_TOO_LARGE: u32 = 1504;
    /// The request could not be sent: the conversation is not open, the token does not allow
    /// sending data, or too many calls are pending.
    pub const SEND_FAILED: u32 = 1505;

    /// Creates an error with a code of the app's own.
    pub fn new(code: u32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: String::new(),
        }
    }

    /// Sets additional machine-readable data.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<String>) -> Self {
        self.data = data.into();
        self
    }

    /// Creates one of LiveKit's errors, with its message.
    #[doc(hidden)]
    pub fn known(code: u32) -> Self {
        Self::new(
            code,
            match code {
                Self::UNSUPPORTED_METHOD => "Method not supported at destination",
                Self::RECIPIENT_NOT_FOUND => "Recipient not found",
                Self::REQUEST_PAYLOAD_TOO_LARGE => "Request payload too large",
                Self::UNSUPPORTED_VERSION => "Unsupported RPC version",
                Self::CONNECTION_TIMEOUT => "Connection timeout",
                Self::RESPONSE_TIMEOUT => "Response timeout",
                Self::RECIPIENT_DISCONNECTED => "Recipient disconnected",
                Self::RESPONSE_PAYLOAD_TOO_LARGE => "Response payload too large",
                Self::SEND_FAILED => "Failed to send",
                _ => "Application error in method handler",
            },
        )
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for RpcError {}
