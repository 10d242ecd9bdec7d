//! The backend of scripted sessions, which replaces a conversation.

use std::sync::Arc;

use leptos::prelude::*;
use speko_client::{Event, MicState, SpekoClientError, Status};

use super::Voice;

/// A command from a component to the session.
#[derive(Clone, Debug)]
pub(crate) enum ScriptedCommand {
    Start,
    End,
    MuteMic(bool),
    Send(String),
    StartAudio,
    Reconnect,
}

/// Executes commands by emitting events. It is implemented by scripted sessions only; other pages
/// have no instance of it.
pub(crate) trait ScriptedBackend: Send + Sync {
    fn act(&self, voice: Voice, command: ScriptedCommand) -> Result<(), SpekoClientError>;
}

impl Voice {
    /// Sets the backend that executes commands from now on. No conversation is started.
    pub(crate) fn set_backend(&self, backend: Arc<dyn ScriptedBackend>) {
        self.core
            .try_update_value(|core| core.scripted = Some(backend));
    }

    /// Applies an event of a still script, as if it had happened before the first render. A session
    /// whose status is not `Disconnected` is active and can be ended.
    pub(crate) fn apply_state(&self, event: Event) {
        if let Event::Status(status) = event {
            let active = status != Status::Disconnected;
            self.core.try_update_value(|core| core.active = active);
        }
        if event == Event::Mic(MicState::Muted) {
            return self.set_mic_muted(true);
        }
        self.apply(&event);
    }

    /// Passes the command to the scripted backend, if there is one.
    pub(super) fn try_scripted(
        &self,
        command: ScriptedCommand,
    ) -> Option<Result<(), SpekoClientError>> {
        let backend = self.core.try_with_value(|core| core.scripted.clone())??;
        Some(backend.act(*self, command))
    }
}
