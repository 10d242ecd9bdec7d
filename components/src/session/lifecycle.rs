//! The life cycle of a conversation, from its credentials to its end.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use speko_client::{Credentials, ErrorCode, ErrorReason, Event, SpekoClientError, Status};

use super::Voice;
use super::any_conversation::AnyConversation;
use super::state::Core;
use super::values::{self, Shared};

impl Voice {
    pub(super) fn out(&self) -> Option<Arc<Shared>> {
        Core::out_of(self.core)
    }

    pub(super) fn set_ready(&self) {
        if let Some(out) = self.out() {
            out.put(&values::READY, true);
        }
    }

    /// Returns why no microphone can be opened in this page, if the session needs one.
    fn obstacle(&self) -> Option<SpekoClientError> {
        let needed = self
            .core
            .try_with_value(|core| core.options.mic_enabled && core.scripted.is_none());
        let reason = speko_client::microphone_obstacle().filter(|_| needed == Some(true));
        reason.map(|reason| SpekoClientError::new(ErrorCode::MicrophoneFailed, reason))
    }

    /// Shows it before the user starts a conversation.
    pub(super) fn show_obstacle(&self) {
        if let (Some(error), Some(out)) = (self.obstacle(), self.out()) {
            out.put(&values::ERROR, Some(error));
        }
    }

    fn is_current(&self, generation: u32) -> bool {
        self.core.try_with_value(|core| core.generation) == Some(generation)
    }

    /// Runs one start until the conversation is open or has failed. If a newer start supersedes it,
    /// everything that it holds is released.
    pub(super) async fn run(self, generation: u32, credentials: crate::CredentialsSource) {
        // Before the credentials, which may cost a session.
        if let Some(error) = self.obstacle() {
            return self.fail(generation, error);
        }
        let credentials = credentials.ask().await;
        if !self.is_current(generation) {
            return;
        }
        #[cfg(feature = "realtime")]
        if let Ok(credentials) = &credentials
            && self.store_prefetched(credentials)
        {
            return;
        }
        let created =
            credentials.and_then(|credentials| self.create_conversation(generation, credentials));
        let conversation = match created {
            Ok(conversation) => conversation,
            Err(error) => return self.fail(generation, error),
        };
        if !self.keep(generation, &conversation) {
            return;
        }
        match conversation.ready().await {
            Ok(()) => {}
            Err(error) => self.fail(generation, error),
        }
    }

    /// Keeps the credentials of a prewarm for the click, if they are for a realtime conversation:
    /// it connects only after the click.
    #[cfg(feature = "realtime")]
    fn store_prefetched(&self, credentials: &Credentials) -> bool {
        let kept = self.core.try_update_value(|core| {
            let prefetched = !core.active && credentials.is_realtime();
            if prefetched {
                core.fetched = Some((credentials.clone(), speko_client::now()));
            }
            prefetched
        });
        kept == Some(true)
    }

    fn create_conversation(
        &self,
        generation: u32,
        credentials: Credentials,
    ) -> Result<Rc<AnyConversation>, SpekoClientError> {
        let wanted = self.core.try_with_value(|core| {
            let options = core.options.conversation(credentials);
            #[cfg(feature = "webrtc")]
            let options = match &core.methods {
                Some(methods) => methods.add_to(options),
                None => options,
            };
            #[cfg(feature = "realtime")]
            let options = core.tools.add_to(options);
            (options, core.active, core.clicked_at)
        });
        let Some((mut options, active, clicked_at)) = wanted else {
            return Err(cancelled());
        };
        let voice = *self;
        if active {
            options = options.clicked_at(clicked_at);
        }
        // The transcript is recorded in `Voice::apply`, not by the conversation.
        let options = options.on_event(move |event| {
            if voice.is_current(generation) {
                voice.apply(event);
            }
        });
        AnyConversation::start(options, !active).map(Rc::new)
    }

    /// Stores the conversation, unless a newer start or an end superseded it while it was created.
    fn keep(&self, generation: u32, conversation: &Rc<AnyConversation>) -> bool {
        let settings = self.core.try_update_value(|core| {
            if core.generation != generation {
                return None;
            }
            let conversation = conversation.clone();
            core.conversation.update(|kept| *kept = Some(conversation));
            Some((core.options.mic_muted, core.options.volume))
        });
        let Some(Some((muted, volume))) = settings else {
            return false;
        };
        #[cfg(all(feature = "webrtc", feature = "realtime"))]
        if let Some(out) = self.out() {
            out.put(&values::TRANSPORT, Some(conversation.transport()));
        }
        // Handlers of its first events may have changed these before the conversation was stored.
        conversation.set_mic_muted(muted);
        conversation.set_volume(volume);
        true
    }

    fn fail(&self, generation: u32, error: SpekoClientError) {
        if !self.is_current(generation) {
            return;
        }
        // Prewarm failures are not reported: the click starts a new conversation. The conversation
        // may already have emitted its last status, so `active` does not say whether the user
        // wanted it.
        let wanted = self.core.try_update_value(|core| {
            core.active = false;
            !core.prewarm
        });
        if wanted == Some(true) && error.reason() != ErrorReason::Cancelled {
            self.apply(&Event::Error(error));
        }
        self.close(generation);
    }

    /// Ends this generation if it is still the newest. Returns whether its end had not been
    /// reported yet.
    pub(super) fn close(&self, generation: u32) -> bool {
        let taken = self.core.try_update_value(|core| {
            if core.generation != generation {
                return None;
            }
            core.generation = generation.wrapping_add(1);
            core.prewarm = false;
            #[cfg(feature = "realtime")]
            {
                core.fetched = None;
            }
            let unreported = std::mem::take(&mut core.active);
            Some((unreported, core.take_conversation()))
        });
        let Some(Some((unreported, conversation))) = taken else {
            return false;
        };
        drop(conversation);
        // A start that failed or was cancelled early has not used the prewarmed peer connection.
        #[cfg(all(feature = "webrtc", target_arch = "wasm32"))]
        speko_client::discard_prewarmed();
        self.apply(&Event::Status(Status::Disconnected));
        unreported
    }

    pub(super) fn dispose(&self) {
        let held = self.core.try_update_value(|core| {
            // Stays set: a disposed session never starts again.
            core.active = true;
            core.generation = core.generation.wrapping_add(1);
            core.take_conversation()
        });
        if let Some(Some(conversation)) = held {
            conversation.end_session();
        }
    }
}

fn cancelled() -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Cancelled)
}
