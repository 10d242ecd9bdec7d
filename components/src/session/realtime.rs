//! Features of realtime conversations only: tools of the page, interruption, commit, playback
//! position.

use std::fmt::Display;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::UpdateValue;
use speko_client::ConversationOptions;

use super::Voice;

type Add = Arc<dyn Fn(ConversationOptions) -> ConversationOptions + Send + Sync>;
type Answer = Pin<Box<dyn Future<Output = Result<String, String>>>>;

/// The tools of every conversation.
#[derive(Clone, Default)]
pub(super) struct Tools(Vec<(String, Add)>);

impl Tools {
    pub(super) fn add_to(&self, options: ConversationOptions) -> ConversationOptions {
        self.0
            .iter()
            .fold(options, |options, (_, add)| add(options))
    }
}

impl Voice {
    /// Registers a tool of this page, which the agent of a realtime conversation can call by
    /// `name`. It applies from the next conversation on and replaces a tool of the same name. As
    /// with [`ConversationOptions::tool`](speko_client::ConversationOptions::tool), arguments and
    /// result are typed, and the text of an error is sent to the agent.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use leptos_speko::Voice;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Theme { dark: bool }
    ///
    /// fn let_agent_choose(voice: Voice, dark: RwSignal<bool>) {
    ///     voice.tool("set_theme", move |theme: Theme| async move {
    ///         dark.try_set(theme.dark);
    ///         Ok::<_, String>("done")
    ///     });
    /// }
    /// ```
    pub fn tool<A, R, E, F>(
        &self,
        name: impl Into<String>,
        run: impl Fn(A) -> F + Send + Sync + 'static,
    ) where
        A: serde::de::DeserializeOwned + 'static,
        R: serde::Serialize,
        E: Display,
        F: Future<Output = Result<R, E>> + 'static,
    {
        let (name, run) = (name.into(), Arc::new(run));
        let named = name.clone();
        self.add_tool(
            name,
            Arc::new(move |options| {
                let run = run.clone();
                options.tool(named.as_str(), move |arguments| run(arguments))
            }),
        );
    }

    /// Registers an untyped tool: it receives the arguments as the model wrote them, and its result
    /// is sent unchanged.
    pub fn text_tool<F>(
        &self,
        name: impl Into<String>,
        run: impl Fn(String) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<String, String>> + 'static,
    {
        let (name, run) = (name.into(), Arc::new(run));
        let named = name.clone();
        self.add_tool(
            name,
            Arc::new(move |options| {
                let run = run.clone();
                let boxed = move |arguments| -> Answer { Box::pin(run(arguments)) };
                options.text_tool(named.as_str(), boxed)
            }),
        );
    }

    fn add_tool(&self, name: String, add: Add) {
        self.core.try_update_value(|core| {
            core.tools.0.retain(|(known, _)| *known != name);
            core.tools.0.push((name, add));
        });
    }

    /// Stops the agent's playback immediately in a realtime conversation. Does nothing with WebRTC,
    /// where users interrupt by speaking.
    pub fn interrupt(&self) {
        if let Some(conversation) = self.conversation()
            && let Some(conversation) = conversation.realtime()
        {
            conversation.interrupt();
        }
    }

    /// Returns how much of the agent's audio has been played in this realtime conversation, in ms.
    /// 0 with WebRTC.
    pub fn played_ms(&self) -> u64 {
        let conversation = self.conversation();
        let conversation = conversation
            .as_deref()
            .and_then(|conversation| conversation.realtime());
        conversation.map_or(0, |conversation| conversation.played_ms())
    }
}
