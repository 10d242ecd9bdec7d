//! The join request: everything that the server needs, in the URL of the socket, so that its first flight already
//! holds the answer.

use base64ct::{Base64Url, Encoding};

use super::proto::{
    AddTrackRequest, AudioTrackFeature, ClientInfo, ConnectionSettings, JoinRequest,
    SessionDescription, TrackSource, TrackType, WrappedJoinRequest, client_info::Sdk,
};
use crate::options::AudioConstraints;

/// The signal protocol that we speak: 16 has everything up to the room's move; the server sends what we can read.
const PROTOCOL: i32 = 16;

/// The server parses the User-Agent only for SDKs it knows, and needs the browser to be known: otherwise it sends RED
/// to Firefox and Safari. So we say the SDK whose behaviour ours has.
const CLIENT_VERSION: &str = "2.21.0";

/// The base64url text of the join request with our first offer and, if there is one, our microphone.
pub(super) fn request(offer: SessionDescription, microphone: Option<AddTrackRequest>) -> String {
    let join = JoinRequest {
        client_info: Some(ClientInfo {
            sdk: Sdk::Js.into(),
            version: CLIENT_VERSION.to_owned(),
            protocol: PROTOCOL,
            client_protocol: 0,
        }),
        // Here, unlike in the older query, absent means no.
        connection_settings: Some(ConnectionSettings {
            auto_subscribe: true,
        }),
        add_track_requests: microphone.into_iter().collect(),
        publisher_offer: Some(offer),
    };
    let wrapped = WrappedJoinRequest {
        compression: 0,
        join_request: join.encode_to_vec(),
    };
    Base64Url::encode_string(&wrapped.encode_to_vec())
}

/// The microphone as the server wants it announced, before or with the offer that holds its line.
pub(super) fn microphone(cid: &str, muted: bool, constraints: AudioConstraints) -> AddTrackRequest {
    let features = [
        (
            constraints.auto_gain_control,
            AudioTrackFeature::TfAutoGainControl,
        ),
        (
            constraints.echo_cancellation,
            AudioTrackFeature::TfEchoCancellation,
        ),
        (
            constraints.noise_suppression,
            AudioTrackFeature::TfNoiseSuppression,
        ),
    ];
    AddTrackRequest {
        cid: cid.to_owned(),
        name: "microphone".to_owned(),
        r#type: TrackType::Audio.into(),
        muted,
        source: TrackSource::Microphone.into(),
        audio_features: features
            .into_iter()
            .filter_map(|(on, feature)| on.then_some(feature.into()))
            .collect(),
        ..Default::default()
    }
}
