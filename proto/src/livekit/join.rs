//! Builds the join request. All that the server needs is in the WebSocket's URL, so that its first
//! flight already carries the answer.

use super::base64;
use super::url::JoinParams;
use super::wire::{
    AddTrackRequest, AudioTrackFeature, ClientInfo, ConnectionSettings, JoinRequest,
    ReconnectReason, SessionDescription, TrackSource, TrackType, WrappedJoinRequest,
    client_info::Sdk,
};
use crate::config::AudioConstraints;

/// The signal protocol version that we report; the server sends nothing newer. From version 16 on,
/// the server may move us to another room.
const PROTOCOL: i32 = 15;

/// The livekit-client version that we report. The server parses the User-Agent only for SDKs that
/// it knows. Without knowing the browser it sends RED to Firefox and Safari. So we identify as the
/// SDK whose behaviour we match.
const CLIENT_VERSION: &str = "2.21.0";

/// Starts a new session in single-PC mode, with our first offer and, if enabled, the
/// microphone.
pub(super) fn single(
    offer: SessionDescription,
    microphone: Option<AddTrackRequest>,
    auto_subscribe: bool,
) -> JoinParams {
    wrapped(&JoinRequest {
        client_info: Some(client()),
        // Unlike in the legacy query, an absent field means `false` here.
        connection_settings: Some(ConnectionSettings { auto_subscribe }),
        add_track_requests: microphone.map_or_else(Vec::new, |microphone| vec![microphone]),
        publisher_offer: Some(offer),
        reconnect: false,
        reconnect_reason: ReconnectReason::RrUnknown.into(),
        participant_sid: String::new(),
    })
}

/// Starts a new session on two peer connections. Offer and microphone follow the join response, so
/// the request does not wait for them.
pub(super) fn dual_pc(auto_subscribe: bool) -> JoinParams {
    legacy(if auto_subscribe {
        "&auto_subscribe=1"
    } else {
        "&auto_subscribe=0"
    })
}

/// Resumes the session of the participant `sid`.
pub(super) fn resume(dual_pc: bool, sid: &str) -> JoinParams {
    let mut params = if dual_pc {
        // Reason 1: the signal connection was lost.
        legacy(&("&auto_subscribe=1&reconnect=1&reconnect_reason=1&sid=".to_owned() + sid))
    } else {
        wrapped(&JoinRequest {
            client_info: Some(client()),
            connection_settings: Some(ConnectionSettings {
                auto_subscribe: true,
            }),
            reconnect: true,
            reconnect_reason: ReconnectReason::RrSignalDisconnected.into(),
            participant_sid: sid.to_owned(),
            add_track_requests: Vec::new(),
            publisher_offer: None,
        })
    };
    params.resume = true;
    params
}

fn client() -> ClientInfo {
    ClientInfo {
        sdk: Sdk::Js.into(),
        version: CLIENT_VERSION.to_owned(),
        protocol: PROTOCOL,
        client_protocol: 0,
    }
}

fn wrapped(request: &JoinRequest) -> JoinParams {
    let wrapped = WrappedJoinRequest {
        compression: 0,
        join_request: request.encode_to_vec(),
    };
    JoinParams {
        query: "join_request=".to_owned() + &base64::in_query(&wrapped.encode_to_vec()),
        ..JoinParams::default()
    }
}

fn legacy(more: &str) -> JoinParams {
    let mut query = "protocol=".to_owned();
    query.push_str(&PROTOCOL.to_string());
    query.push_str("&sdk=js&version=");
    query.push_str(CLIENT_VERSION);
    query.push_str(more);
    JoinParams {
        dual_pc: true,
        query,
        ..JoinParams::default()
    }
}

/// Builds the `AddTrackRequest` for the microphone. The server needs it before or with the offer
/// that contains the m-line.
pub(super) fn microphone(cid: &str, muted: bool, constraints: AudioConstraints) -> AddTrackRequest {
    let mut audio_features = Vec::new();
    let mut feature = |wanted: bool, feature: AudioTrackFeature| {
        if wanted {
            audio_features.push(feature.into());
        }
    };
    feature(
        constraints.auto_gain_control,
        AudioTrackFeature::TfAutoGainControl,
    );
    feature(
        constraints.echo_cancellation,
        AudioTrackFeature::TfEchoCancellation,
    );
    feature(
        constraints.noise_suppression,
        AudioTrackFeature::TfNoiseSuppression,
    );
    AddTrackRequest {
        cid: cid.to_owned(),
        name: "microphone".to_owned(),
        r#type: TrackType::Audio.into(),
        muted,
        source: TrackSource::Microphone.into(),
        audio_features,
        stream: String::new(),
    }
}
