//! What is heard of a session. A page without a level or a visualizer does not have it.

use leptos::prelude::*;
use speko_client::{Meter, Source};

use super::Voice;

impl Voice {
    /// A meter of this side, while there is a conversation.
    pub(crate) fn meter(&self, side: Source) -> Option<Meter> {
        Some(self.conversation()?.meter(side))
    }

    /// The number of the newest start: with another one there is another conversation.
    pub(crate) fn generation(&self) -> u32 {
        self.core
            .try_with_value(|core| core.generation)
            .unwrap_or(0)
    }

    /// Whether it follows a script and makes no sound.
    pub(crate) fn is_scripted(&self) -> bool {
        self.core.try_with_value(|core| core.stage.is_some()) == Some(true)
    }

    /// Whether both are handles of one session.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.core == other.core
    }
}
