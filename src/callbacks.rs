//! The app's callbacks, kept with the options.

use std::fmt;
use std::rc::Rc;

use crate::error::SpekoClientError;
use crate::event::{Disconnection, Event, Message, Mode, Status};
use crate::options::ConversationOptions;

/// What the app wants to hear. Every callback may call back into the session.
#[derive(Clone, Default)]
pub(crate) struct Callbacks(Vec<Callback>);

type Callback = Rc<dyn Fn(&Event)>;

impl Callbacks {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "no session runs on a host")
    )]
    pub(crate) fn call(&self, event: &Event) {
        for callback in &self.0 {
            callback(event);
        }
    }
}

impl fmt::Debug for Callbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callbacks")
    }
}

impl ConversationOptions {
    /// Called with every event, in order. The callbacks below are for one kind each; all may be given, also twice.
    #[must_use]
    pub fn on_event(mut self, callback: impl Fn(&Event) + 'static) -> Self {
        self.callbacks.0.push(Rc::new(callback));
        self
    }

    /// Called once with the conversation's id, when the session is open.
    #[must_use]
    pub fn on_connect(self, callback: impl Fn(&str) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Connected { conversation_id } = event {
                callback(conversation_id);
            }
        })
    }

    /// Called once when an open session has ended and everything is released.
    #[must_use]
    pub fn on_disconnect(self, callback: impl Fn(&Disconnection) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Disconnected(details) = event {
                callback(details);
            }
        })
    }

    /// Called with each piece of transcript.
    #[must_use]
    pub fn on_message(self, callback: impl Fn(&Message) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Message(message) = event {
                callback(message);
            }
        })
    }

    /// Called when the status has changed.
    #[must_use]
    pub fn on_status_change(self, callback: impl Fn(Status) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Status(status) = event {
                callback(*status);
            }
        })
    }

    /// Called when the mode has changed.
    #[must_use]
    pub fn on_mode_change(self, callback: impl Fn(Mode) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Mode(mode) = event {
                callback(*mode);
            }
        })
    }

    /// Called when something went wrong and the session goes on. What kept a session from opening is `create`'s error.
    #[must_use]
    pub fn on_error(self, callback: impl Fn(&SpekoClientError) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Error(error) = event {
                callback(error);
            }
        })
    }

    /// Called with `true` when the browser holds the agent's sound back until the person acts, and with `false` when
    /// it plays. Show a button that calls [`start_audio`](crate::VoiceConversation::start_audio).
    #[must_use]
    pub fn on_audio_blocked(self, callback: impl Fn(bool) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::AudioBlocked(blocked) = event {
                callback(*blocked);
            }
        })
    }
}
