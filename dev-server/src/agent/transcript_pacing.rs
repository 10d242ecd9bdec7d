//! A transcript that is sent word by word, along with the audio.

use speko_proto::packet::Inbound;

use super::{Action, TextPart};

/// How the transcript is sent. Each utterance uses only one form, otherwise it would be shown
/// twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `agent_message` packets, each with all words so far.
    Message,
    /// An `lk.transcription` text stream. Each chunk has only new words.
    Stream {
        /// Id of the stream.
        stream: String,
        /// Id of the utterance. A later stream with the same id replaces this one.
        segment: String,
    },
}

/// A transcript that is being sent.
#[derive(Debug)]
pub(super) struct TranscriptPacing {
    form: Form,
    words: Vec<String>,
    sent: usize,
    begins: u64,
    lasts: u64,
    open: bool,
}

impl TranscriptPacing {
    /// Sends `text` from time `begins` on, over `lasts` milliseconds.
    pub(super) fn new(form: Form, text: &str, begins: u64, lasts: u64) -> Self {
        let words = text.split_inclusive(' ').map(str::to_owned).collect();
        Self {
            form,
            words,
            sent: 0,
            begins,
            lasts,
            open: false,
        }
    }

    /// Sends the words that are due. Returns whether all words are sent.
    pub(super) fn advance(&mut self, now: u64, actions: &mut impl Extend<Action>) -> bool {
        if now < self.begins {
            return false;
        }
        self.open(actions);
        let due = self.due(now);
        if due > self.sent {
            let news: String = self
                .words
                .iter()
                .take(due)
                .skip(self.sent)
                .map(String::as_str)
                .collect();
            self.sent = due;
            match &self.form {
                Form::Stream { stream, .. } => {
                    actions.extend([Action::Text(TextPart::Words {
                        stream: stream.clone(),
                        text: news,
                    })]);
                }
                Form::Message if self.sent < self.words.len() => {
                    let packet = Inbound::AgentMessage {
                        text: self.so_far(),
                        is_final: false,
                    };
                    actions.extend([Action::Send(packet)]);
                }
                Form::Message => {}
            }
        }
        if self.sent < self.words.len() {
            return false;
        }
        self.close(actions);
        true
    }

    /// Ends the transcript early. The words sent so far become final.
    pub(super) fn cut(&mut self, actions: &mut impl Extend<Action>) {
        if self.open {
            self.close(actions);
        }
    }

    /// Returns when to send the next word.
    pub(super) fn deadline(&self) -> u64 {
        let words = self.words.len().max(1) as u64;
        self.begins + (self.sent as u64 * self.lasts).div_ceil(words)
    }

    fn due(&self, now: u64) -> usize {
        let words = self.words.len() as u64;
        let due = (now - self.begins) * words / self.lasts.max(1) + 1;
        due.min(words) as usize
    }

    fn so_far(&self) -> String {
        let text: String = self
            .words
            .iter()
            .take(self.sent)
            .map(String::as_str)
            .collect();
        text.trim_end().to_owned()
    }

    fn open(&mut self, actions: &mut impl Extend<Action>) {
        if let (Form::Stream { stream, segment }, false) = (&self.form, self.open) {
            let (stream, segment) = (stream.clone(), segment.clone());
            actions.extend([Action::Text(TextPart::Begins { stream, segment })]);
        }
        self.open = true;
    }

    fn close(&mut self, actions: &mut impl Extend<Action>) {
        self.open = false;
        actions.extend([match &self.form {
            Form::Message => Action::Send(Inbound::AgentMessage {
                text: self.so_far(),
                is_final: true,
            }),
            Form::Stream { stream, .. } => Action::Text(TextPart::Ends {
                stream: stream.clone(),
            }),
        }]);
    }
}
