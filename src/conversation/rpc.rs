//! LiveKit RPC in both directions.

use speko_proto::{RpcCall, RpcError, RpcInvocation};

use super::VoiceConversation;
use crate::rpc::Handler;

impl VoiceConversation {
    /// Registers a handler for calls of this method by other participants, usually the agent, until
    /// the conversation ends. It replaces an earlier handler of the same method. If an agent calls
    /// as soon as it has joined, use [`rpc_method`](crate::ConversationOptions::rpc_method)
    /// instead.
    ///
    /// A conversation that has never had a method does not respond to calls: the caller gets a
    /// connection timeout after 7 s, as LiveKit specifies. With at least one method, calls of other
    /// methods fail at once with [`UNSUPPORTED_METHOD`](RpcError::UNSUPPORTED_METHOD).
    ///
    /// The handler returns the response, at most [`MAX_RPC_PAYLOAD`](crate::MAX_RPC_PAYLOAD) bytes.
    /// An error is sent to the caller as it is, so it should contain no secrets.
    ///
    /// ```no_run
    /// # fn run(conversation: &speko_client::VoiceConversation) {
    /// conversation.register_rpc_method("get_page", |call| async move {
    ///     Ok(format!("{} asked for the page", call.caller))
    /// });
    /// # }
    /// ```
    pub fn register_rpc_method<F>(
        &self,
        method: impl Into<String>,
        answer: impl Fn(RpcInvocation) -> F + 'static,
    ) where
        F: Future<Output = Result<String, RpcError>> + 'static,
    {
        let rpc = self.session.open_rpc();
        rpc.register(method.into(), Some(Handler::new(answer)));
    }

    /// Removes the handler of this method. Later calls fail with
    /// [`UNSUPPORTED_METHOD`](RpcError::UNSUPPORTED_METHOD). Calls in progress are still answered.
    pub fn unregister_rpc_method(&self, method: &str) {
        self.session.open_rpc().register(method.to_owned(), None);
    }

    /// Calls a method of the agent, or of another participant, and resolves with the response. The
    /// request is sent at once, not when the future is first polled. Dropping the future abandons
    /// the call.
    ///
    /// During a reconnect the request is queued, like all messages, while its timeout runs. A
    /// request whose call has failed by then is not sent.
    ///
    /// ```no_run
    /// # async fn run(
    /// #     conversation: &speko_client::VoiceConversation,
    /// # ) -> Result<(), speko_client::RpcError> {
    /// use speko_client::RpcCall;
    ///
    /// let weather = conversation.perform_rpc(RpcCall::new("get_weather").payload("Kyoto")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// An [`RpcError`] with one of LiveKit's codes, or with a code of the app that answered.
    pub fn perform_rpc(
        &self,
        call: RpcCall,
    ) -> impl Future<Output = Result<String, RpcError>> + use<> {
        self.session.open_rpc().perform(call)
    }
}
