//! Merges the transcripts of all origins, so that each utterance is shown once.
//!
//! An agent may send the same words as an `lk.transcription` stream, as an older transcription
//! packet with another id, and as Speko packets. Each of them may be first, late, duplicated or
//! lost. An update is matched with earlier ones by speaker, words and time. Each origin is matched
//! with an utterance only once, so "Yes. Yes." from two origins stays two utterances. An update
//! that cannot be matched is shown: words are never dropped because they look alike.

mod utterance;

use super::typed::Typed;
use crate::event::{Message, Source};
use crate::list;
use crate::time::Millis;
use crate::transcript::speech::Speech;
use crate::transcript::words::{begins_with, is_blank, is_phrase, is_related, is_same, letters};
use utterance::Utterance;

/// The maximum number of remembered utterances; the oldest are dropped.
const MAX_UTTERANCES: usize = 64;
/// The maximum size of their text, in bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// An update of another origin is new if it comes later than this after the utterance's last one,
/// in ms.
const ECHO_WINDOW: u64 = 5_000;
/// The same where only time tells utterances apart.
const OPEN_WINDOW: u64 = 2_000;
/// A user who types while speaking goes on speaking within this time, in ms.
const TYPING_WINDOW: u64 = 10_000;

/// The origin of an update, in ascending order of how well it reflects what was spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Echo,
    AgentMessage,
    Transcript,
    Legacy,
    Stream,
}

/// A way by which updates arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) origin: Origin,
    /// Tells apart participants that transcribe the user's speech. 0 where only one can.
    pub(super) sender: u32,
}

/// The full text of an utterance so far, from one path.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub(super) path: Path,
    pub(super) source: Source,
    /// Empty if the origin has no ids.
    pub(super) id: String,
    pub(super) text: String,
    pub(super) is_final: bool,
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
        if is_blank(&update.text) {
            return if update.is_final {
                self.end(now, update)
            } else {
                None
            };
        }
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
        let at = self
            .list
            .iter()
            .rposition(|utterance| utterance.has(update))?;
        let utterance = self.list.get(at)?;
        let binding = utterance
            .origins
            .iter()
            .find(|binding| binding.is_of(update))?;
        let answered = self.later(at).any(|later| later.source != update.source);
        let continues = match (update.id.is_empty(), binding.is_final) {
            // Without an id, only an utterance that is not final continues. One of its interim
            // messages may be late.
            (true, true) => {
                let late = !update.is_final && begins_with(&utterance.shown, &update.text);
                late && utterance.updated_at.after(OPEN_WINDOW) >= now
            }
            // Recognition revises the user's words until the agent has answered; the agent's text
            // only grows. An id can be reused.
            (is_unnamed, false) => {
                let ended = if is_unnamed && update.source == Source::Agent {
                    answered
                } else {
                    self.is_answered(now, at)
                };
                !ended || is_related(&utterance.shown, &update.text)
            }
            // A reused id starts a new utterance once the other side has spoken.
            (false, true) => !answered || begins_with(&utterance.shown, &update.text),
        };
        if continues {
            return Some(at);
        }
        self.find_cut(now, update)
    }

    /// Finds the utterance of a late final without an id: the other side spoke before it. It can
    /// also be delivered again, but one word is not enough.
    fn find_cut(&self, now: Millis, update: &Update) -> Option<usize> {
        let is_late = update.is_final && update.id.is_empty() && is_phrase(&update.text);
        let is_it = |(at, utterance): (usize, &Utterance)| {
            let is_recent = utterance.updated_at.after(ECHO_WINDOW) >= now;
            if !(is_late && is_recent && is_phrase(&utterance.shown) && utterance.has(update)) {
                return false;
            }
            if !utterance.is_final {
                return is_related(&utterance.shown, &update.text);
            }
            let replies = self.later(at).filter(|later| later.source != update.source);
            let last = replies.map(|reply| reply.updated_at).max();
            last.is_some_and(|last| last <= utterance.updated_at)
                && is_same(&utterance.shown, &update.text)
        };
        self.list.iter().enumerate().rposition(is_it)
    }

    /// Ends the utterance of an update without text, which keeps its words.
    fn end(&mut self, now: Millis, mut update: Update) -> Option<Message> {
        // A user's final can have another id than its interim updates.
        let is_it = |utterance: &Utterance| {
            let mut origins = utterance.origins.iter();
            utterance.source == update.source
                && origins.any(|binding| match update.source {
                    Source::Agent => binding.is_of(&update),
                    Source::User => binding.path == update.path,
                })
        };
        let at = self.list.iter().rposition(is_it)?;
        let utterance = self.list.get_mut(at).filter(|found| !found.is_final)?;
        update.text.clone_from(&utterance.shown);
        utterance.apply(now, update)
    }

    /// Returns the utterances that began after the one at `at`.
    fn later(&self, at: usize) -> impl Iterator<Item = &Utterance> {
        self.list.iter().skip(at + 1)
    }

    /// Returns whether the other side has answered the utterance at `at`, and not a message that
    /// the user has typed while speaking.
    fn is_answered(&self, now: Millis, at: usize) -> bool {
        let Some(spoken) = self.list.get(at) else {
            return false;
        };
        let mut answered = false;
        for later in self.later(at) {
            if later.is_typed
                && spoken.source == Source::User
                && spoken.updated_at.after(TYPING_WINDOW) >= now
            {
                break;
            }
            answered |= later.source != spoken.source && later.is_final;
        }
        answered
    }

    /// Finds the utterance that another origin has already reported.
    fn find_match(&self, now: Millis, update: &Update) -> Option<usize> {
        // The first report of a typed message, even if the user has just spoken the same words.
        if update.path.origin == Origin::Echo && self.typed.awaits_echo(&update.text) {
            return None;
        }
        let near = |within: u64| {
            move |utterance: &Utterance| {
                utterance.source == update.source
                    && utterance.updated_at.after(within) >= now
                    && utterance
                        .origins
                        .iter()
                        .all(|binding| binding.path != update.path)
            }
        };
        let (near, recent) = (near(ECHO_WINDOW), near(OPEN_WINDOW));
        let find = |test: &dyn Fn(&Utterance) -> bool| self.list.iter().position(test);
        letters(&update.text).next()?;
        find(&|utterance| near(utterance) && is_same(&utterance.shown, &update.text))
            .or_else(|| {
                let at = find(&|utterance| near(utterance) && utterance.may_be(update))?;
                let found = self.list.get(at)?;
                let answers = |later: &Utterance| later.source != update.source && later.is_final;
                // After an answer, one word in common is not enough.
                let is_enough =
                    !found.is_final || is_phrase(&found.shown) || !self.later(at).any(answers);
                is_enough.then_some(at)
            })
            .or_else(|| {
                // Speech recognition revises its text, but a user has one open utterance at a time.
                let spoken = update.source == Source::User && update.path.origin != Origin::Echo;
                find(&|utterance| spoken && recent(utterance) && !utterance.is_final)
                    .filter(|at| !self.is_answered(now, *at))
            })
    }

    fn begin(&mut self, now: Millis, update: Update) -> Message {
        let sent_at = match update.source {
            Source::Agent => None,
            Source::User => self.typed.take_sent_at(&update.text),
        };
        let is_typed = sent_at.is_some() || update.path.origin == Origin::Echo;
        let is_spoken = update.source == Source::User && !is_typed;
        let spoken_at = if is_spoken {
            self.speech.take_start(now)
        } else {
            None
        };
        // It begins like the previous utterance.
        let former = self.list.last().filter(|former| {
            former.source == update.source
                && former.is_final
                && !(is_typed || former.is_typed)
                && former.updated_at.after(OPEN_WINDOW) >= now
                && is_related(&former.shown, &update.text)
        });
        let mut started = sent_at.or(spoken_at).unwrap_or(now);
        let is_restart = former.is_some() && spoken_at.is_none();
        if let Some(former) = former {
            started = if is_restart {
                former.started.after(1)
            } else {
                // A pause was heard, so it is another utterance.
                started.max(former.started.after(OPEN_WINDOW + 1))
            };
        }
        // Consecutive milliseconds mark the utterances of one speech.
        let is_taken = |at: Millis| move |other: &Utterance| other.started.0.abs_diff(at.0) < 2;
        while !is_restart && self.list.iter().any(is_taken(started)) {
            started = started.after(1);
        }
        let mut utterance = Utterance {
            source: update.source,
            started,
            updated_at: now,
            is_typed,
            id: None,
            shown: String::new(),
            is_final: false,
            text_path: update.path,
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
