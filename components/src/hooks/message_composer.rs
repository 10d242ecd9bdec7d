use std::borrow::Cow;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use speko_client::{SpekoClientError, Status};

use crate::voice::find_voice;
use crate::{Phrases, Transport, Voice, phrases};

/// What [`MessageInput`](crate::MessageInput) knows, from [`use_message_composer`]. Inside a view its answers tell of
/// changes.
#[derive(Clone, Copy, Debug)]
pub struct UseMessageComposer {
    voice: Voice,
    words: Phrases,
    error: RwSignal<Option<SpekoClientError>>,
}

/// Sends typed turns and keeps what went wrong with the last one. `voice` is for a session other than the one round
/// the component.
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
    /// Whether the page has yet to come alive.
    pub fn disabled(&self) -> bool {
        !self.voice.ready.get()
    }

    /// Whether there is no conversation to write to.
    pub fn closed(&self) -> bool {
        self.disabled() || self.voice.status.get() != Status::Connected || self.by_voice_only()
    }

    /// Why nothing can be typed in a conversation that is open, in the app's language: some kinds have no way for it.
    pub fn unavailable(&self) -> Option<Cow<'static, str>> {
        self.by_voice_only()
            .then(|| self.words.say(phrases::MESSAGE_BY_VOICE_ONLY))
    }

    fn by_voice_only(&self) -> bool {
        let realtime = self.voice.transport.get() == Some(Transport::Realtime);
        realtime && self.voice.status.get() == Status::Connected
    }

    /// `ready`, `disabled` or `error`.
    pub fn state(&self) -> &'static str {
        match (self.closed(), self.error.get().is_some()) {
            (true, _) => "disabled",
            (_, true) => "error",
            _ => "ready",
        }
    }

    /// Sends a text, unless it is blank or there is no conversation. `true` means that it went: the field may be
    /// emptied.
    pub fn send(&self, text: &str) -> bool {
        if text.trim().is_empty() || untrack(|| self.closed()) {
            return false;
        }
        let sent = self.voice.send_user_message(text);
        let went = sent.is_ok();
        self.error.try_set(sent.err());
        went
    }

    /// Forgets what went wrong: the text is another one now.
    pub fn edited(&self) {
        self.error.try_set(None);
    }

    /// How many messages wait for a line that is being mended; nothing without any.
    pub fn queued(&self) -> Option<String> {
        super::connection_notice::queued(self.voice, self.words)
    }

    /// Why the last text could not be sent, and what to do, in the app's language.
    pub fn problem(&self) -> Option<String> {
        let error = self.error.try_get()??;
        Some(self.words.error_message(&error).into_owned() + " " + &self.words.error_advice(&error))
    }
}

/// Whether this key belongs to a composition (Japanese, Chinese, Korean) and so sends nothing. Safari ends the
/// composition before it tells of the Enter that did it, and marks that only by the code 229.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
