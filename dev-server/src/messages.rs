//! The messages that the room sends: participants, their states, and the agent's data.

use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::data_stream::{Chunk, Header, Trailer};
use speko_proto::livekit::wire::participant_info::{Kind, State};
use speko_proto::livekit::wire::{
    DataPacket, Entry, ParticipantInfo, ParticipantPermission, TrackInfo, TrackSource, TrackType,
    UserPacket,
};
use speko_proto::packet::Inbound;
use speko_proto::{AgentState, Source};
use uuid::Uuid;

use crate::agent::TextPart;
use crate::token::Claims;

const AGENT_IDENTITY: &str = "local-agent";

/// The two participants of a room: the caller and the agent.
#[derive(Debug)]
pub(crate) struct Participants {
    user: ParticipantInfo,
    agent: ParticipantInfo,
    sequence: u32,
    chunks: u64,
}

/// Creates a server-side id with LiveKit's prefix.
pub(crate) fn sid(prefix: &str) -> String {
    let random = Uuid::new_v4().simple().to_string();
    format!("{prefix}{}", random.get(..12).unwrap_or(&random))
}

impl Participants {
    /// Creates a caller with these claims, and an agent.
    pub(crate) fn new(claims: &Claims) -> Self {
        let user = ParticipantInfo {
            sid: sid("PA_"),
            identity: claims.sub.clone(),
            state: State::Joined.into(),
            name: claims.name.clone(),
            version: 1,
            permission: Some(ParticipantPermission {
                can_subscribe: claims.video.subscribes(),
                can_publish: claims.video.publishes(),
                can_publish_data: claims.video.publishes_data(),
                ..Default::default()
            }),
            kind: Kind::Standard.into(),
            ..ParticipantInfo::default()
        };
        let track = TrackInfo {
            sid: sid("TR_AM"),
            r#type: TrackType::Audio.into(),
            name: "agent".into(),
            source: TrackSource::Microphone.into(),
            ..TrackInfo::default()
        };
        let agent = ParticipantInfo {
            sid: sid("PA_"),
            identity: AGENT_IDENTITY.into(),
            name: "Local agent".into(),
            state: State::Active.into(),
            tracks: vec![track],
            version: 1,
            kind: Kind::Agent.into(),
            attributes: state_attribute(AgentState::Initializing),
            ..ParticipantInfo::default()
        };
        Self {
            user,
            agent,
            sequence: 0,
            chunks: 0,
        }
    }

    /// Returns the caller.
    pub(crate) fn user(&self) -> &ParticipantInfo {
        &self.user
    }

    /// Returns the agent.
    pub(crate) fn agent(&self) -> &ParticipantInfo {
        &self.agent
    }

    /// Returns the sid of the agent's audio track.
    pub(crate) fn agent_track(&self) -> &str {
        self.agent.tracks.first().map_or("", |track| &track.sid)
    }

    /// Returns the sid of this participant.
    pub(crate) fn sid_of(&self, who: Source) -> &str {
        match who {
            Source::Agent => &self.agent.sid,
            Source::User => &self.user.sid,
        }
    }

    /// Marks the caller as active, once connected.
    pub(crate) fn activate_user(&mut self) -> &ParticipantInfo {
        self.user.state = State::Active.into();
        self.user.version += 1;
        &self.user
    }

    /// Adds a track that the caller publishes.
    pub(crate) fn publish(&mut self, track: TrackInfo) -> &ParticipantInfo {
        self.user.tracks.push(track);
        self.user.version += 1;
        &self.user
    }

    /// Mutes or unmutes a track of the caller. `None` if the caller has no such track.
    pub(crate) fn mute(&mut self, sid: &str, muted: bool) -> Option<&ParticipantInfo> {
        let track = self.user.tracks.iter_mut().find(|track| track.sid == sid)?;
        track.muted = muted;
        self.user.version += 1;
        Some(&self.user)
    }

    /// Returns whether the caller publishes tracks and all of them are muted.
    pub(crate) fn is_muted(&self) -> bool {
        !self.user.tracks.is_empty() && self.user.tracks.iter().all(|track| track.muted)
    }

    /// Sets the agent's state.
    pub(crate) fn agent_does(&mut self, state: AgentState) -> &ParticipantInfo {
        self.agent.attributes = state_attribute(state);
        self.agent.version += 1;
        &self.agent
    }

    /// Encodes a packet from the agent.
    pub(crate) fn packet(&mut self, packet: &Inbound) -> Vec<u8> {
        self.data(Value::User(UserPacket {
            payload: packet.encode().into_bytes(),
            topic: None,
        }))
    }

    /// Encodes a part of the agent's transcript.
    pub(crate) fn text(&mut self, part: TextPart) -> Vec<u8> {
        let track = self.agent_track().to_owned();
        let attributes = |more: Option<(&str, String)>, is_final: &str| {
            let always = [
                ("lk.transcribed_track_id", track),
                ("lk.transcription_final", is_final.to_owned()),
            ];
            always.into_iter().chain(more).map(Entry::from).collect()
        };
        let value = match part {
            TextPart::Begins { stream, segment } => {
                self.chunks = 0;
                Value::StreamHeader(Header {
                    attributes: attributes(Some(("lk.segment_id", self.unique(&segment))), "false"),
                    stream_id: self.unique(&stream),
                    topic: "lk.transcription".into(),
                    ..Default::default()
                })
            }
            TextPart::Words { stream, text } => {
                self.chunks += 1;
                Value::StreamChunk(Chunk {
                    stream_id: self.unique(&stream),
                    chunk_index: self.chunks - 1,
                    content: text.into_bytes(),
                })
            }
            TextPart::Ends { stream } => Value::StreamTrailer(Trailer {
                attributes: attributes(None, "true"),
                stream_id: self.unique(&stream),
                ..Trailer::default()
            }),
        };
        self.data(value)
    }

    /// Makes ids of streams and segments unique across calls, since a page may show two calls.
    fn unique(&self, id: &str) -> String {
        format!("{}-{id}", self.agent_track())
    }

    fn data(&mut self, value: Value) -> Vec<u8> {
        self.sequence += 1;
        let packet = DataPacket {
            participant_identity: AGENT_IDENTITY.into(),
            participant_sid: self.agent.sid.clone(),
            sequence: self.sequence,
            value: Some(value),
            ..DataPacket::default()
        };
        packet.encode_to_vec()
    }
}

fn state_attribute(state: AgentState) -> Vec<Entry> {
    vec![("lk.agent.state", state.as_str()).into()]
}
