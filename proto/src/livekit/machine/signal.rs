//! Handles inbound signal messages.

use super::join::name_of;
use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::error::ErrorReason;
use crate::event::{DisconnectReason, Event};
use crate::livekit::candidates;
use crate::livekit::io::{LiveKitOutput, PeerOutput};
use crate::livekit::participants::is_gone;
use crate::livekit::permissions::not_permitted;
use crate::livekit::recovery::Failure;
use crate::livekit::signal::{SignalEvent, failed};
use crate::livekit::wire::{
    ParticipantInfo, RequestResponse, SignalTarget, request_response, signal_response,
};
use crate::time::Millis;

/// The maximum number of m-lines added per request. It exceeds what a voice room needs.
const MAX_SECTIONS: u32 = 16;

impl Machine {
    pub(super) fn signal_event(&mut self, now: Millis, event: SignalEvent) {
        match event {
            SignalEvent::None => {}
            SignalEvent::Undecodable => self.ignore(),
            SignalEvent::Joined(join) => self.join_response(now, *join),
            SignalEvent::Resumed(message) => self.resumed(now, *message),
            SignalEvent::Message(message) => {
                self.own_speech(now, &message);
                self.signal_message(now, *message);
            }
            SignalEvent::JoinFailed(error) => self.join_failed(now, error),
            SignalEvent::ResumeRejected(leave) => self.resume_rejected(now, &leave),
            SignalEvent::SinglePcUnsupported if self.phase != Phase::Open => self.fall_back(),
            SignalEvent::SinglePcUnsupported => self.join_failed(now, failed(ErrorReason::Refused)),
            SignalEvent::Lost => {
                let error = failed(ErrorReason::Network);
                self.connection_lost(now, Failure::Socket, error, "SIGNAL_CLOSE");
            }
            SignalEvent::PingTimeout => {
                let error = failed(ErrorReason::Timeout);
                self.connection_lost(now, Failure::Silent, error, "CONNECTION_TIMEOUT");
            }
        }
    }

    pub(super) fn signal_message(&mut self, now: Millis, message: signal_response::Message) {
        use signal_response::Message as M;
        match message {
            M::Answer(answer) => {
                self.marks.answer.get_or_insert(now.0);
                let fits = self.negotiator.answer_received(answer, &mut self.out);
                self.ignore_unless(fits);
                // The server subscribes us in parallel with its first answer. If the answer is sent
                // first, the server delays its request for another offer by 150 ms (livekit-server
                // 1.13.5). Offering at once is faster.
                let expected = std::mem::take(&mut self.expects_tracks);
                if expected && !self.dual_pc && self.negotiator.has_no_remote_tracks() {
                    self.negotiator.offer(&mut self.out);
                }
            }
            M::Offer(offer) if self.dual_pc => self.subscriber.offered(offer, &mut self.out),
            M::Trickle(ref trickle) => {
                let Some(candidate) = candidates::parse(trickle, self.config.parsers.json) else {
                    return self.ignore();
                };
                if !self.dual_pc || trickle.target() == SignalTarget::Publisher {
                    self.negotiator
                        .add_remote_candidate(candidate, &mut self.out);
                } else {
                    self.subscriber
                        .add_remote_candidate(candidate, &mut self.out);
                }
            }
            M::Update(ref update) => {
                for participant in &update.participants {
                    self.participant(participant);
                }
            }
            M::TrackPublished(published) => {
                let is_ours = self.publication.published(published);
                self.ignore_unless(is_ours);
            }
            M::TrackUnpublished(ref gone) if self.publication.is_sid(&gone.track_sid) => {
                self.unpublished();
            }
            M::Leave(ref leave) => self.server_left(now, leave),
            M::Mute(ref mute) if self.publication.is_sid(&mute.sid) => {
                self.muted_by_server(mute.muted);
            }
            M::SpeakersChanged(ref changed) => self.participants.speakers(&changed.speakers),
            M::RoomUpdate(update) => {
                let name = name_of(update.room);
                if self.conversation_id.is_empty() {
                    self.conversation_id = name;
                }
            }
            M::RequestResponse(ref response) => self.request_response(response),
            M::MediaSectionsRequirement(ref wanted) => {
                let sections = wanted.num_audios.min(MAX_SECTIONS);
                if sections > 0 {
                    self.out.peer(PeerOutput::AddRecvTransceivers(sections));
                }
                // A request for no m-lines still asks for a new offer.
                self.negotiator.offer(&mut self.out);
            }
            // Unexpected: a second join, or an offer in single-PC mode.
            M::Join(_) | M::Offer(_) => self.ignore(),
            _ => {}
        }
    }

    /// Handles a mute or unmute of the microphone by the server, which needs no notification.
    fn muted_by_server(&mut self, muted: bool) {
        self.publication.server_knows_muted = muted;
        self.mic.muted_by_server(muted, &mut self.out);
    }

    fn own_speech(&mut self, now: Millis, message: &signal_response::Message) {
        let signal_response::Message::SpeakersChanged(changed) = message else {
            return;
        };
        for speaker in &changed.speakers {
            if self.participants.is_local_sid(&speaker.sid) {
                self.transcript_merge
                    .speech
                    .set_speaking(now, speaker.active);
            }
        }
    }

    pub(super) fn participant(&mut self, info: &ParticipantInfo) {
        if self.participants.is_local_sid(&info.sid) {
            if let Some(permissions) = &info.permission {
                self.permissions_changed(permissions);
            }
            return self.own_track(info);
        }
        if self.signal.is_resume() && self.participants.is_local(&info.identity) && !is_gone(info) {
            // Another client joined with our identity during the outage and has replaced us.
            return self.close(DisconnectReason::Unknown, Some("DUPLICATE_IDENTITY"));
        }
        if self.participants.is_outdated(info) {
            return;
        }
        if let Some(identity) = self.participants.departure(info, &mut self.out) {
            self.end_streams(Some(&identity));
            self.out.push(LiveKitOutput::ParticipantLeft(identity));
        }
        if !is_gone(info) {
            self.subscriptions
                .tracks_published(info, self.dual_pc, &mut self.out);
            self.participants.update(info, &mut self.out);
        }
    }

    /// Applies a mute or unmute by the server that happened during an outage.
    fn own_track(&mut self, info: &ParticipantInfo) {
        let mut tracks = info.tracks.iter();
        let track = tracks.find(|track| self.publication.is_sid(&track.sid));
        if let Some(track) = track
            && self
                .recovery
                .mute_before_resume
                .take()
                .is_some_and(|knew| knew != track.muted)
        {
            self.muted_by_server(track.muted);
        }
    }

    fn request_response(&mut self, response: &RequestResponse) {
        use request_response::{Reason, Request};
        if matches!(response.reason(), Reason::Ok | Reason::Queued) {
            return;
        }
        let name = response.reason().as_str_name();
        // A rejected track is returned with its request, so the join fails at once instead of by
        // timeout.
        let error = match &response.request {
            Some(Request::AddTrack(track)) if self.publication.is_cid(&track.cid) => {
                self.fail(not_permitted(name));
                not_permitted(name)
            }
            _ => failed(ErrorReason::Reported).with_cause(name),
        };
        if self.phase == Phase::Open {
            self.out.emit(Event::Error(error));
        }
    }
}
