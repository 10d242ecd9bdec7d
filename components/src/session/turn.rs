//! One reactive row of the transcript.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::*;
use speko_client::{Source, Turn};

/// One turn of the transcript, whose text grows while it is spoken.
///
/// Each turn is a signal of its own, so that an interim result updates only the views of this row.
/// It can be read at any time, also after the next conversation has cleared the list.
#[derive(Clone)]
pub struct LiveTurn(Arc<Row>);

struct Row {
    key: u64,
    call: u32,
    source: Source,
    started_at: Option<u64>,
    words: RwLock<Words>,
    changed: ArcTrigger,
}

struct Words {
    text: String,
    is_final: bool,
    /// What was final before the speaker continued.
    ended: String,
}

impl LiveTurn {
    pub(crate) fn new(turn: &Turn, call: u32) -> Self {
        Self(Arc::new(Row {
            key: turn.key,
            call,
            source: turn.source,
            started_at: turn.started_at,
            words: RwLock::new(Words::of(turn)),
            changed: ArcTrigger::new(),
        }))
    }

    /// Updates the row. Returns the words that are final now and were not before.
    pub(crate) fn update(&self, turn: &Turn) -> String {
        let mut words = self.0.words.write().unwrap_or_else(PoisonError::into_inner);
        let former = std::mem::replace(&mut *words, Words::of(turn));
        let ended = if former.is_final {
            former.text
        } else {
            former.ended
        };
        let text = turn.text.as_str();
        let mut new = "";
        if !turn.is_final {
            words.ended = ended;
        } else if !ended.starts_with(text) {
            // Otherwise it was cut short or divided.
            new = text.strip_prefix(ended.as_str()).unwrap_or(text);
        }
        drop(words);
        self.0.changed.notify();
        new.trim_start().to_owned()
    }

    fn read<T>(&self, read: impl FnOnce(&Words) -> T) -> T {
        self.0.changed.track();
        read(&self.0.words.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The number of the conversation that the row belongs to. All rows of one list have the same.
    pub(crate) fn call(&self) -> u32 {
        self.0.call
    }

    /// Returns the row's number within its conversation. It is never reused, so it can serve as a
    /// render key.
    pub fn key(&self) -> u64 {
        self.0.key
    }

    /// Returns who speaks.
    pub fn source(&self) -> Source {
        self.0.source
    }

    /// Returns when the turn began, in ms since the Unix epoch, if known.
    pub fn started_at(&self) -> Option<u64> {
        self.0.started_at
    }

    /// Returns the text so far, and tracks it in views and effects.
    pub fn text(&self) -> String {
        self.read(|words| words.text.clone())
    }

    /// Whether the turn has ended: its last words are final, or no more are expected. It becomes
    /// `false` again if the speaker continues. Tracked in views and effects.
    pub fn is_final(&self) -> bool {
        self.read(|words| words.is_final)
    }
}

impl Words {
    fn of(turn: &Turn) -> Self {
        Self {
            text: turn.text.clone(),
            is_final: turn.is_final,
            ended: String::new(),
        }
    }
}

impl fmt::Debug for LiveTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LiveTurn")
    }
}
