//! A text that is told word by word, beside the sound.

use super::{Order, TextPart};
use speko_client::wire::packet::Inbound;

/// How a told text goes to the page. One utterance goes one way only, else it would be counted twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `agent_message` packets, each with all words so far.
    Message,
    /// An `lk.transcription` text stream, each chunk with new words only.
    Stream {
        /// Of this telling.
        stream: String,
        /// Of the utterance: another telling of it replaces this one.
        segment: String,
    },
}

/// A text on its way.
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
    /// Tells `text` from `begins` on, over `lasts` milliseconds.
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

    /// Tells the words that are due. Says whether all is told.
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

    /// Ends it here: what was told by now stays as final.
    pub(super) fn cut(&mut self, orders: &mut impl Extend<Order>) {
        if self.open {
            self.close(orders);
        }
    }

    /// When to tell more.
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
