//! Offer/answer negotiation for one peer connection: one offer in flight, stale answers dropped,
//! candidates queued until the remote description is set.
//!
//! It handles the connection that this client offers on. The subscriber connection, which the
//! server offers on, is negotiated in `subscriber_pc`.

use super::candidates::Candidates;
use super::io::{Candidate, LiveKitOutput, PeerOutput, RequestId};
use super::outbox::Outbox;
use super::wire::{Entry, SessionDescription, signal_request};
use crate::engine::outbox::Effects;
use crate::time::Millis;

/// How long an offer may stay unanswered, in ms, as in livekit-client.
const ANSWER_TIMEOUT: u64 = 15_000;

/// The state of the negotiation.
#[derive(Debug, Default)]
enum State {
    #[default]
    Stable,
    Creating(RequestId),
    /// The first offer. It is sent with the join, and set as local description only after it, when
    /// the ICE servers are known.
    Prepared(String),
    SettingLocal(RequestId),
    AwaitingAnswer,
    SettingRemote(RequestId),
}

/// What an input means for the rest of the machine.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// No effect.
    None,
    /// The first offer was created: join with it.
    FirstOffer(String),
    /// The negotiation failed; the text is the browser's error.
    Broken(String),
}

#[derive(Debug, Default)]
pub(super) struct Negotiator {
    state: State,
    /// The id of the latest offer. Ids start at 1.
    offer_id: u32,
    /// Another offer is needed after this one.
    offer_again: bool,
    /// An answer that arrived before the local description was set.
    early_answer: Option<String>,
    candidates: Candidates,
    answer_by: Option<Millis>,
    /// Maps `mid` to remote track id, from the latest answer.
    tracks: Vec<Entry>,
    /// The last offer and answer, for a resume.
    last_offer: String,
    last_answer: String,
}

impl Negotiator {
    /// Creates an offer now, or after the negotiation in progress.
    pub(super) fn offer(&mut self, out: &mut Outbox) {
        if !matches!(self.state, State::Stable) {
            self.offer_again = true;
            return;
        }
        self.offer_again = false;
        let id = out.next_id();
        self.state = State::Creating(id);
        out.peer(PeerOutput::CreateOffer(id));
    }

    /// The id of the first offer.
    pub(super) const FIRST_OFFER: u32 = 1;

    pub(super) fn offer_created(
        &mut self,
        now: Millis,
        id: RequestId,
        sdp: String,
        out: &mut Outbox,
    ) -> Outcome {
        if !matches!(self.state, State::Creating(wanted) if wanted == id) {
            return Outcome::None;
        }
        self.offer_id += 1;
        if self.offer_id == Self::FIRST_OFFER {
            self.state = State::Prepared(sdp.clone());
            return Outcome::FirstOffer(sdp);
        }
        // Sent and set at once. An answer that arrives before the browser is done is kept.
        self.send_offer(&sdp, out);
        self.set_local(now, sdp, out);
        Outcome::None
    }

    fn send_offer(&self, sdp: &str, out: &mut Outbox) {
        let offer = description(self.offer_id, sdp.to_owned());
        out.signal_now(signal_request::Message::Offer(offer));
    }

    /// Handles a successful join, which brings the ICE servers. `was_sent` is `true` if the server
    /// received the first offer with the join.
    pub(super) fn joined(&mut self, now: Millis, was_sent: bool, out: &mut Outbox) {
        if let State::Prepared(sdp) = &self.state {
            let sdp = sdp.clone();
            if !was_sent {
                self.send_offer(&sdp, out);
            }
            self.set_local(now, sdp, out);
        }
    }

    /// Restarts ICE on the same connection. A negotiation in progress is dropped, since its offer
    /// no longer counts.
    pub(super) fn restart(&mut self, out: &mut Outbox) {
        out.peer(PeerOutput::RestartIce);
        self.candidates.restart();
        self.repeat(out);
    }

    /// Creates a new offer, and drops a negotiation in progress.
    pub(super) fn repeat(&mut self, out: &mut Outbox) {
        self.pause();
        self.early_answer = None;
        self.state = State::Stable;
        self.offer(out);
    }

    /// Stops the answer timeout while the server is unreachable.
    pub(super) fn pause(&mut self) {
        self.answer_by = None;
    }

    /// Returns whether no negotiation is in progress.
    pub(super) fn is_stable(&self) -> bool {
        matches!(self.state, State::Stable)
    }

    fn set_local(&mut self, now: Millis, sdp: String, out: &mut Outbox) {
        let id = out.next_id();
        self.last_offer.clone_from(&sdp);
        self.state = State::SettingLocal(id);
        self.answer_by = Some(now.after(ANSWER_TIMEOUT));
        out.peer(PeerOutput::SetLocal(id, sdp));
    }

    /// Handles an answer, and returns whether it was accepted. One to an older offer is dropped; id
    /// 0 comes from old servers, which send no id.
    pub(super) fn answer_received(&mut self, answer: SessionDescription, out: &mut Outbox) -> bool {
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
        let id = out.next_id();
        self.last_answer.clone_from(&sdp);
        self.state = State::SettingRemote(id);
        self.answer_by = None;
        out.peer(PeerOutput::SetRemote(id, sdp));
    }

    pub(super) fn done(&mut self, id: RequestId, out: &mut Outbox) {
        match self.state {
            State::SettingLocal(wanted) if wanted == id => {
                self.state = State::AwaitingAnswer;
                if let Some(sdp) = self.early_answer.take() {
                    self.set_remote(sdp, out);
                }
            }
            State::SettingRemote(wanted) if wanted == id => {
                self.state = State::Stable;
                self.candidates.described(LiveKitOutput::Publisher, out);
                if self.offer_again {
                    self.offer(out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn failed(&mut self, id: RequestId, what: String) -> Outcome {
        match self.state {
            State::Creating(wanted)
            | State::SettingLocal(wanted)
            | State::SettingRemote(wanted)
                if wanted == id =>
            {
                Outcome::Broken(what)
            }
            _ => Outcome::None,
        }
    }

    /// Adds a remote candidate.
    pub(super) fn add_remote_candidate(&mut self, candidate: Candidate, out: &mut Outbox) {
        self.candidates
            .add(candidate, LiveKitOutput::Publisher, out);
    }

    /// Returns the remote track id for this `mid`.
    pub(super) fn track_id(&self, mid: &str) -> Option<&str> {
        Entry::find(&self.tracks, mid)
    }

    /// Returns whether the latest answer has no remote track.
    pub(super) fn has_no_remote_tracks(&self) -> bool {
        self.tracks.is_empty()
    }

    /// Returns our last offer and the server's answer to it.
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

    /// Returns whether the server has left an offer unanswered for too long.
    pub(super) fn is_overdue(&self, now: Millis) -> bool {
        self.answer_by.is_some_and(|by| by <= now)
    }
}

/// Builds an offer's `SessionDescription`.
pub(super) fn description(id: u32, sdp: String) -> SessionDescription {
    SessionDescription {
        r#type: "offer".to_owned(),
        sdp,
        id,
        mid_to_track_id: Vec::new(),
    }
}
