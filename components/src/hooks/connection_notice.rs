use speko_client::{ConnectionState, Status};

use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// What [`ConnectionNotice`](crate::ConnectionNotice) knows, from [`use_connection_notice`]. Inside a view its answers
/// tell of changes.
#[derive(Clone, Copy, Debug)]
pub struct UseConnectionNotice {
    voice: Voice,
    words: Phrases,
}

/// Whether the line is being mended, and what a person can do. `voice` is for a session other than the one round the
/// component.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_connection_notice;
///
/// #[component]
/// fn Banner() -> impl IntoView {
///     let line = use_connection_notice(None);
///     view! {
///         <p hidden=move || !line.is_broken()>
///             {move || line.attempt()}
///             <button on:click=move |_| line.retry()>"Try now"</button>
///         </p>
///     }
/// }
/// ```
pub fn use_connection_notice(voice: Option<Voice>) -> UseConnectionNotice {
    UseConnectionNotice {
        voice: find_voice(voice),
        words: Phrases::find(),
    }
}

impl UseConnectionNotice {
    /// Whether an open conversation has no line at the moment.
    pub fn is_broken(&self) -> bool {
        self.voice.status.get() == Status::Connected
            && self.voice.connection.get() == ConnectionState::Reconnecting
    }

    /// Which attempt to mend it this is; nothing before the first.
    pub fn attempt(&self) -> Option<String> {
        let attempt = self.voice.attempt.get();
        (attempt > 0).then(|| {
            let number = attempt.to_string();
            self.words.say_with(phrases::CONNECTION_ATTEMPT, &number)
        })
    }

    /// How many typed messages wait for it; nothing without any.
    pub fn queued(&self) -> Option<String> {
        queued(self.voice, self.words)
    }

    /// Tries now.
    pub fn retry(&self) {
        self.voice.reconnect_now();
    }

    /// Ends the conversation.
    pub fn end(&self) {
        self.voice.end();
    }
}

pub(crate) fn queued(voice: Voice, words: Phrases) -> Option<String> {
    let count = voice.queued.get();
    (count > 0).then(|| words.say_count(phrases::CONNECTION_QUEUED, count))
}
