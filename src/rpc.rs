//! Remote procedure calls, as LiveKit's participants make them of each other (its packets of version 1).

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
use crate::browser::Session;
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Session;

/// The longest payload of a request or of an answer, in bytes of UTF-8: LiveKit's limit.
pub const MAX_RPC_PAYLOAD: usize = 15_360;

/// How long an answer is waited for when nothing else is said, in ms: what LiveKit's clients wait.
const TIMEOUT: u64 = 15_000;

/// A call of a method of another participant, for [`perform_rpc`](crate::VoiceConversation::perform_rpc).
///
/// ```
/// use speko_client::RpcCall;
///
/// let call = RpcCall::new("get_weather").payload(r#"{"city":"Kyoto"}"#).timeout(5_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcCall {
    pub(crate) to: Option<String>,
    pub(crate) method: String,
    pub(crate) payload: String,
    pub(crate) timeout: u64,
}

impl RpcCall {
    /// A call of the agent's method of this name, with an empty payload.
    pub fn new(method: impl Into<String>) -> Self {
        Self {
            to: None,
            method: method.into(),
            payload: String::new(),
            timeout: TIMEOUT,
        }
    }

    /// The identity of who is called, where that is not the agent.
    #[must_use]
    pub fn to(mut self, identity: impl Into<String>) -> Self {
        self.to = Some(identity.into());
        self
    }

    /// What the method gets, often JSON; at most [`MAX_RPC_PAYLOAD`] bytes. Default: the empty text.
    #[must_use]
    pub fn payload(mut self, payload: impl Into<String>) -> Self {
        self.payload = payload.into();
        self
    }

    /// How long to wait for the answer, in ms. Default: 15,000. Whoever is called hears of at least 8,000.
    #[must_use]
    pub fn timeout(mut self, millis: u64) -> Self {
        self.timeout = millis;
        self
    }
}

/// What a method of ours is called with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcInvocation {
    /// The identity of who calls.
    pub caller: String,
    /// What it sent.
    pub payload: String,
    /// How long it waits for the answer, in ms.
    pub response_timeout: u64,
}

impl RpcInvocation {
    pub(crate) fn new(caller: String, payload: String, response_timeout: u64) -> Self {
        Self {
            caller,
            payload,
            response_timeout,
        }
    }
}

/// Why a call of a method failed: LiveKit's codes from 1400 on, and those of the app that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcError {
    /// LiveKit's number, or the app's own.
    pub code: u32,
    /// A sentence; cut at 256 bytes when it is sent.
    pub message: String,
    /// More, for machines; empty without. Left out when it is longer than [`MAX_RPC_PAYLOAD`].
    pub data: String,
}

impl RpcError {
    /// Nobody has registered the method there.
    pub const UNSUPPORTED_METHOD: u32 = 1400;
    /// Nobody of that identity is in the room, or no agent is.
    pub const RECIPIENT_NOT_FOUND: u32 = 1401;
    /// The payload is over [`MAX_RPC_PAYLOAD`]. Nothing was sent.
    pub const REQUEST_PAYLOAD_TOO_LARGE: u32 = 1402;
    /// The server is too old to pass calls on.
    pub const UNSUPPORTED_SERVER: u32 = 1403;
    /// The version of the call is not known there.
    pub const UNSUPPORTED_VERSION: u32 = 1404;
    /// The method failed, and its app says no more.
    pub const APPLICATION_ERROR: u32 = 1500;
    /// Whoever is called did not say within 7 s that the call has come.
    pub const CONNECTION_TIMEOUT: u32 = 1501;
    /// The answer took longer than the call's timeout.
    pub const RESPONSE_TIMEOUT: u32 = 1502;
    /// Whoever was called has left, or this conversation has ended.
    pub const RECIPIENT_DISCONNECTED: u32 = 1503;
    /// The answer is over [`MAX_RPC_PAYLOAD`].
    pub const RESPONSE_PAYLOAD_TOO_LARGE: u32 = 1504;
    /// It could not be sent: the conversation is not open, or its token does not allow to send.
    pub const SEND_FAILED: u32 = 1505;

    /// An error of the app's own.
    pub fn new(code: u32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: String::new(),
        }
    }

    /// Adds something for machines.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<String>) -> Self {
        self.data = data.into();
        self
    }

    /// One of LiveKit's, with its sentence.
    pub(crate) fn known(code: u32) -> Self {
        Self::new(
            code,
            match code {
                Self::UNSUPPORTED_METHOD => "nobody answers to this method",
                Self::RECIPIENT_NOT_FOUND => "nobody of this name is there",
                Self::REQUEST_PAYLOAD_TOO_LARGE => "the payload is too long",
                Self::UNSUPPORTED_VERSION => "this version of the call is not known",
                Self::CONNECTION_TIMEOUT => "nobody said that the call has come",
                Self::RESPONSE_TIMEOUT => "the answer took too long",
                Self::RECIPIENT_DISCONNECTED => "whoever was called has left",
                Self::RESPONSE_PAYLOAD_TOO_LARGE => "the answer is too long",
                Self::SEND_FAILED => "it could not be sent",
                _ => "the method failed",
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

type Answering = Pin<Box<dyn Future<Output = Result<String, RpcError>>>>;

/// A method of the app's.
#[derive(Clone)]
pub(crate) struct Handler(Rc<dyn Fn(RpcInvocation) -> Answering>);

impl Handler {
    pub(crate) fn new<F>(answer: impl Fn(RpcInvocation) -> F + 'static) -> Self
    where
        F: Future<Output = Result<String, RpcError>> + 'static,
    {
        Self(Rc::new(move |invocation| Box::pin(answer(invocation))))
    }

    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "no session runs on a host")
    )]
    pub(crate) fn answer(&self, invocation: RpcInvocation) -> Answering {
        (self.0)(invocation)
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// What a session answers to from its start, and how it comes to do so: a page that answers nothing does not carry it.
#[derive(Clone, Debug)]
pub(crate) struct RpcMethods {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "no session runs on a host")
    )]
    pub(crate) open: fn(&Session) -> Rc<dyn Rpc>,
    pub(crate) methods: Vec<(String, Handler)>,
}

/// The outcome of a call, once it is there.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<String, RpcError>>>>;

/// Calls both ways, as a session knows them.
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "no session runs on a host")
)]
pub(crate) trait Rpc {
    /// A packet that the session does not read.
    fn unread(&self, packet: &[u8]);
    fn left(&self, identity: &str);
    fn over(&self);
    /// A method is answered by this from now on; by nobody without.
    fn register(&self, method: String, handler: Option<Handler>);
    fn perform(&self, call: RpcCall) -> Outcome;
}
