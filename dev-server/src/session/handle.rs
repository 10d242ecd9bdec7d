//! Handles each message and each event of a session.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use speko_proto::json;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::request_response::{Reason, Request};
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{
    AddTrackRequest, DataPacket, JoinRequest, JoinResponse, MediaSectionsRequirement,
    MuteTrackRequest, ParticipantInfo, ParticipantUpdate, Pong, RequestResponse, Room,
    SessionDescription, SignalRequest, TrackInfo, TrackPublishedResponse, TrickleRequest,
};
use speko_proto::packet::Outbound;

use super::{End, Session};
use crate::messages::sid;
use crate::peer::PeerEvent;
use crate::token;

/// Maximum number of tracks. A caller publishes only one microphone.
const MOST_TRACKS: usize = 20;

impl Session {
    /// Sends the first messages in LiveKit's order.
    pub(super) fn welcome(&mut self, request: JoinRequest) -> Result<(), End> {
        let timings = self.app.config.timings;
        // LiveKit's default is to subscribe.
        let settings = request.connection_settings.as_ref();
        self.subscribed = settings.is_none_or(|settings| settings.auto_subscribe);
        self.send(ServerMessage::Join(JoinResponse {
            room: Some(Room {
                sid: sid("RM_"),
                name: self.place.room().to_owned(),
            }),
            participant: Some(self.participants.user().clone()),
            other_participants: vec![self.participants.agent().clone()],
            subscriber_primary: self.subscriber.is_some(),
            ping_interval: timings.ping_interval.as_secs().max(1) as i32,
            ping_timeout: timings.ping_timeout.as_secs().max(1) as i32,
            ..JoinResponse::default()
        }))?;
        for track in request.add_track_requests {
            self.add_track(track)?;
        }
        if let Some(offer) = request.publisher_offer {
            self.answer(&offer)?;
        }
        self.refresh_token()?;
        self.offer(false)
    }

    pub(super) fn read_request(&mut self, request: SignalRequest) -> Result<(), End> {
        match request.message {
            Some(ClientMessage::Offer(offer)) => self.answer(&offer),
            Some(ClientMessage::AddTrack(track)) => self.add_track(track),
            Some(ClientMessage::Trickle(trickle)) => {
                self.add_candidate(&trickle);
                Ok(())
            }
            Some(ClientMessage::Mute(mute)) => self.mute(&mute),
            Some(ClientMessage::Leave(_)) => Err(End::CallerLeft),
            Some(ClientMessage::Ping(_)) => self.send(ServerMessage::Pong(unix_millis())),
            Some(ClientMessage::PingReq(ping)) => self.send(ServerMessage::PongResp(Pong {
                last_ping_timestamp: ping.timestamp,
                timestamp: unix_millis(),
            })),
            Some(ClientMessage::Answer(answer)) => self.take_answer(&answer),
            Some(ClientMessage::Subscription(wanted)) => {
                self.subscribed |= wanted.subscribe;
                self.greet();
                Ok(())
            }
            // `SyncState` repeats what the session already knows. `None` is a message of a newer
            // protocol.
            Some(ClientMessage::SyncState(_)) | None => Ok(()),
        }
    }

    pub(super) fn handle_event(&mut self, event: PeerEvent) -> Result<(), End> {
        match event {
            PeerEvent::Connected if self.subscriber.is_none() => self.is_up()?,
            PeerEvent::Connected => {}
            // A page that unloads closes both its peer connection and its socket.
            PeerEvent::Closed if !self.socket.is_open() => return Err(End::SocketClosed),
            PeerEvent::Lost | PeerEvent::Closed => self.is_down(),
            PeerEvent::Audio(packet) => {
                if !self.participants.user().tracks.is_empty() {
                    self.place.heard().count(Instant::now(), packet.level);
                    if !self.participants.is_muted() {
                        self.agent.push_packet(self.millis(), packet);
                    }
                }
            }
            PeerEvent::Data(bytes) => self.read_data(&bytes),
        }
        Ok(())
    }

    /// With two peer connections, the subscriber connection determines whether the caller is
    /// connected.
    pub(super) fn handle_subscriber_event(&mut self, event: PeerEvent) -> Result<(), End> {
        let up = matches!(event, PeerEvent::Connected);
        match event {
            PeerEvent::Connected => self.is_up()?,
            PeerEvent::Lost | PeerEvent::Closed => self.is_down(),
            // Only the server sends on this connection.
            PeerEvent::Audio(_) | PeerEvent::Data(_) => return Ok(()),
        }
        if let Some(subscriber) = &mut self.subscriber {
            subscriber.up = up;
        }
        Ok(())
    }

    fn is_up(&mut self) -> Result<(), End> {
        self.down_since = None;
        self.place.heard().connected = true;
        if !self.was_up {
            self.was_up = true;
            let user = self.participants.activate_user().clone();
            self.update(user)?;
        }
        self.greet();
        Ok(())
    }

    fn is_down(&mut self) {
        self.place.heard().connected = false;
        self.down_since.get_or_insert_with(Instant::now);
    }

    pub(super) fn refresh_token(&mut self) -> Result<(), End> {
        // The new token has the same expiry: the agent leaves when the first one expires.
        let left = self.claims.exp.saturating_sub(token::unix_time());
        let ttl = Duration::from_secs(left);
        match token::mint(
            &self.app.config,
            &self.claims.sub,
            self.claims.video.clone(),
            ttl,
        ) {
            Ok((token, _)) => self.send(ServerMessage::RefreshToken(token)),
            // The caller's own token stays valid until it expires.
            Err(_) => Ok(()),
        }
    }

    fn answer(&mut self, offer: &SessionDescription) -> Result<(), End> {
        let stream = format!(
            "{}|{}",
            self.participants.agent().sid,
            self.participants.agent_track()
        );
        let answer = self.peer.answer(&offer.sdp, &stream, "voice")?;
        let mids = answer
            .agent_mid
            .iter()
            .map(|mid| (mid, self.participants.agent_track()).into());
        self.send(ServerMessage::Answer(SessionDescription {
            r#type: "answer".into(),
            sdp: answer.sdp,
            id: offer.id,
            mid_to_track_id: mids.collect(),
        }))?;
        for candidate in answer.candidates {
            let init = serde_json::json!({ "candidate": candidate, "sdpMid": answer.first_mid, "sdpMLineIndex": 0 });
            self.send(ServerMessage::Trickle(TrickleRequest {
                candidate_init: init.to_string(),
                ..TrickleRequest::default()
            }))?;
        }
        let single = self.subscriber.is_none();
        if single
            && !std::mem::replace(&mut self.requested_media_section, true)
            && self.claims.video.subscribes()
        {
            // A LiveKit server also requests a new offer if the m-line already exists.
            let num_audios = u32::from(!self.peer.carries_agent());
            self.send(ServerMessage::MediaSectionsRequirement(
                MediaSectionsRequirement {
                    num_audios,
                    num_videos: 0,
                },
            ))?;
        }
        self.greet();
        Ok(())
    }

    /// Greets once the caller can hear the agent.
    pub(super) fn greet(&mut self) {
        if self.was_up && self.subscribed && self.voice().carries_agent() {
            self.agent.connected(self.millis());
        }
    }

    fn add_track(&mut self, track: AddTrackRequest) -> Result<(), End> {
        if !self.claims.video.publishes() || self.participants.user().tracks.len() >= MOST_TRACKS {
            let allowed = self.claims.video.publishes();
            let reason = if allowed {
                Reason::LimitExceeded
            } else {
                Reason::NotAllowed
            };
            return self.send(ServerMessage::RequestResponse(RequestResponse {
                reason: reason.into(),
                message: "the track cannot be published".into(),
                request: Some(Request::AddTrack(track)),
                ..RequestResponse::default()
            }));
        }
        let info = TrackInfo {
            sid: sid("TR_AM"),
            r#type: track.r#type,
            name: track.name,
            muted: track.muted,
            source: track.source,
            ..TrackInfo::default()
        };
        self.send(ServerMessage::TrackPublished(TrackPublishedResponse {
            cid: track.cid,
            track: Some(info.clone()),
        }))?;
        let user = self.participants.publish(info).clone();
        self.note_mute();
        if self.was_up {
            self.update(user)
        } else {
            Ok(())
        }
    }

    fn mute(&mut self, mute: &MuteTrackRequest) -> Result<(), End> {
        let Some(user) = self.participants.mute(&mute.sid, mute.muted).cloned() else {
            return Ok(());
        };
        self.note_mute();
        self.update(user)
    }

    fn note_mute(&mut self) {
        let muted = self.participants.is_muted();
        self.place.heard().muted = muted;
        if muted {
            self.agent.muted();
        }
    }

    fn add_candidate(&mut self, trickle: &TrickleRequest) {
        let init: Option<serde_json::Value> = serde_json::from_str(&trickle.candidate_init).ok();
        if let Some(candidate) = init
            .as_ref()
            .and_then(|init| init.get("candidate")?.as_str())
        {
            self.target(trickle.target()).add_candidate(candidate);
        }
    }

    /// Reads a data packet. Packets that the agent does not understand are counted.
    fn read_data(&mut self, bytes: &[u8]) {
        if !self.claims.video.publishes_data() {
            return;
        }
        let packet = DataPacket::decode(bytes).ok();
        let sequence = packet.as_ref().map_or(0, |packet| packet.sequence);
        if sequence > 0 && sequence <= self.heard_sequence {
            // A duplicate that was sent again after a resume.
            return;
        }
        self.heard_sequence = sequence.max(self.heard_sequence);
        let packet = packet.and_then(|packet| match packet.value {
            Some(Value::User(user)) => {
                Outbound::decode(std::str::from_utf8(&user.payload).ok()?, json::parse).ok()
            }
            _ => None,
        });
        match packet {
            Some(packet) => self.agent.receive(self.millis(), packet),
            None => self.place.heard().ignored_packets += 1,
        }
        let mut heard = self.place.heard();
        heard.context = self.agent.context().to_vec();
        heard.overrides = self.agent.overrides().cloned();
    }

    pub(super) fn update(&mut self, participant: ParticipantInfo) -> Result<(), End> {
        self.send(ServerMessage::Update(ParticipantUpdate {
            participants: vec![participant],
        }))
    }
}

pub(super) fn unix_millis() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64)
}
