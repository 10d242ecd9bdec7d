//! LiveKit RPC, in both directions.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::UpdateValue;
use speko_client::{ConversationOptions, RpcCall, RpcError, RpcInvocation};

use super::Voice;

type Answering = Pin<Box<dyn Future<Output = Result<String, RpcError>>>>;
type Answer = Arc<dyn Fn(RpcInvocation) -> Answering + Send + Sync>;

/// The RPC methods of every conversation. `add` is a function pointer, so that a page that
/// registers no method does not contain its code.
#[derive(Clone)]
pub(super) struct Methods {
    list: Vec<(String, Answer)>,
    add: fn(&[(String, Answer)], ConversationOptions) -> ConversationOptions,
}

impl Methods {
    pub(super) fn add_to(&self, options: ConversationOptions) -> ConversationOptions {
        (self.add)(&self.list, options)
    }
}

fn add(methods: &[(String, Answer)], mut options: ConversationOptions) -> ConversationOptions {
    for (method, answer) in methods {
        let answer = answer.clone();
        options = options.rpc_method(method.as_str(), move |call| answer(call));
    }
    options
}

impl Voice {
    /// Registers a handler for an RPC method that the agent or another participant can call, in
    /// this conversation and in all later ones over WebRTC. It replaces a handler of the same
    /// method.
    ///
    /// ```
    /// use leptos_speko::Voice;
    ///
    /// fn answer_for_page(voice: Voice) {
    ///     voice.register_rpc_method("get_page", |_call| async { Ok("checkout".to_owned()) });
    /// }
    /// ```
    pub fn register_rpc_method<F>(
        &self,
        method: impl Into<String>,
        answer: impl Fn(RpcInvocation) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<String, RpcError>> + 'static,
    {
        let method = method.into();
        let answer: Answer = Arc::new(move |call| Box::pin(answer(call)));
        let kept = (method.clone(), answer.clone());
        self.core.try_update_value(|core| {
            let list = Vec::new();
            let methods = core.methods.get_or_insert(Methods { list, add });
            methods.list.retain(|(name, _)| *name != kept.0);
            methods.list.push(kept);
        });
        if let Some(conversation) = self.conversation()
            && let Some(conversation) = conversation.webrtc()
        {
            conversation.register_rpc_method(method, move |call| answer(call));
        }
    }

    /// Removes the handler of an RPC method.
    pub fn unregister_rpc_method(&self, method: &str) {
        self.core.try_update_value(|core| {
            if let Some(methods) = &mut core.methods {
                methods.list.retain(|(name, _)| name != method);
            }
        });
        if let Some(conversation) = self.conversation()
            && let Some(conversation) = conversation.webrtc()
        {
            conversation.unregister_rpc_method(method);
        }
    }

    /// Calls an RPC method of the agent or of another participant, and resolves with its response.
    /// The request is sent immediately, not when the future is first polled.
    ///
    /// # Errors
    /// An [`RpcError`] with one of LiveKit's codes, with [`SEND_FAILED`](RpcError::SEND_FAILED) if
    /// there is no WebRTC conversation, or with a code of the app that answered.
    pub fn perform_rpc(
        &self,
        call: RpcCall,
    ) -> impl Future<Output = Result<String, RpcError>> + use<> {
        let started = self
            .conversation()
            .and_then(|conversation| Some(conversation.webrtc()?.perform_rpc(call)));
        async move {
            match started {
                Some(answer) => answer.await,
                None => Err(RpcError::new(
                    RpcError::SEND_FAILED,
                    "no WebRTC conversation",
                )),
            }
        }
    }
}
