//! Handles inbound signal messages and data packets.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::error::ErrorReason;
use crate::event::{DisconnectReason, Event, Source};
use crate::livekit::candidates;
use crate::livekit::data_channel::Received;
use crate::livekit::io::{Channel, IceServer, LiveKitOutput, PeerOutput};
use crate::livekit::permissions::not_permitted;
use crate::livekit::recovery::Failure;
use crate::livekit::signal::{SignalEvent, failed};
use crate::livekit::text_stream::Segment;
use crate::livekit::transcript_merge::{Origin, Update};
use crate::livekit::wire::{
    self, ClientConfigSetting, ClientConfiguration, DataPacket, JoinResponse, ParticipantInfo,
    RequestResponse, Room, SignalTarget, SyncState, Transcription, data_packet, participant_info,
    request_response, signal_request, signal_response,
};
use crate::packet::Inbound;
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
            SignalEvent::Refused(error) => self.refused(now, error),
            SignalEvent::ResumeRejected(leave) => self.resume_rejected(now, &leave),
            SignalEvent::SinglePcUnsupported if self.phase != Phase::Open => self.fall_back(),
            SignalEvent::SinglePcUnsupported => self.refused(now, failed(ErrorReason::Refused)),
            SignalEvent::Lost => {
                let error = failed(ErrorReason::Network);
                self.connection_lost(now, Failure::Socket, error, "SIGNAL_CLOSE");
            }
        }
    }

    fn join_response(&mut self, now: Millis, join: JoinResponse) {
        if join.subscriber_primary && !self.dual_pc {
            // The server ignored our offer: it will make its own on a second peer connection.
            self.signal.close(&mut self.out);
            return self.fall_back();
        }
        let local = join.participant.as_ref();
        if !self.permissions_at_join(local.and_then(|local| local.permission.as_ref())) {
            return;
        }
        self.conversation_id = name_of(join.room);
        self.participants.join(join.participant);
        for participant in &join.other_participants {
            self.participant(participant);
        }
        let mut others = join.other_participants.iter();
        self.expects_tracks =
            others.any(|other| !other.tracks.is_empty()) && !self.subscriptions.manual;
        self.peer_connections.has_subscriber_pc = self.dual_pc && join.subscriber_primary;
        if self.dual_pc {
            self.open_subscriber();
        }
        self.configure(join.ice_servers, join.client_configuration);
        self.joined(now);
    }

    /// Applies the server's ICE servers and client configuration.
    pub(super) fn configure(
        &mut self,
        servers: Vec<wire::IceServer>,
        configuration: Option<ClientConfiguration>,
    ) {
        let configuration = configuration.unwrap_or_default();
        self.resume_disabled = configuration.resume_connection() == ClientConfigSetting::Disabled;
        let relay_only = configuration.force_relay() == ClientConfigSetting::Enabled;
        let ice_servers: Vec<_> = servers
            .into_iter()
            .map(|server| IceServer {
                urls: server.urls,
                username: server.username,
                credential: server.credential,
            })
            .collect();
        if self.dual_pc {
            self.out
                .push(LiveKitOutput::Subscriber(PeerOutput::Configure {
                    ice_servers: ice_servers.clone(),
                    relay_only,
                }));
        }
        self.out.peer(PeerOutput::Configure {
            ice_servers,
            relay_only,
        });
    }

    /// Sends our state of a resumed session.
    pub(super) fn send_sync_state(&mut self) {
        let (offer, answer) = match (&self.subscriber.last, self.dual_pc) {
            (Some((offer, answer)), true) => (Some(offer.clone()), Some(answer.clone())),
            (None, true) => (None, None),
            (_, false) => self.negotiator.last(),
        };
        let state = SyncState {
            offer,
            answer,
            subscription: Some(self.subscriptions.state()),
            publish_tracks: self.publication.synced(),
            datachannel_receive_states: self.data.receive_states(),
            data_channels: Vec::new(),
        };
        self.out
            .signal_now(signal_request::Message::SyncState(state));
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
            // Unexpected: a second join, or an offer in single mode.
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

    fn participant(&mut self, info: &ParticipantInfo) {
        if self.participants.is_local_sid(&info.sid) {
            if let Some(permissions) = &info.permission {
                self.permissions_changed(permissions);
            }
            return self.own_track(info);
        }
        if self.signal.is_resumed()
            && self.participants.is_local(&info.identity)
            && is_in_room(info)
        {
            // Another client joined with our identity during the outage and has replaced us.
            return self.over(DisconnectReason::Unknown, Some("DUPLICATE_IDENTITY"));
        }
        self.subscriptions
            .tracks_published(info, self.dual_pc, &mut self.out);
        if let Some(identity) = self.participants.update(info, &mut self.out) {
            while let Some(segment) = self.streams.forget(&identity) {
                self.segment(self.data.now, Origin::Stream, segment);
            }
            self.out.push(LiveKitOutput::ParticipantLeft(identity));
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
        // A rejected track is returned with its request, so the join fails at once instead of by
        // timeout.
        let Some(Request::AddTrack(track)) = &response.request else {
            return;
        };
        if self.publication.is_cid(&track.cid) {
            self.fail(not_permitted(response.reason().as_str_name()));
        }
    }

    pub(super) fn data_message(&mut self, now: Millis, channel: Channel, bytes: &[u8]) {
        match self.data.receive(channel, bytes) {
            // A prepared session drops inbound packets until the call starts.
            Received::Packet(_) if self.phase == Phase::Prepared => {}
            Received::Packet(packet) if packet.value.is_none() => {
                self.out
                    .push(LiveKitOutput::UnhandledPacket(bytes.to_vec()));
            }
            Received::Packet(packet) => self.data_packet(now, *packet),
            Received::Duplicate => {}
            Received::Ignored => self.ignore(),
        }
    }

    fn data_packet(&mut self, now: Millis, packet: DataPacket) {
        use data_packet::Value as V;
        let identity = &packet.participant_identity;
        match packet.value {
            Some(V::User(ref user)) => self.user_packet(now, &user.payload),
            Some(V::StreamHeader(header)) => {
                let room = self.streams.header(identity, header);
                self.ignore_unless(room);
            }
            Some(V::StreamChunk(ref chunk)) => {
                if let Some(segment) = self.streams.chunk(chunk) {
                    self.segment(now, Origin::Stream, segment);
                }
            }
            Some(V::StreamTrailer(trailer)) => {
                if let Some(segment) = self.streams.trailer(trailer) {
                    self.segment(now, Origin::Stream, segment);
                }
            }
            Some(V::Transcription(transcription)) => self.transcription(now, transcription),
            None => {}
        }
    }

    fn user_packet(&mut self, now: Millis, payload: &[u8]) {
        let packet = std::str::from_utf8(payload)
            .ok()
            .and_then(|text| Inbound::decode(text, self.config.parsers.json).ok());
        let (origin, source, text, is_final) = match packet {
            Some(Inbound::Transcript {
                source,
                text,
                is_final,
            }) => (Origin::Transcript, source, text, is_final),
            Some(Inbound::AgentMessage { text, is_final }) => {
                (Origin::AgentMessage, Source::Agent, text, is_final)
            }
            Some(Inbound::UserMessageEcho { text }) => (Origin::Echo, Source::User, text, true),
            None => return self.ignore(),
        };
        let id = String::new();
        self.merge_transcript(
            now,
            Update {
                origin,
                source,
                id,
                text,
                is_final,
            },
        );
    }

    fn transcription(&mut self, now: Millis, transcription: Transcription) {
        for segment in transcription.segments {
            let segment = Segment {
                identity: transcription.transcribed_participant_identity.clone(),
                track: String::new(),
                id: segment.id,
                text: segment.text,
                is_final: segment.r#final,
            };
            self.segment(now, Origin::Legacy, segment);
        }
    }

    fn segment(&mut self, now: Millis, origin: Origin, segment: Segment) {
        if segment.text.is_empty() {
            return;
        }
        // Some agents send the user's transcript under their own identity. The track id then shows
        // whose speech it is.
        let is_ours = self.participants.is_local(&segment.identity)
            || (!segment.track.is_empty() && self.publication.is_sid(&segment.track));
        self.merge_transcript(
            now,
            Update {
                origin,
                source: if is_ours { Source::User } else { Source::Agent },
                id: segment.id,
                text: segment.text,
                is_final: segment.is_final,
            },
        );
    }

    fn merge_transcript(&mut self, now: Millis, update: Update) {
        if let Some(message) = self.transcript_merge.apply(now, update) {
            self.out.emit(Event::Message(message));
        }
    }
}

fn name_of(room: Option<Room>) -> String {
    room.map(|room| room.name).unwrap_or_default()
}

fn is_in_room(info: &ParticipantInfo) -> bool {
    info.state() != participant_info::State::Disconnected
}
