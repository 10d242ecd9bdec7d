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
use super::utterances::{Piece, Way};
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{DisconnectReason, Event, Source};
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
            Heard::Message(message) => {
                self.own_speech(now, &message);
                self.signal_message(*message);
            }
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

    fn own_speech(&mut self, now: Millis, message: &signal_response::Message) {
        let signal_response::Message::SpeakersChanged(changed) = message else {
            return;
        };
        for speaker in &changed.speakers {
            if self.participants.is_local_sid(&speaker.sid) {
                self.utterances.speech.is(now, speaker.active);
            }
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
            Some(V::User(user)) => self.user_packet(now, &user.payload),
            Some(V::StreamHeader(header)) => {
                let room = self.streams.header(&identity, header);
                self.ignore_unless(room);
            }
            Some(V::StreamChunk(chunk)) => {
                if let Some(segment) = self.streams.chunk(&chunk) {
                    self.segment(now, Way::Stream, segment);
                }
            }
            Some(V::StreamTrailer(trailer)) => {
                if let Some(segment) = self.streams.trailer(trailer) {
                    self.segment(now, Way::Stream, segment);
                }
            }
            Some(V::Transcription(transcription)) => self.transcription(now, transcription),
            None => {}
        }
    }

    fn user_packet(&mut self, now: Millis, payload: &[u8]) {
        let packet = std::str::from_utf8(payload)
            .ok()
            .and_then(|text| Inbound::decode(text).ok());
        let (way, source, text, is_final) = match packet {
            Some(Inbound::Transcript {
                source,
                text,
                is_final,
            }) => (Way::Transcript, source, text, is_final),
            Some(Inbound::AgentMessage { text, is_final }) => {
                (Way::AgentMessage, Source::Agent, text, is_final)
            }
            Some(Inbound::UserMessageEcho { text }) => (Way::Echo, Source::User, text, true),
            None => return self.ignore(),
        };
        let id = String::new();
        self.said(
            now,
            Piece {
                way,
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
            self.segment(now, Way::Legacy, segment);
        }
    }

    fn segment(&mut self, now: Millis, way: Way, segment: Segment) {
        if segment.text.is_empty() {
            return;
        }
        // Some agents tell the caller's words under their own name: the track says whose they are.
        let ours = self.participants.is_local(&segment.identity)
            || (!segment.track.is_empty() && self.publisher.is_sid(&segment.track));
        self.said(
            now,
            Piece {
                way,
                source: if ours { Source::User } else { Source::Agent },
                id: segment.id,
                text: segment.text,
                is_final: segment.is_final,
            },
        );
    }

    fn said(&mut self, now: Millis, piece: Piece) {
        if let Some(message) = self.utterances.take(now, piece) {
            self.out.emit(Event::Message(message));
        }
    }
}
