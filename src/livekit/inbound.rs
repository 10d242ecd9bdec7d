//! What the server and the agent send: signal messages and data packets.

use super::data::Received;
use super::io::{Channel, IceServer, PeerOrder};
use super::machine::Machine;
use super::proto::{
    ClientConfigSetting, DataPacket, JoinResponse, LeaveRequest, ParticipantInfo, RequestResponse,
    Transcription, data_packet, request_response, signal_response,
};
use super::signal::{Heard, failed};
use super::stream::Segment;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{DisconnectReason, Event, Message, Source};
use crate::packet::Inbound;
use crate::time::Millis;

/// More lines than a voice room needs; a flood is cut off.
const MAX_SECTIONS: u32 = 16;

impl Machine {
    pub(super) fn heard(&mut self, now: Millis, heard: Heard) {
        match heard {
            Heard::Nothing => {}
            Heard::Garbage => self.ignore(),
            Heard::Joined(join) => self.join_response(now, *join),
            Heard::Message(message) => self.signal_message(*message),
            Heard::Refused(error) => self.fail(error),
            Heard::Lost => self.broken(failed(ErrorReason::Network), "SIGNAL_CLOSE"),
        }
    }

    fn join_response(&mut self, now: Millis, join: JoinResponse) {
        if join.subscriber_primary {
            // The server has not read our offer: it wants to make its own, on a second peer connection.
            return self.fail(
                failed(ErrorReason::Refused)
                    .with_cause("the server is too old: no single peer connection"),
            );
        }
        let local = join.participant.unwrap_or_default();
        let may_publish = local
            .permission
            .as_ref()
            .is_none_or(|permission| permission.can_publish);
        if self.options.mic_enabled && !may_publish {
            let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::Refused);
            return self.fail(error.with_cause("the token does not allow to publish"));
        }
        self.conversation_id = join.room.unwrap_or_default().name;
        self.participants.join(&local);
        for participant in &join.other_participants {
            self.participant(participant);
        }
        let configuration = join.client_configuration.unwrap_or_default();
        self.out.peer(PeerOrder::Configure {
            ice_servers: join
                .ice_servers
                .into_iter()
                .map(|server| IceServer {
                    urls: server.urls,
                    username: server.username,
                    credential: server.credential,
                })
                .collect(),
            relay_only: configuration.force_relay() == ClientConfigSetting::Enabled,
        });
        self.joined(now);
    }

    fn signal_message(&mut self, message: signal_response::Message) {
        use signal_response::Message as M;
        match message {
            M::Answer(answer) => {
                let fits = self.negotiator.answered(answer, &mut self.out);
                self.ignore_unless(fits);
            }
            M::Trickle(trickle) => {
                let read = self.negotiator.trickled(&trickle, &mut self.out);
                self.ignore_unless(read);
            }
            M::Update(update) => {
                for participant in &update.participants {
                    self.participant(participant);
                }
            }
            M::TrackPublished(published) => {
                let sid = published.track.unwrap_or_default().sid;
                let ours =
                    !sid.is_empty() && self.publisher.published(&published.cid, sid, &mut self.out);
                self.ignore_unless(ours);
            }
            M::Leave(leave) => self.server_left(&leave),
            M::Mute(mute) if self.publisher.is_sid(&mute.sid) => {
                self.publisher.muted_by_server(mute.muted, &mut self.out);
            }
            M::SpeakersChanged(changed) => self.participants.speakers(&changed.speakers),
            M::RoomUpdate(update) => {
                let name = update.room.unwrap_or_default().name;
                if self.conversation_id.is_empty() {
                    self.conversation_id = name;
                }
            }
            M::RequestResponse(response) => self.request_response(&response),
            M::MediaSectionsRequirement(wanted) => {
                let sections = wanted.num_audios.min(MAX_SECTIONS);
                if sections > 0 {
                    self.out.peer(PeerOrder::AddReceivers(sections));
                }
                // With none it still means "offer again".
                self.negotiator.offer(&mut self.out);
            }
            // A second join, or an offer, which a single peer connection never gets.
            M::Join(_) | M::Offer(_) => self.ignore(),
            _ => {}
        }
    }

    fn participant(&mut self, info: &ParticipantInfo) {
        if self.participants.is_local_sid(&info.sid) {
            return;
        }
        if let Some(identity) = self.participants.update(info, &mut self.out) {
            self.streams.forget(&identity);
        }
    }

    fn request_response(&mut self, response: &RequestResponse) {
        use request_response::{Reason, Request};
        if matches!(response.reason(), Reason::Ok | Reason::Queued) {
            return;
        }
        // A denied track comes back with the request: no need to wait for a timeout.
        let Some(Request::AddTrack(track)) = &response.request else {
            return;
        };
        if self.publisher.is_cid(&track.cid) {
            let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::Refused);
            self.fail(error.with_cause(response.reason().as_str_name()));
        }
    }

    /// The server ends it. It may ask to reconnect; mending is a later part's, so that ends it too.
    fn server_left(&mut self, leave: &LeaveRequest) {
        use super::proto::DisconnectReason as R;
        let name = leave.reason().as_str_name();
        if !self.is_open() {
            return self.fail(failed(ErrorReason::Refused).with_cause(name));
        }
        let reason = match leave.reason() {
            R::ClientInitiated => DisconnectReason::User,
            R::ParticipantRemoved | R::RoomDeleted | R::RoomClosed => DisconnectReason::Agent,
            R::JoinFailure => DisconnectReason::Error,
            _ => DisconnectReason::Unknown,
        };
        // The number 0 is no reason.
        self.over(reason, (leave.reason() != R::UnknownReason).then_some(name));
    }

    pub(super) fn data_message(&mut self, now: Millis, channel: Channel, bytes: &[u8]) {
        match self.data.receive(channel, bytes) {
            Received::Packet(packet) => self.data_packet(now, *packet),
            Received::Repeated => {}
            Received::Ignored => self.ignore(),
        }
    }

    fn data_packet(&mut self, now: Millis, packet: DataPacket) {
        use data_packet::Value as V;
        let identity = packet.participant_identity;
        match packet.value {
            Some(V::User(user)) => self.user_packet(&user.payload),
            Some(V::StreamHeader(header)) => {
                let room = self.streams.header(&identity, header);
                self.ignore_unless(room);
            }
            Some(V::StreamChunk(chunk)) => {
                if let Some(segment) = self.streams.chunk(&chunk) {
                    self.segment(now, segment);
                }
            }
            Some(V::StreamTrailer(trailer)) => {
                if let Some(segment) = self.streams.trailer(trailer) {
                    self.segment(now, segment);
                }
            }
            // Agents of today send both; the streams say more.
            Some(V::Transcription(transcription)) if !self.streams.seen() => {
                self.transcription(now, transcription);
            }
            Some(V::Transcription(_)) | None => {}
        }
    }

    fn user_packet(&mut self, payload: &[u8]) {
        let packet = std::str::from_utf8(payload)
            .ok()
            .and_then(|text| Inbound::decode(text).ok());
        let (source, text, is_final) = match packet {
            Some(Inbound::Transcript {
                source,
                text,
                is_final,
            }) => (source, text, is_final),
            Some(Inbound::AgentMessage { text, is_final }) => (Source::Agent, text, is_final),
            Some(Inbound::UserMessageEcho { text }) => (Source::User, text, true),
            None => return self.ignore(),
        };
        self.out.emit(Event::Message(Message {
            source,
            text,
            is_final,
            segment_id: None,
            started_at: None,
        }));
    }

    fn transcription(&mut self, now: Millis, transcription: Transcription) {
        for segment in transcription.segments {
            self.segment(
                now,
                Segment {
                    identity: transcription.transcribed_participant_identity.clone(),
                    id: segment.id,
                    text: segment.text,
                    is_final: segment.r#final,
                },
            );
        }
    }

    fn segment(&mut self, now: Millis, segment: Segment) {
        if segment.text.is_empty() {
            return;
        }
        let local = self.participants.is_local(&segment.identity);
        let source = if local { Source::User } else { Source::Agent };
        let started = self.first_heard.of(source, &segment.id, now);
        self.out.emit(Event::Message(Message {
            source,
            text: segment.text,
            is_final: segment.is_final,
            segment_id: (!segment.id.is_empty()).then_some(segment.id),
            started_at: Some(started.0),
        }));
    }
}
