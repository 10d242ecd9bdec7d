//! Merges the transcripts of all origins, so that each utterance is shown once.
//!
//! An agent may send the same words as an `lk.transcription` stream, as an older transcription
//! packet with another id, and as Speko packets. Each of them may be first, late, duplicated or
//! lost. An update is matched with earlier ones by speaker, words and time. Each origin is matched
//! with an utterance only once, so "Yes. Yes." from two origins stays two utterances. An update
//! that cannot be matched is shown: words are never dropped because they look alike.

use super::speech_timing::{Speech, Typed};
use crate::event::{Message, Source};
use crate::list;
use crate::time::Millis;
use crate::transcript::words::{begins_with, is_related, is_same, letters};

/// The maximum number of remembered utterances; the oldest are dropped.
const MAX_UTTERANCES: usize = 64;
/// The maximum size of their text, in bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// An update of another origin is new if it comes later than this after the utterance's last one,
/// in ms.
const ECHO_WINDOW: u64 = 5_000;
/// The same where only time tells utterances apart.
const OPEN_WINDOW: u64 = 2_000;

/// The origin of an update, in ascending order of how well it reflects what was spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Echo,
    AgentMessage,
    Transcript,
    Legacy,
    Stream,
}

/// The full text of an utterance so far, from one origin.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub(super) origin: Origin,
    pub(super) source: Source,
    /// Empty if the origin has no ids.
    pub(super) id: String,
    pub(super) text: String,
    pub(super) is_final: bool,
}

#[derive(Debug)]
struct Utterance {
    source: Source,
    /// Unique among the remembered utterances, since it identifies this one.
    started: Millis,
    updated_at: Millis,
    /// The id reported to the app.
    id: Option<String>,
    /// The text reported to the app last. `text_origin` is the origin that it came from.
    shown: String,
    is_final: bool,
    text_origin: Origin,
    origins: Vec<Binding>,
}

#[derive(Debug)]
struct Binding {
    origin: Origin,
    id: String,
    is_final: bool,
}

#[derive(Debug, Default)]
pub(super) struct TranscriptMerge {
    list: Vec<Utterance>,
    pub(super) speech: Speech,
    pub(super) typed: Typed,
}

impl TranscriptMerge {
    /// Applies an update. Returns the message to emit, if it changes anything.
    pub(super) fn apply(&mut self, now: Millis, update: Update) -> Option<Message> {
        if let Some(at) = self.find_bound(now, &update) {
            let utterance = self.list.get_mut(at)?;
            if !utterance.is_other_utterance(&update) {
                return utterance.apply(now, update);
            }
            list::take(&mut utterance.origins, |binding| binding.is_of(&update));
        }
        match self.find_match(now, &update) {
            Some(at) => self.list.get_mut(at)?.apply(now, update),
            None => Some(self.begin(now, update)),
        }
    }

    /// Finds the utterance that this update continues, from the same origin and id.
    fn find_bound(&self, now: Millis, update: &Update) -> Option<usize> {
        let same = |utterance: &Utterance| {
            utterance.source == update.source && utterance.origins.iter().any(|b| b.is_of(update))
        };
        let at = self.list.iter().rposition(same)?;
        let utterance = self.list.get(at)?;
        let binding = utterance
            .origins
            .iter()
            .find(|binding| binding.is_of(update))?;
        let answered = self
            .list
            .iter()
            .skip(at + 1)
            .any(|later| later.source != update.source);
        let continues = match (update.id.is_empty(), binding.is_final) {
            // Without an id, only an utterance that is not final continues. One of its interim
            // messages may be late.
            (true, true) => {
                let late = !update.is_final && begins_with(&utterance.shown, &update.text);
                late && utterance.updated_at.after(OPEN_WINDOW) >= now
            }
            (true, false) => !answered || is_related(&utterance.shown, &update.text),
            // A reused id starts a new utterance once the other side has spoken.
            (false, true) => !answered || begins_with(&utterance.shown, &update.text),
            (false, false) => true,
        };
        continues.then_some(at)
    }

    /// Finds the utterance that another origin has already reported.
    fn find_match(&self, now: Millis, update: &Update) -> Option<usize> {
        letters(&update.text).next()?;
        // The first report of a typed message, even if the user has just spoken the same words.
        if update.origin == Origin::Echo && self.typed.awaits_echo(&update.text) {
            return None;
        }
        let near = |within: u64| {
            move |utterance: &Utterance| {
                utterance.source == update.source
                    && utterance.updated_at.after(within) >= now
                    && utterance
                        .origins
                        .iter()
                        .all(|binding| binding.origin != update.origin)
            }
        };
        let (near, recent) = (near(ECHO_WINDOW), near(OPEN_WINDOW));
        let find = |test: &dyn Fn(&Utterance) -> bool| self.list.iter().position(test);
        find(&|utterance| near(utterance) && is_same(&utterance.shown, &update.text))
            .or_else(|| find(&|utterance| near(utterance) && utterance.may_be(update)))
            .or_else(|| {
                // Speech recognition revises its text, but a user has one open utterance at a time.
                let spoken = update.source == Source::User && update.origin != Origin::Echo;
                find(&|utterance| spoken && recent(utterance) && !utterance.is_final)
            })
    }

    fn begin(&mut self, now: Millis, update: Update) -> Message {
        let mut started = match update.source {
            Source::Agent => now,
            Source::User => self
                .typed
                .take_sent_at(&update.text)
                .or_else(|| {
                    self.speech
                        .take_start(now)
                        .filter(|_| update.origin != Origin::Echo)
                })
                .unwrap_or(now),
        };
        while self.list.iter().any(|other| other.started == started) {
            started = started.after(1);
        }
        let mut utterance = Utterance {
            source: update.source,
            started,
            updated_at: now,
            id: None,
            shown: String::new(),
            is_final: false,
            text_origin: update.origin,
            origins: Vec::new(),
        };
        utterance.bind(&update);
        let message = utterance.emit(update);
        self.list.push(utterance);
        while self.list.len() > MAX_UTTERANCES || self.bytes() > MAX_BYTES {
            list::take_at(&mut self.list, 0);
        }
        message
    }

    fn bytes(&self) -> usize {
        self.list
            .iter()
            .map(|utterance| utterance.shown.len())
            .sum()
    }
}

impl Utterance {
    fn bind(&mut self, update: &Update) {
        if let Some(binding) = self
            .origins
            .iter_mut()
            .find(|binding| binding.is_of(update))
        {
            binding.is_final |= update.is_final;
            return;
        }
        self.origins.push(Binding {
            origin: update.origin,
            id: update.id.clone(),
            is_final: update.is_final,
        });
    }

    fn emit(&mut self, update: Update) -> Message {
        self.shown.clone_from(&update.text);
        self.is_final = update.is_final;
        self.text_origin = update.origin;
        if self.id.is_none() && !update.id.is_empty() {
            self.id = Some(update.id);
        }
        Message {
            source: self.source,
            text: update.text,
            is_final: self.is_final,
            segment_id: self.id.clone(),
            started_at: Some(self.started.0),
        }
    }

    /// Returns whether an update of a new origin, with different words, may belong to this
    /// utterance.
    fn may_be(&self, update: &Update) -> bool {
        let ahead = begins_with(&update.text, &self.shown);
        let behind = begins_with(&self.shown, &update.text);
        // Only origins that reflect what was spoken can have a shorter text: an interrupted agent
        // did not speak the rest.
        let cut_short = |origin: Origin| update.source == Source::Agent && origin >= Origin::Legacy;
        match (update.is_final, self.is_final) {
            (false, false) => ahead || behind,
            (false, true) => behind,
            (true, false) => ahead || (behind && cut_short(update.origin)),
            (true, true) => {
                (behind && cut_short(update.origin)) || (ahead && cut_short(self.text_origin))
            }
        }
    }

    /// Returns whether an update of a known origin belongs to another utterance, which only began
    /// alike.
    fn is_other_utterance(&self, update: &Update) -> bool {
        self.is_final && update.origin != self.text_origin && !is_related(&self.shown, &update.text)
    }

    fn apply(&mut self, now: Millis, update: Update) -> Option<Message> {
        self.updated_at = now;
        self.bind(&update);
        self.is_news(&update).then(|| self.emit(update))
    }

    fn is_news(&self, update: &Update) -> bool {
        if update.origin == self.text_origin {
            let late = self.is_final && !update.is_final;
            return !late && (update.text != self.shown || update.is_final != self.is_final);
        }
        let better = update.origin > self.text_origin;
        match (update.is_final, self.is_final) {
            (true, false) => true,
            (true, true) => better && !is_same(&update.text, &self.shown),
            (false, true) => false,
            (false, false) => {
                let ahead = begins_with(&update.text, &self.shown);
                let behind = begins_with(&self.shown, &update.text);
                !behind && (ahead || better)
            }
        }
    }
}

impl Binding {
    fn is_of(&self, update: &Update) -> bool {
        self.origin == update.origin && self.id == update.id
    }
}
