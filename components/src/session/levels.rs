//! Access for level meters. A page without a meter or visualizer does not contain this code.

use leptos::prelude::*;
use speko_client::{Meter, Source};

use super::Voice;

impl Voice {
    /// Returns a meter for the audio of `side`. `None` without a conversation.
    pub(crate) fn meter(&self, side: Source) -> Option<Meter> {
        Some(self.conversation()?.meter(side))
    }

    /// Returns the number of the newest start. A different number means a different conversation.
    pub(crate) fn generation(&self) -> u32 {
        self.core
            .try_with_value(|core| core.generation)
            .unwrap_or(0)
    }

    /// Whether the session plays a script and produces no audio.
    pub(crate) fn is_scripted(&self) -> bool {
        self.core.try_with_value(|core| core.scripted.is_some()) == Some(true)
    }

    /// Whether both are handles of the same session.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.core == other.core
    }
}
