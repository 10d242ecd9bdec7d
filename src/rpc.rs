//! The app's RPC methods, and the session's interface to RPC.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use speko_proto::{RpcCall, RpcError, RpcInvocation};

/// A pending response.
pub(crate) type ResponseFuture = Pin<Box<dyn Future<Output = Result<String, RpcError>>>>;

/// One of the app's RPC methods.
#[derive(Clone)]
pub(crate) struct Handler(Rc<dyn Fn(RpcInvocation) -> ResponseFuture>);

impl Handler {
    pub(crate) fn new<F>(answer: impl Fn(RpcInvocation) -> F + 'static) -> Self
    where
        F: Future<Output = Result<String, RpcError>> + 'static,
    {
        Self(Rc::new(move |invocation| Box::pin(answer(invocation))))
    }

    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) fn answer(&self, invocation: RpcInvocation) -> ResponseFuture {
        (self.0)(invocation)
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// The session's interface to RPC.
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "sessions need a browser")
)]
pub(crate) trait Rpc {
    /// Handles a packet that the session itself does not handle.
    fn unhandled_packet(&self, packet: &[u8]);
    fn participant_left(&self, identity: &str);
    fn session_ended(&self);
    /// Sets the handler of a method; `None` removes it.
    fn register(&self, method: String, handler: Option<Handler>);
    fn perform(&self, call: RpcCall) -> ResponseFuture;
}
