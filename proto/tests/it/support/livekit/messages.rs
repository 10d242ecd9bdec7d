//! The messages of the simulated server.

use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_response;

pub fn agent() -> wire::ParticipantInfo {
    wire::ParticipantInfo {
        sid: "PA_agent".into(),
        identity: "agent".into(),
        state: 2,
        kind: 4,
        version: 1,
        tracks: vec![wire::TrackInfo {
            sid: "TR_agent".into(),
            ..Default::default()
        }],
        attributes: vec![("lk.agent.state", "listening").into()],
        ..Default::default()
    }
}

/// Returns the server's info of the local participant, with or without the publish permission.
pub fn me(can_publish: bool) -> wire::ParticipantInfo {
    wire::ParticipantInfo {
        sid: "PA_me".into(),
        identity: "me".into(),
        permission: Some(wire::ParticipantPermission {
            can_subscribe: true,
            can_publish,
            can_publish_data: true,
            can_publish_sources: Vec::new(),
        }),
        ..Default::default()
    }
}

pub fn join() -> signal_response::Message {
    signal_response::Message::Join(wire::JoinResponse {
        room: Some(wire::Room {
            sid: "RM_1".into(),
            name: "speko_room".into(),
        }),
        participant: Some(wire::ParticipantInfo {
            sid: "PA_me".into(),
            identity: "me".into(),
            ..Default::default()
        }),
        other_participants: vec![agent()],
        ping_interval: 5,
        ping_timeout: 15,
        ..Default::default()
    })
}

pub fn published() -> signal_response::Message {
    published_as("mic-uuid", "TR_me")
}

/// Returns the server's response that maps this cid to this track sid.
pub fn published_as(cid: &str, sid: &str) -> signal_response::Message {
    signal_response::Message::TrackPublished(wire::TrackPublishedResponse {
        cid: cid.into(),
        track: Some(wire::TrackInfo {
            sid: sid.into(),
            ..Default::default()
        }),
    })
}

pub fn unpublished(sid: &str) -> signal_response::Message {
    signal_response::Message::TrackUnpublished(wire::TrackUnpublishedResponse {
        track_sid: sid.into(),
    })
}

pub fn answer(id: u32) -> signal_response::Message {
    signal_response::Message::Answer(wire::SessionDescription {
        r#type: "answer".into(),
        sdp: format!("answer {id}"),
        id,
        mid_to_track_id: vec![("2", "TR_agent").into()],
    })
}

pub fn leave(reason: wire::DisconnectReason) -> signal_response::Message {
    signal_response::Message::Leave(wire::LeaveRequest {
        reason: reason.into(),
        ..Default::default()
    })
}

pub fn update(participant: wire::ParticipantInfo) -> signal_response::Message {
    signal_response::Message::Update(wire::ParticipantUpdate {
        participants: vec![participant],
    })
}
