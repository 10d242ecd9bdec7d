//! Calls of methods, both ways, over LiveKit's RPC.

use super::VoiceConversation;
use crate::rpc::{Handler, RpcCall, RpcError, RpcInvocation};

impl VoiceConversation {
    /// Answers to calls of this method that other participants make, the agent above all, for the rest of this
    /// conversation; it takes the place of an answer to the same method. Those of an agent that calls as soon as it has
    /// joined: [`rpc_method`](crate::ConversationOptions::rpc_method).
    ///
    /// A conversation that has never had a method answers no call at all: who calls is told so after LiveKit's 7 s. With one,
    /// a call of another method fails at once, as [`UNSUPPORTED_METHOD`](RpcError::UNSUPPORTED_METHOD).
    ///
    /// The text that comes out is the answer, at most [`MAX_RPC_PAYLOAD`](crate::MAX_RPC_PAYLOAD) bytes. An error goes to
    /// the caller as it is, so it should hold nothing secret.
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

    /// Answers to this method no more: a call of it fails with [`UNSUPPORTED_METHOD`](RpcError::UNSUPPORTED_METHOD). What
    /// is being answered is answered still.
    pub fn unregister_rpc_method(&self, method: &str) {
        self.session.open_rpc().register(method.to_owned(), None);
    }

    /// Calls a method of the agent, or of another participant, and resolves with its answer. It goes out at once, and a
    /// future that is dropped waits no more. While the line is being mended the call waits like everything that is sent;
    /// its time runs, and what was told to have failed is not sent any more.
    ///
    /// ```no_run
    /// # async fn run(conversation: &speko_client::VoiceConversation) -> Result<(), speko_client::RpcError> {
    /// use speko_client::RpcCall;
    ///
    /// let weather = conversation.perform_rpc(RpcCall::new("get_weather").payload("Kyoto")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// An [`RpcError`] with one of LiveKit's codes, or one of the app that answered.
    pub fn perform_rpc(
        &self,
        call: RpcCall,
    ) -> impl Future<Output = Result<String, RpcError>> + use<> {
        self.session.open_rpc().perform(call)
    }
}
