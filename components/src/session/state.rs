//! The state of a `Voice` besides its signals.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use speko_client::Transcript;

use super::any_conversation::AnyConversation;
use super::listeners::Listeners;
use super::push_to_talk::TalkControls;
use super::values::Shared;
use super::{ScriptedBackend, VoiceOptions};

/// Stored behind a lock. While it is borrowed, no callback may run, no signal may be read, and no
/// conversation may be dropped.
pub(super) struct Core {
    pub(super) out: Arc<Shared>,
    pub(super) options: VoiceOptions,
    /// The number of the newest start. Events of older ones are ignored.
    pub(super) generation: u32,
    /// `true` from a start to its end.
    pub(super) active: bool,
    /// Whether the newest start is a prewarm.
    pub(super) prewarm: bool,
    /// Prefetched realtime credentials, and when they were fetched, in ms since the Unix epoch.
    #[cfg(feature = "realtime")]
    pub(super) fetched: Option<(speko_client::Credentials, u64)>,
    /// When the user clicked for the newest start, in ms since the Unix epoch.
    pub(super) clicked_at: u64,
    /// When `Voice::toggle` last started or ended a conversation, in ms since the Unix epoch.
    pub(super) toggled_at: u64,
    pub(super) talk_controls: TalkControls,
    /// `None` on a server, where a JavaScript value would panic on another thread.
    pub(super) conversation: SendOption<Rc<AnyConversation>>,
    pub(super) transcript: Transcript,
    /// Callbacks that receive every event.
    pub(super) listeners: Listeners,
    /// The RPC methods of every conversation.
    #[cfg(feature = "webrtc")]
    pub(super) methods: Option<super::rpc::Methods>,
    /// The realtime tools of every conversation.
    #[cfg(feature = "realtime")]
    pub(super) tools: super::realtime::Tools,
    /// The scripted backend that replaces a conversation.
    pub(super) scripted: Option<Arc<dyn ScriptedBackend>>,
}

impl Core {
    /// Whether neither a conversation nor a prewarm is running, and the session is not scripted.
    pub(super) fn is_free(&self) -> bool {
        !self.active && !self.prewarm && self.scripted.is_none()
    }

    pub(super) fn new(mut options: VoiceOptions, out: Arc<Shared>) -> Self {
        let transcript = Transcript::with_limit(options.transcript_limit);
        let listeners = std::mem::take(&mut options.listeners);
        Self {
            out,
            options,
            generation: 0,
            active: false,
            prewarm: false,
            #[cfg(feature = "realtime")]
            fetched: None,
            clicked_at: 0,
            // Long ago on every clock.
            toggled_at: u64::MAX,
            talk_controls: TalkControls::default(),
            conversation: SendOption::new_local(None),
            transcript,
            listeners,
            #[cfg(feature = "webrtc")]
            methods: None,
            #[cfg(feature = "realtime")]
            tools: Default::default(),
            scripted: None,
        }
    }

    /// Returns the signals of the session, unless it is disposed.
    pub(super) fn out_of(core: StoredValue<Self>) -> Option<Arc<Shared>> {
        core.try_with_value(|core| core.out.clone())
    }

    /// Takes the conversation out. The caller drops it after releasing the lock.
    pub(super) fn take_conversation(&mut self) -> Option<Rc<AnyConversation>> {
        let mut taken = None;
        if self.conversation.is_some() {
            self.conversation.update(|kept| taken = kept.take());
        }
        taken
    }
}
