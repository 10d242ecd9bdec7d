//! Offer and answer for one peer connection: one offer in flight, stale answers dropped, candidates held back until
//! they fit.
//!
//! It knows nothing of how many peer connections there are: a second one is a second value.

use super::candidates::Candidates;
use super::io::{Op, Order, PeerOrder};
use super::outbox::Outbox;
use super::proto::{Entry, SessionDescription, TrickleRequest, signal_request};
use crate::time::Millis;

/// How long an offer may stay unanswered, as livekit-client has it.
const ANSWER_TIMEOUT: u64 = 15_000;

/// Where the exchange stands.
#[derive(Debug, Default)]
enum State {
    #[default]
    Stable,
    Creating(Op),
    /// The first offer: sent within the join, set as local description only after it, when the ICE servers are known.
    Held(String),
    SettingLocal(Op),
    AwaitingAnswer,
    SettingRemote(Op),
}

/// What an input meant for the rest of the machine.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing.
    None,
    /// The first offer is there: join with it.
    FirstOffer(String),
    /// The exchange broke; the text is the browser's word for it.
    Broken(String),
}

#[derive(Debug, Default)]
pub(super) struct Negotiator {
    state: State,
    /// The latest offer's number; they count from 1.
    offer_id: u32,
    /// Another offer is wanted after this one.
    again: bool,
    /// Came before the local description was set.
    early_answer: Option<String>,
    candidates: Candidates,
    answer_by: Option<Millis>,
    /// Which remote track stands on which line, by the latest answer.
    tracks: Vec<Entry>,
    /// The last exchange, for a session that is resumed.
    last_offer: String,
    last_answer: String,
}

impl Negotiator {
    /// Offers now, or after the exchange that is under way.
    pub(super) fn offer(&mut self, out: &mut Outbox) {
        if !matches!(self.state, State::Stable) {
            self.again = true;
            return;
        }
        self.again = false;
        let op = out.op();
        self.state = State::Creating(op);
        out.peer(PeerOrder::CreateOffer(op));
    }

    /// The number that the first offer has.
    pub(super) const FIRST_OFFER: u32 = 1;

    pub(super) fn offer_created(
        &mut self,
        now: Millis,
        op: Op,
        sdp: String,
        out: &mut Outbox,
    ) -> Outcome {
        if !matches!(self.state, State::Creating(wanted) if wanted == op) {
            return Outcome::None;
        }
        self.offer_id += 1;
        if self.offer_id == Self::FIRST_OFFER {
            self.state = State::Held(sdp.clone());
            return Outcome::FirstOffer(sdp);
        }
        // Told and set at once: the answer waits here if it is faster than the browser.
        self.tell(&sdp, out);
        self.set_local(now, sdp, out);
        Outcome::None
    }

    fn tell(&self, sdp: &str, out: &mut Outbox) {
        let offer = description(self.offer_id, sdp.to_owned());
        out.signal_now(signal_request::Message::Offer(offer));
    }

    /// We are in, and have the ICE servers. `knows` says whether the server has the first offer already, which came
    /// with the join.
    pub(super) fn joined(&mut self, now: Millis, knows: bool, out: &mut Outbox) {
        if let State::Held(sdp) = &self.state {
            let sdp = sdp.clone();
            if !knows {
                self.tell(&sdp, out);
            }
            self.set_local(now, sdp, out);
        }
    }

    /// Begins ICE anew on the same connection, whatever exchange was under way: its answer would be one to an offer
    /// that is none any more.
    pub(super) fn restart(&mut self, out: &mut Outbox) {
        out.peer(PeerOrder::RestartIce);
        self.candidates.restart();
        self.repeat(out);
    }

    /// Offers anew; what was under way is lost.
    pub(super) fn repeat(&mut self, out: &mut Outbox) {
        self.pause();
        self.early_answer = None;
        self.state = State::Stable;
        self.offer(out);
    }

    /// The server cannot be heard: an offer may stay unanswered.
    pub(super) fn pause(&mut self) {
        self.answer_by = None;
    }

    /// Whether nothing is under way.
    pub(super) fn is_stable(&self) -> bool {
        matches!(self.state, State::Stable)
    }

    fn set_local(&mut self, now: Millis, sdp: String, out: &mut Outbox) {
        let op = out.op();
        self.last_offer.clone_from(&sdp);
        self.state = State::SettingLocal(op);
        self.answer_by = Some(now.after(ANSWER_TIMEOUT));
        out.peer(PeerOrder::SetLocal(op, sdp));
    }

    /// An answer came. One to an older offer is dropped; the number 0 is that of old servers, which send none.
    pub(super) fn answered(&mut self, answer: SessionDescription, out: &mut Outbox) -> bool {
        if answer.id != 0 && answer.id != self.offer_id {
            return false;
        }
        if !matches!(self.state, State::AwaitingAnswer | State::SettingLocal(_))
            || self.early_answer.is_some()
        {
            return false;
        }
        self.tracks = answer.mid_to_track_id;
        match self.state {
            State::AwaitingAnswer => self.set_remote(answer.sdp, out),
            _ => self.early_answer = Some(answer.sdp),
        }
        true
    }

    fn set_remote(&mut self, sdp: String, out: &mut Outbox) {
        let op = out.op();
        self.last_answer.clone_from(&sdp);
        self.state = State::SettingRemote(op);
        self.answer_by = None;
        out.peer(PeerOrder::SetRemote(op, sdp));
    }

    pub(super) fn done(&mut self, op: Op, out: &mut Outbox) {
        match self.state {
            State::SettingLocal(wanted) if wanted == op => {
                self.state = State::AwaitingAnswer;
                if let Some(sdp) = self.early_answer.take() {
                    self.set_remote(sdp, out);
                }
            }
            State::SettingRemote(wanted) if wanted == op => {
                self.state = State::Stable;
                self.candidates.described(Order::Peer, out);
                if self.again {
                    self.offer(out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn failed(&mut self, op: Op, what: String) -> Outcome {
        match self.state {
            State::Creating(wanted)
            | State::SettingLocal(wanted)
            | State::SettingRemote(wanted)
                if wanted == op =>
            {
                Outcome::Broken(what)
            }
            _ => Outcome::None,
        }
    }

    /// A remote candidate came. Whether it could be read.
    pub(super) fn trickled(&mut self, trickle: &TrickleRequest, out: &mut Outbox) -> bool {
        self.candidates.came(trickle, Order::Peer, out)
    }

    /// The id of the remote track on a line.
    pub(super) fn track_on(&self, mid: &str) -> Option<&str> {
        Entry::find(&self.tracks, mid)
    }

    /// Whether the latest answer has no remote track.
    pub(super) fn brings_nothing(&self) -> bool {
        self.tracks.is_empty()
    }

    /// Our last offer and the server's answer to it.
    pub(super) fn last(&self) -> (Option<SessionDescription>, Option<SessionDescription>) {
        let answer = SessionDescription {
            r#type: "answer".to_owned(),
            sdp: self.last_answer.clone(),
            id: self.offer_id,
            mid_to_track_id: self.tracks.clone(),
        };
        let offer = description(self.offer_id, self.last_offer.clone());
        (Some(offer), Some(answer))
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.answer_by
    }

    /// Whether the server has left an offer unanswered for too long.
    pub(super) fn is_overdue(&self, now: Millis) -> bool {
        self.answer_by.is_some_and(|by| by <= now)
    }
}

/// An offer as the server wants it.
pub(super) fn description(id: u32, sdp: String) -> SessionDescription {
    SessionDescription {
        r#type: "offer".to_owned(),
        sdp,
        id,
        mid_to_track_id: Vec::new(),
    }
}
