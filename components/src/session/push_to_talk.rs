//! The mute state while push-to-talk controls are in the page, and after that. Other pages do not
//! contain this code.

use leptos::prelude::*;
use speko_client::{Event, Status};

use super::state::Core;
use super::{Voice, values};

/// Push-to-talk controls in the page.
#[derive(Default)]
pub(super) struct TalkControls {
    count: u32,
    /// The mute state from before the first of them.
    muted_before: Option<bool>,
}

impl Core {
    /// Returns to the mute state from before push-to-talk, if no such control is left. Returns that
    /// state.
    fn restore_mute(&mut self) -> Option<bool> {
        if self.talk_controls.count > 0 {
            return None;
        }
        let muted = self.talk_controls.muted_before.take()?;
        self.options.mic_muted = muted;
        Some(muted)
    }
}

impl Voice {
    /// Mutes the microphone for a push-to-talk control, until
    /// [`end_push_to_talk`](Self::end_push_to_talk).
    pub(crate) fn begin_push_to_talk(&self) {
        self.core.try_update_value(|core| {
            core.talk_controls.count += 1;
            let muted = core.options.mic_muted;
            core.talk_controls.muted_before.get_or_insert(muted);
            core.listeners.set_hooks(after_event, after_mute);
        });
        self.set_mic_muted(true);
    }

    /// Removes a push-to-talk control. After the last one the microphone stays muted in this
    /// conversation; the next one has the earlier mute state again.
    pub(crate) fn end_push_to_talk(&self) {
        let left = self.core.try_with_value(|core| core.talk_controls.count);
        if left == Some(1) && !self.mic_muted.get_untracked() {
            self.set_mic_muted(true);
        }
        let active = self.core.try_update_value(|core| {
            let count = &mut core.talk_controls.count;
            *count = count.saturating_sub(1);
            core.active
        });
        if active == Some(false) {
            self.restore_mute();
        }
    }

    fn restore_mute(&self) {
        let restored = self
            .core
            .try_update_value(|core| Some((core.restore_mute()?, core.prewarm)));
        let Some(Some((muted, prewarmed))) = restored else {
            return;
        };
        // The prewarmed conversation was created with the other state.
        if prewarmed && let Some(conversation) = self.conversation() {
            conversation.set_mic_muted(muted);
        }
        if let Some(out) = self.out() {
            out.put(&values::MIC_MUTED, muted);
        }
    }
}

/// The end of a conversation restores the mute state for the next one, or its start, if a handler
/// of the end has started it.
fn after_event(voice: &Voice, event: &Event) {
    if let Event::Status(Status::Disconnected | Status::Connecting) = event {
        voice.restore_mute();
    }
}

/// An explicit choice after the last control is one for the next conversations, too.
fn after_mute(voice: &Voice) {
    voice.core.try_update_value(|core| {
        if core.talk_controls.count == 0 {
            core.talk_controls.muted_before = None;
        }
    });
}
