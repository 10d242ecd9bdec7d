//! What a join asks for: everything that the server needs, in the URL of the socket, so that its first flight already
//! holds the answer.

use super::base64;
use super::proto::{
    AddTrackRequest, AudioTrackFeature, ClientInfo, ConnectionSettings, JoinRequest,
    ReconnectReason, SessionDescription, TrackSource, TrackType, WrappedJoinRequest,
    client_info::Sdk,
};
use super::url::Dial;
use crate::options::AudioConstraints;

/// The signal protocol that we speak; the server sends what we can read. From 16 on it may move us to another room.
const PROTOCOL: i32 = 15;

/// The server parses the User-Agent only for SDKs it knows, and needs the browser to be known: otherwise it sends RED
/// to Firefox and Safari. So we say the SDK whose behaviour ours has.
const CLIENT_VERSION: &str = "2.21.0";

/// A new session on a single peer connection, with our first offer and, if there is one, our microphone.
pub(super) fn single(
    offer: SessionDescription,
    microphone: Option<AddTrackRequest>,
    auto_subscribe: bool,
) -> Dial {
    wrapped(&JoinRequest {
        client_info: Some(client()),
        // Here, unlike in the older query, absent means no.
        connection_settings: Some(ConnectionSettings { auto_subscribe }),
        add_track_requests: microphone.map_or_else(Vec::new, |microphone| vec![microphone]),
        publisher_offer: Some(offer),
        reconnect: false,
        reconnect_reason: ReconnectReason::RrUnknown.into(),
        participant_sid: String::new(),
    })
}

/// A new session on two. Nothing of ours has to be known before: offer and microphone follow the server's yes.
pub(super) fn dual(auto_subscribe: bool) -> Dial {
    legacy(if auto_subscribe {
        "&auto_subscribe=1"
    } else {
        "&auto_subscribe=0"
    })
}

/// The session of this participant goes on.
pub(super) fn resume(dual: bool, sid: &str) -> Dial {
    let mut dial = if dual {
        // The reason 1: the signal socket broke.
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
    dial.resume = true;
    dial
}

fn client() -> ClientInfo {
    ClientInfo {
        sdk: Sdk::Js.into(),
        version: CLIENT_VERSION.to_owned(),
        protocol: PROTOCOL,
        client_protocol: 0,
    }
}

fn wrapped(request: &JoinRequest) -> Dial {
    let wrapped = WrappedJoinRequest {
        compression: 0,
        join_request: request.encode_to_vec(),
    };
    Dial {
        query: "join_request=".to_owned() + &base64::in_query(&wrapped.encode_to_vec()),
        ..Dial::default()
    }
}

fn legacy(more: &str) -> Dial {
    let mut query = "protocol=".to_owned();
    query.push_str(&PROTOCOL.to_string());
    query.push_str("&sdk=js&version=");
    query.push_str(CLIENT_VERSION);
    query.push_str(more);
    Dial {
        dual: true,
        query,
        ..Dial::default()
    }
}

/// The microphone as the server wants it announced, before or with the offer that holds its line.
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
