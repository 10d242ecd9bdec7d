//! A transcript that is sent word by word, along with the audio.

use super::{Order, TextPart};
use speko_client::wire::packet::Inbound;

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
pub(super) struct Telling {
    form: Form,
    words: Vec<String>,
    told: usize,
    begins: u64,
    lasts: u64,
    open: bool,
}

impl Telling {
    /// Sends `text` from time `begins` on, over `lasts` milliseconds.
    pub(super) fn new(form: Form, text: &str, begins: u64, lasts: u64) -> Self {
        let words = text.split_inclusive(' ').map(str::to_owned).collect();
        Self {
            form,
            words,
            told: 0,
            begins,
            lasts,
            open: false,
        }
    }

    /// Sends the words that are due. Returns whether all words are sent.
    pub(super) fn tell(&mut self, now: u64, orders: &mut impl Extend<Order>) -> bool {
        if now < self.begins {
            return false;
        }
        self.open(orders);
        let due = self.due(now);
        if due > self.told {
            let news: String = self
                .words
                .iter()
                .take(due)
                .skip(self.told)
                .map(String::as_str)
                .collect();
            self.told = due;
            match &self.form {
                Form::Stream { stream, .. } => {
                    orders.extend([Order::Text(TextPart::Words {
                        stream: stream.clone(),
                        text: news,
                    })]);
                }
                Form::Message if self.told < self.words.len() => {
                    let packet = Inbound::AgentMessage {
                        text: self.so_far(),
                        is_final: false,
                    };
                    orders.extend([Order::Send(packet)]);
                }
                Form::Message => {}
            }
        }
        if self.told < self.words.len() {
            return false;
        }
        self.close(orders);
        true
    }

    /// Ends the transcript early. The words sent so far become final.
    pub(super) fn cut(&mut self, orders: &mut impl Extend<Order>) {
        if self.open {
            self.close(orders);
        }
    }

    /// Returns when to send the next word.
    pub(super) fn deadline(&self) -> u64 {
        let words = self.words.len().max(1) as u64;
        self.begins + (self.told as u64 * self.lasts).div_ceil(words)
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
            .take(self.told)
            .map(String::as_str)
            .collect();
        text.trim_end().to_owned()
    }

    fn open(&mut self, orders: &mut impl Extend<Order>) {
        if let (Form::Stream { stream, segment }, false) = (&self.form, self.open) {
            let (stream, segment) = (stream.clone(), segment.clone());
            orders.extend([Order::Text(TextPart::Begins { stream, segment })]);
        }
        self.open = true;
    }

    fn close(&mut self, orders: &mut impl Extend<Order>) {
        self.open = false;
        orders.extend([match &self.form {
            Form::Message => Order::Send(Inbound::AgentMessage {
                text: self.so_far(),
                is_final: true,
            }),
            Form::Stream { stream, .. } => Order::Text(TextPart::Ends {
                stream: stream.clone(),
            }),
        }]);
    }
}
