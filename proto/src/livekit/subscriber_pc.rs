//! The subscriber peer connection of dual-PC mode: the server offers its tracks on it, and we
//! answer.

use super::candidates::Candidates;
use super::io::{Candidate, LiveKitOutput, PeerOutput, RequestId};
use super::outbox::Outbox;
use super::wire::{Entry, SessionDescription, signal_request};
use crate::engine::outbox::Effects;

#[derive(Debug, Default)]
pub(super) struct Subscriber {
    /// The offer that the browser is answering.
    answering: Option<(RequestId, SessionDescription)>,
    /// The newest offer that arrived during that.
    next: Option<SessionDescription>,
    candidates: Candidates,
    /// Maps `mid` to track id, from the latest offer.
    tracks: Vec<Entry>,
    /// The last offer and answer, for a resume.
    pub(super) last: Option<(SessionDescription, SessionDescription)>,
}

impl Subscriber {
    /// Answers an offer at once, without debouncing: the first audio waits for our answer.
    pub(super) fn offered(&mut self, offer: SessionDescription, out: &mut Outbox) {
        if self.answering.is_some() {
            self.next = Some(offer);
            return;
        }
        self.tracks = offer.mid_to_track_id.clone();
        // If the offer restarts ICE, its candidates come after it.
        let id = out.next_id();
        out.push(LiveKitOutput::Subscriber(PeerOutput::CreateAnswer(
            id,
            offer.sdp.clone(),
        )));
        self.answering = Some((id, offer));
    }

    /// Sends the answer, once the browser has set both descriptions.
    pub(super) fn answer_created(&mut self, id: RequestId, sdp: String, out: &mut Outbox) {
        let Some((_, offer)) = self.answering.take_if(|(wanted, _)| *wanted == id) else {
            return;
        };
        let answer = SessionDescription {
            r#type: "answer".to_owned(),
            sdp,
            id: offer.id,
            mid_to_track_id: Vec::new(),
        };
        out.signal_now(signal_request::Message::Answer(answer.clone()));
        self.last = Some((offer, answer));
        self.candidates.described(LiveKitOutput::Subscriber, out);
        if let Some(next) = self.next.take() {
            self.offered(next, out);
        }
    }

    /// Returns whether this failure ends the negotiation.
    pub(super) fn failed(&mut self, id: RequestId) -> bool {
        let ours = self.answering.take_if(|(wanted, _)| *wanted == id);
        ours.is_some()
    }

    pub(super) fn add_remote_candidate(&mut self, candidate: Candidate, out: &mut Outbox) {
        self.candidates
            .add(candidate, LiveKitOutput::Subscriber, out);
    }

    /// Returns the track id for this `mid`.
    pub(super) fn track_id(&self, mid: &str) -> Option<&str> {
        Entry::find(&self.tracks, mid)
    }
}
