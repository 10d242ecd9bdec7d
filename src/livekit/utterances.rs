//! Merges the transcripts of all origins, so that each utterance is shown once.
//!
//! An agent may send the same words as an `lk.transcription` stream, as an older transcription
//! packet with another id, and as Speko packets. Each of them may be first, late, duplicated or
//! lost. An update is matched with earlier ones by speaker, words and time. Each origin is matched
//! with an utterance only once, so "Yes. Yes." from two origins stays two utterances. An update
//! that cannot be matched is shown: words are never dropped because they look alike.

use super::speech::{Speech, Typed};
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
const ECHO_WITHIN: u64 = 5_000;
/// The same where only time tells utterances apart.
const OPEN_WITHIN: u64 = 2_000;

/// The origin of an update, in ascending order of how well it reflects what was spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Echo,
    AgentMessage,
    Transcript,
    Legacy,
    Stream,
}

/// The full text of an utterance so far, from one origin.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) way: Way,
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
    touched: Millis,
    /// The id reported to the app.
    id: Option<String>,
    /// The text reported to the app last. `owner` is the origin that it came from.
    shown: String,
    is_final: bool,
    owner: Way,
    ways: Vec<Bound>,
}

#[derive(Debug)]
struct Bound {
    way: Way,
    id: String,
    is_final: bool,
}

#[derive(Debug, Default)]
pub(super) struct Utterances {
    list: Vec<Utterance>,
    pub(super) speech: Speech,
    pub(super) typed: Typed,
}

impl Utterances {
    /// Applies an update. Returns the message to emit, if it changes anything.
    pub(super) fn take(&mut self, now: Millis, piece: Piece) -> Option<Message> {
        if let Some(at) = self.bound(now, &piece) {
            let utterance = self.list.get_mut(at)?;
            if !utterance.is_another(&piece) {
                return utterance.take(now, piece);
            }
            list::take(&mut utterance.ways, |bound| bound.is_of(&piece));
        }
        match self.echoed(now, &piece) {
            Some(at) => self.list.get_mut(at)?.take(now, piece),
            None => Some(self.begin(now, piece)),
        }
    }

    /// Finds the utterance that this update continues, from the same origin and id.
    fn bound(&self, now: Millis, piece: &Piece) -> Option<usize> {
        let same = |utterance: &Utterance| {
            utterance.source == piece.source && utterance.ways.iter().any(|b| b.is_of(piece))
        };
        let at = self.list.iter().rposition(same)?;
        let utterance = self.list.get(at)?;
        let bound = utterance.ways.iter().find(|bound| bound.is_of(piece))?;
        let answered = self
            .list
            .iter()
            .skip(at + 1)
            .any(|later| later.source != piece.source);
        let goes_on = match (piece.id.is_empty(), bound.is_final) {
            // Without an id, only an utterance that is not final continues. One of its partials may
            // be late.
            (true, true) => {
                let late = !piece.is_final && begins_with(&utterance.shown, &piece.text);
                late && utterance.touched.after(OPEN_WITHIN) >= now
            }
            (true, false) => !answered || is_related(&utterance.shown, &piece.text),
            // A reused id starts a new utterance once the other side has spoken.
            (false, true) => !answered || begins_with(&utterance.shown, &piece.text),
            (false, false) => true,
        };
        goes_on.then_some(at)
    }

    /// Finds the utterance that another origin has already reported.
    fn echoed(&self, now: Millis, piece: &Piece) -> Option<usize> {
        letters(&piece.text).next()?;
        // The first report of a typed message, even if the user has just spoken the same words.
        if piece.way == Way::Echo && self.typed.awaits(&piece.text) {
            return None;
        }
        let near = |within: u64| {
            move |utterance: &Utterance| {
                utterance.source == piece.source
                    && utterance.touched.after(within) >= now
                    && utterance.ways.iter().all(|bound| bound.way != piece.way)
            }
        };
        let (near, just_now) = (near(ECHO_WITHIN), near(OPEN_WITHIN));
        let find = |test: &dyn Fn(&Utterance) -> bool| self.list.iter().position(test);
        find(&|utterance| near(utterance) && is_same(&utterance.shown, &piece.text))
            .or_else(|| find(&|utterance| near(utterance) && utterance.may_be(piece)))
            .or_else(|| {
                // Speech recognition revises its text, but a user has one open utterance at a time.
                let spoken = piece.source == Source::User && piece.way != Way::Echo;
                find(&|utterance| spoken && just_now(utterance) && !utterance.is_final)
            })
    }

    fn begin(&mut self, now: Millis, piece: Piece) -> Message {
        let mut started = match piece.source {
            Source::Agent => now,
            Source::User => self
                .typed
                .at(&piece.text)
                .or_else(|| self.speech.begun(now).filter(|_| piece.way != Way::Echo))
                .unwrap_or(now),
        };
        while self.list.iter().any(|other| other.started == started) {
            started = started.after(1);
        }
        let mut utterance = Utterance {
            source: piece.source,
            started,
            touched: now,
            id: None,
            shown: String::new(),
            is_final: false,
            owner: piece.way,
            ways: Vec::new(),
        };
        utterance.bind(&piece);
        let message = utterance.tell(piece);
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
    fn bind(&mut self, piece: &Piece) {
        if let Some(bound) = self.ways.iter_mut().find(|bound| bound.is_of(piece)) {
            bound.is_final |= piece.is_final;
            return;
        }
        self.ways.push(Bound {
            way: piece.way,
            id: piece.id.clone(),
            is_final: piece.is_final,
        });
    }

    fn tell(&mut self, piece: Piece) -> Message {
        self.shown.clone_from(&piece.text);
        self.is_final = piece.is_final;
        self.owner = piece.way;
        if self.id.is_none() && !piece.id.is_empty() {
            self.id = Some(piece.id);
        }
        Message {
            source: self.source,
            text: piece.text,
            is_final: self.is_final,
            segment_id: self.id.clone(),
            started_at: Some(self.started.0),
        }
    }

    /// Returns whether an update of a new origin, with different words, may belong to this
    /// utterance.
    fn may_be(&self, piece: &Piece) -> bool {
        let ahead = begins_with(&piece.text, &self.shown);
        let behind = begins_with(&self.shown, &piece.text);
        // Only origins that reflect what was spoken can have a shorter text: an interrupted agent
        // did not speak the rest.
        let cut_short = |way: Way| piece.source == Source::Agent && way >= Way::Legacy;
        match (piece.is_final, self.is_final) {
            (false, false) => ahead || behind,
            (false, true) => behind,
            (true, false) => ahead || (behind && cut_short(piece.way)),
            (true, true) => (behind && cut_short(piece.way)) || (ahead && cut_short(self.owner)),
        }
    }

    /// Returns whether an update of a known origin belongs to another utterance, which only began
    /// alike.
    fn is_another(&self, piece: &Piece) -> bool {
        self.is_final && piece.way != self.owner && !is_related(&self.shown, &piece.text)
    }

    fn take(&mut self, now: Millis, piece: Piece) -> Option<Message> {
        self.touched = now;
        self.bind(&piece);
        self.is_news(&piece).then(|| self.tell(piece))
    }

    fn is_news(&self, piece: &Piece) -> bool {
        if piece.way == self.owner {
            let late = self.is_final && !piece.is_final;
            return !late && (piece.text != self.shown || piece.is_final != self.is_final);
        }
        let better = piece.way > self.owner;
        match (piece.is_final, self.is_final) {
            (true, false) => true,
            (true, true) => better && !is_same(&piece.text, &self.shown),
            (false, true) => false,
            (false, false) => {
                let ahead = begins_with(&piece.text, &self.shown);
                let behind = begins_with(&self.shown, &piece.text);
                !behind && (ahead || better)
            }
        }
    }
}

impl Bound {
    fn is_of(&self, piece: &Piece) -> bool {
        self.way == piece.way && self.id == piece.id
    }
}
