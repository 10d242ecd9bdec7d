use speko_client::{ConnectionState, Status};

use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};

/// The state behind [`ConnectionNotice`](crate::ConnectionNotice), from [`use_connection_notice`].
/// Reads are tracked in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseConnectionNotice {
    voice: Voice,
    words: Phrases,
}

/// Returns the state of a reconnect and the user's options: retry or end. `voice` overrides the
/// session from context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_connection_notice;
///
/// #[component]
/// fn Banner() -> impl IntoView {
///     let line = use_connection_notice(None);
///     view! {
///         <p hidden=move || !line.is_reconnecting()>
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
    /// Whether an open conversation is reconnecting.
    pub fn is_reconnecting(&self) -> bool {
        self.voice.status.get() == Status::Connected
            && self.voice.connection.get() == ConnectionState::Reconnecting
    }

    /// Returns the number of the reconnect attempt as text. `None` before the first one.
    pub fn attempt(&self) -> Option<String> {
        let attempt = self.voice.attempt.get();
        (attempt > 0).then(|| {
            let number = attempt.to_string();
            self.words.say_with(phrases::CONNECTION_ATTEMPT, &number)
        })
    }

    /// Returns how many typed messages are queued, as text. `None` if there are none.
    pub fn queued(&self) -> Option<String> {
        queued(self.voice, self.words)
    }

    /// Retries immediately.
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
