//! Who plays the other side when there is no conversation: for sessions that follow a script.

use std::sync::Arc;

use leptos::prelude::*;
use speko_client::{Event, MicState, SpekoClientError, Status};

use super::Voice;

/// What a component asked of the session.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Start,
    End,
    MuteMic(bool),
    Send(String),
    StartAudio,
    Reconnect,
}

/// Answers to acts by telling events. Nothing in a page that has no scripted session ever makes one.
pub(crate) trait Stage: Send + Sync {
    fn act(&self, voice: Voice, act: Act) -> Result<(), SpekoClientError>;
}

impl Voice {
    /// From now on this one answers, and no conversation is begun.
    pub(crate) fn play_on(&self, stage: Arc<dyn Stage>) {
        self.core.try_update_value(|core| core.stage = Some(stage));
    }

    /// Takes in what has happened before anybody looked. A session that stands open can be ended.
    pub(crate) fn stand(&self, event: Event) {
        if let Event::Status(status) = event {
            let active = status != Status::Disconnected;
            self.core.try_update_value(|core| core.active = active);
        }
        if event == Event::Mic(MicState::Muted) {
            return self.set_mic_muted(true);
        }
        self.tell(event);
    }

    /// Asks the stage, if there is one.
    pub(super) fn staged(&self, act: Act) -> Option<Result<(), SpekoClientError>> {
        let stage = self.core.try_with_value(|core| core.stage.clone())??;
        Some(stage.act(*self, act))
    }
}
