//! What a `Voice` keeps besides its signals.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use speko_client::Transcript;

use super::signal::Shared;
use super::talk::Talk;
use super::watch::Listeners;
use super::{Stage, VoiceOptions};

/// It sits behind a lock: nothing that calls back or reads a signal, and no drop of a conversation, may happen while it is borrowed.
pub(super) struct Core {
    pub(super) out: Arc<Shared>,
    pub(super) options: VoiceOptions,
    /// The number of the newest start. What comes from an older one is dropped.
    pub(super) generation: u32,
    /// From a start to its end.
    pub(super) active: bool,
    /// The newest start is one ahead of the click.
    pub(super) warm: bool,
    /// What was fetched ahead for a conversation that begins with the click, and when, in ms since the Unix epoch.
    #[cfg(feature = "s2s")]
    pub(super) fetched: Option<(speko_client::Credentials, u64)>,
    /// When the newest start was wanted, in ms since the Unix epoch.
    pub(super) clicked_at: u64,
    /// Empty on a server, where holding a JavaScript value would panic on another thread.
    pub(super) conversation: SendOption<Rc<Talk>>,
    pub(super) transcript: Transcript,
    /// Who is told of every event.
    pub(super) listeners: Listeners,
    /// What every conversation answers to.
    #[cfg(feature = "webrtc")]
    pub(super) methods: Option<super::rpc::Methods>,
    /// What every conversation can have done here.
    #[cfg(feature = "s2s")]
    pub(super) tools: super::realtime::Tools,
    /// Who answers in place of a conversation.
    pub(super) stage: Option<Arc<dyn Stage>>,
}

impl Core {
    /// Nothing is begun, wanted by the person or ahead of it.
    pub(super) fn is_free(&self) -> bool {
        !self.active && !self.warm && self.stage.is_none()
    }

    pub(super) fn new(mut options: VoiceOptions, out: Arc<Shared>) -> Self {
        let transcript = Transcript::with_limit(options.transcript_limit);
        let listeners = std::mem::take(&mut options.listeners);
        Self {
            out,
            options,
            generation: 0,
            active: false,
            warm: false,
            #[cfg(feature = "s2s")]
            fetched: None,
            clicked_at: 0,
            conversation: SendOption::new_local(None),
            transcript,
            listeners,
            #[cfg(feature = "webrtc")]
            methods: None,
            #[cfg(feature = "s2s")]
            tools: Default::default(),
            stage: None,
        }
    }

    /// The signals of the session, unless it is gone.
    pub(super) fn out_of(core: StoredValue<Self>) -> Option<Arc<Shared>> {
        core.try_with_value(|core| core.out.clone())
    }

    /// Takes the conversation out. The caller drops it once the lock is gone.
    pub(super) fn take_conversation(&mut self) -> Option<Rc<Talk>> {
        let mut taken = None;
        if self.conversation.is_some() {
            self.conversation.update(|kept| taken = kept.take());
        }
        taken
    }
}
