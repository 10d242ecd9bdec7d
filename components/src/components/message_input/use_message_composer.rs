use std::borrow::Cow;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use speko_client::{SpekoClientError, Status};

use crate::components::connection_notice;
use crate::session::find_voice;
use crate::{Phrases, Transport, Voice, phrases};

/// The state behind [`MessageInput`](crate::MessageInput), from [`use_message_composer`]. Reads are
/// tracked in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseMessageComposer {
    voice: Voice,
    words: Phrases,
    error: RwSignal<Option<SpekoClientError>>,
}

/// Sends typed turns and keeps the error of the last one. `voice` overrides the session from
/// context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_message_composer;
///
/// #[component]
/// fn Composer() -> impl IntoView {
///     let composer = use_message_composer(None);
///     let text = RwSignal::new(String::new());
///     view! {
///         <textarea prop:value=text on:input=move |event| {
///             composer.edited();
///             text.set(event_target_value(&event));
///         } />
///         <button
///             aria-disabled=move || composer.closed().to_string()
///             on:click=move |_| {
///                 if composer.send(&text.get_untracked()) {
///                     text.set(String::new());
///                 }
///             }
///         >"Send"</button>
///         {move || composer.problem()}
///     }
/// }
/// ```
pub fn use_message_composer(voice: Option<Voice>) -> UseMessageComposer {
    UseMessageComposer {
        voice: find_voice(voice),
        words: Phrases::find(),
        error: RwSignal::new(None),
    }
}

impl UseMessageComposer {
    /// Whether the page is not hydrated yet.
    pub fn disabled(&self) -> bool {
        !self.voice.ready.get()
    }

    /// Whether no message can be sent: without an open conversation, or if it has no typed
    /// messages.
    pub fn closed(&self) -> bool {
        self.disabled() || self.voice.status.get() != Status::Connected || self.by_voice_only()
    }

    /// Returns why an open conversation accepts no typed messages (realtime), in the app's
    /// language.
    pub fn unavailable(&self) -> Option<Cow<'static, str>> {
        self.by_voice_only()
            .then(|| self.words.say(phrases::MESSAGE_BY_VOICE_ONLY))
    }

    fn by_voice_only(&self) -> bool {
        let realtime = self.voice.transport.get() == Some(Transport::Realtime);
        realtime && self.voice.status.get() == Status::Connected
    }

    /// Returns `ready`, `disabled` or `error`.
    pub fn state(&self) -> &'static str {
        match (self.closed(), self.error.get().is_some()) {
            (true, _) => "disabled",
            (_, true) => "error",
            _ => "ready",
        }
    }

    /// Sends a text, unless it is blank or there is no conversation. Returns `true` if it was sent
    /// or queued, so that the field can be cleared.
    pub fn send(&self, text: &str) -> bool {
        if text.trim().is_empty() || untrack(|| self.closed()) {
            return false;
        }
        let sent = self.voice.send_user_message(text);
        let went = sent.is_ok();
        self.error.try_set(sent.err());
        went
    }

    /// Clears the error, since the text has changed.
    pub fn edited(&self) {
        self.error.try_set(None);
    }

    /// Returns how many messages are queued during a reconnect, as text. `None` if there are none.
    pub fn queued(&self) -> Option<String> {
        connection_notice::queued(self.voice, self.words)
    }

    /// Returns why the last text could not be sent and what to do, in the app's language.
    pub fn problem(&self) -> Option<String> {
        let error = self.error.try_get()??;
        Some(self.words.error_message(&error).into_owned() + " " + &self.words.error_advice(&error))
    }
}

/// Whether this key belongs to an IME composition (Japanese, Chinese, Korean) and must not send.
/// Safari ends the composition before it dispatches the `keydown` of the Enter that confirmed it;
/// only the key code 229 identifies that event.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
