//! The options' event callbacks.

use std::cell::RefCell;
use std::rc::Rc;

use speko_proto::{
    Change, Disconnection, Event, Message, Mode, SpekoClientError, Status, Transcript, Turn,
};

use crate::handlers::Callbacks;
use crate::options::ConversationOptions;

impl Callbacks {
    /// Records the messages in `transcript` and passes it to the `on_transcript` callbacks. The
    /// recording code is not linked into programs that never call this.
    pub(crate) fn record(&mut self, transcript: Rc<RefCell<Transcript>>) {
        let callbacks = std::mem::take(&mut self.transcript);
        self.recorder = Some(Rc::new(move |event| {
            let Event::Message(message) = event else {
                return;
            };
            let change = transcript
                .borrow_mut()
                .apply_at(message, crate::platform::now().0);
            if change == Change::None {
                return;
            }
            // A shared borrow, so that a callback may read the transcript. Events are never emitted
            // re-entrantly.
            let transcript = transcript.borrow();
            for callback in &callbacks {
                callback(transcript.turns());
            }
        }));
    }
}

impl ConversationOptions {
    /// Called with every event, in order. The other callbacks receive one kind of event each. All
    /// can be combined, and each can be set more than once.
    #[must_use]
    pub fn on_event(mut self, callback: impl Fn(&Event) + 'static) -> Self {
        self.callbacks.all.push(Rc::new(callback));
        self
    }

    /// Called once with the conversation's id when the session is open.
    #[must_use]
    pub fn on_connect(self, callback: impl Fn(&str) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Connected { conversation_id } = event {
                callback(conversation_id);
            }
        })
    }

    /// Called once after an open session has ended and all resources are released.
    #[must_use]
    pub fn on_disconnect(self, callback: impl Fn(&Disconnection) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Disconnected(details) = event {
                callback(details);
            }
        })
    }

    /// Called with each new transcript update. Text that arrives by several paths (text streams,
    /// legacy transcription packets, Speko's own packets) is reported once. An interim update is
    /// never reported after its final one, and text that is blank is not reported.
    #[must_use]
    pub fn on_message(self, callback: impl Fn(&Message) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Message(message) = event {
                callback(message);
            }
        })
    }

    /// Called with the full transcript after each change, after
    /// [`on_message`](Self::on_message). To learn which rows changed, keep a [`Transcript`] of your
    /// own: [`Transcript::apply`] and [`Transcript::further_changes`] return them.
    #[must_use]
    pub fn on_transcript(mut self, callback: impl Fn(&[Turn]) + 'static) -> Self {
        self.callbacks.transcript.push(Rc::new(callback));
        self
    }

    /// Called when the status changes.
    #[must_use]
    pub fn on_status_change(self, callback: impl Fn(Status) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Status(status) = event {
                callback(*status);
            }
        })
    }

    /// Called when the mode changes.
    #[must_use]
    pub fn on_mode_change(self, callback: impl Fn(Mode) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Mode(mode) = event {
                callback(*mode);
            }
        })
    }

    /// Called when an error occurs during the session. The session continues unless
    /// [`on_disconnect`](Self::on_disconnect) follows. The error that prevents a session from
    /// opening is returned by `create` instead.
    #[must_use]
    pub fn on_error(self, callback: impl Fn(&SpekoClientError) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::Error(error) = event {
                callback(error);
            }
        })
    }

    /// Called with `true` when the browser's autoplay policy blocks the agent's audio, and with
    /// `false` when it plays. While blocked, show a button that calls
    /// [`start_audio`](crate::VoiceConversation::start_audio).
    #[must_use]
    pub fn on_audio_blocked(self, callback: impl Fn(bool) + 'static) -> Self {
        self.on_event(move |event| {
            if let Event::AudioBlocked(blocked) = event {
                callback(*blocked);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use speko_proto::Credentials;
    use speko_proto::{DisconnectReason, Source};
    use speko_proto::{ErrorCode, ErrorReason};

    fn emit_message(callbacks: &Callbacks, text: &str, is_final: bool) {
        callbacks.call(&Event::Message(Message {
            source: Source::Agent,
            text: text.into(),
            is_final,
            segment_id: Some("s".into()),
            started_at: Some(1),
        }));
    }

    #[test]
    fn on_transcript_is_called_after_the_message_that_changed_it() {
        let calls = Rc::<RefCell<Vec<String>>>::default();
        let (first, second) = (calls.clone(), calls.clone());
        let transcript = Rc::<RefCell<Transcript>>::default();
        let shared = transcript.clone();
        // Registered first, called last.
        let mut options = ConversationOptions::new(Credentials::new("wss://a", "a.b.c"))
            .on_transcript(move |turns| {
                assert_eq!(shared.borrow().turns(), turns);
                let rows: Vec<_> = turns.iter().map(|turn| turn.text.as_str()).collect();
                first
                    .borrow_mut()
                    .push("rows: ".to_owned() + &rows.join("|"));
            })
            .on_message(move |message| second.borrow_mut().push(message.text.clone()));
        options.callbacks.record(transcript.clone());
        emit_message(&options.callbacks, "Good", false);
        emit_message(&options.callbacks, "Good day", true);
        emit_message(&options.callbacks, "Good", false);
        let expected = ["Good", "rows: Good", "Good day", "rows: Good day", "Good"];
        assert_eq!(*calls.borrow(), expected);
        assert!(
            transcript
                .borrow()
                .turns()
                .iter()
                .all(|turn| turn.changed_at.is_some())
        );
    }

    #[test]
    fn on_transcript_works_without_other_callbacks() {
        let calls = Rc::<RefCell<u32>>::default();
        let counted = calls.clone();
        let mut options = ConversationOptions::new(Credentials::new("wss://a", "a.b.c"))
            .on_transcript(move |_| *counted.borrow_mut() += 1);
        options.callbacks.record(Rc::default());
        emit_message(&options.callbacks, "Hello", true);
        assert_eq!(*calls.borrow(), 1);
    }

    #[test]
    fn each_callback_receives_its_own_event_kind() {
        let calls = Rc::<RefCell<Vec<String>>>::default();
        let recorder_of = |name: &'static str| {
            let calls = Rc::clone(&calls);
            move |what: &str| calls.borrow_mut().push(format!("{name} {what}"))
        };
        let (connect, disconnect, status) = (
            recorder_of("connect"),
            recorder_of("disconnect"),
            recorder_of("status"),
        );
        let (mode, error, blocked) = (
            recorder_of("mode"),
            recorder_of("error"),
            recorder_of("blocked"),
        );
        let options = ConversationOptions::new(Credentials::new("wss://a", "a.b.c"))
            .on_connect(connect)
            .on_disconnect(move |details| disconnect(details.reason.as_str()))
            .on_status_change(move |value| status(value.as_str()))
            .on_mode_change(move |value| mode(value.as_str()))
            .on_error(move |what| error(what.code().as_str()))
            .on_audio_blocked(move |on| blocked(if on { "yes" } else { "no" }));
        let failed = SpekoClientError::new(ErrorCode::OutputFailed, ErrorReason::Browser);
        for event in [
            Event::Status(Status::Connected),
            Event::Connected {
                conversation_id: "room".to_owned(),
            },
            Event::Mode(Mode::Speaking),
            Event::AudioBlocked(true),
            Event::Error(failed),
            Event::Disconnected(Disconnection {
                reason: DisconnectReason::Agent,
                message: None,
            }),
        ] {
            options.callbacks.call(&event);
        }
        assert_eq!(
            *calls.borrow(),
            [
                "status connected",
                "connect room",
                "mode speaking",
                "blocked yes",
                "error OUTPUT_FAILED",
                "disconnect agent",
            ]
        );
    }
}
