//! How a session opens.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::{
    AudioConstraints, ErrorCode, ErrorReason, Event, MicState, Overrides, Parsers, SessionConfig,
    Status, TtsOverrides,
};

use crate::support::livekit::*;

#[test]
fn start_requests_microphone_and_offer_then_joins_with_the_offer() {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    assert_eq!(harness.events(), [Event::Status(Status::Connecting)]);
    assert!(matches!(
        harness.outputs[1],
        Output::Media(MediaOutput::OpenMic { muted: false, .. })
    ));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::Peer(
                PeerOutput::Create {
                    microphone: true,
                    receivers: 1
                }
            )))
    );
    assert!(
        !harness
            .outputs
            .iter()
            .any(|output| matches!(output, Output::Transport(LiveKitOutput::OpenSocket(..))))
    );

    let op = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(op))) => Some(*op),
        _ => None,
    });
    harness.peer(PeerInput::OfferCreated(op, OFFER.into()));
    let join = harness.join_request();
    let offer = join.publisher_offer.unwrap();
    assert_eq!(
        (offer.id, offer.r#type.as_str(), offer.sdp.as_str()),
        (1, "offer", OFFER)
    );
    assert!(join.connection_settings.unwrap().auto_subscribe);
    let track = &join.add_track_requests[0];
    assert_eq!(
        (track.cid.as_str(), track.name.as_str(), track.muted),
        ("mic-uuid", "microphone", false)
    );
    assert_eq!(track.source(), wire::TrackSource::Microphone);
    assert_eq!(track.audio_features, [2, 3, 4]);
}

#[test]
fn local_description_is_set_after_ice_servers_are_configured() {
    let mut harness = Harness::dialled(options());
    let sets = |harness: &Harness| {
        harness.find(|o| {
            matches!(
                o,
                Output::Transport(LiveKitOutput::Peer(PeerOutput::SetLocal(..)))
            )
            .then_some(())
        })
    };
    assert_eq!(sets(&harness), None);
    harness.server(join());
    let at = |wanted: fn(&Output) -> bool| harness.outputs.iter().position(wanted).unwrap();
    let configured = at(|o| {
        matches!(
            o,
            Output::Transport(LiveKitOutput::Peer(PeerOutput::Configure {
                relay_only: false,
                ..
            }))
        )
    });
    assert!(
        configured
            < at(|o| matches!(
                o,
                Output::Transport(LiveKitOutput::Peer(PeerOutput::SetLocal(..)))
            ))
    );
}

#[test]
fn early_answer_waits_for_the_local_description() {
    let mut harness = Harness::dialled(options());
    harness.server(join());
    harness.server(answer(1));
    let remote = |o: &Output| {
        matches!(
            o,
            Output::Transport(LiveKitOutput::Peer(PeerOutput::SetRemote(..)))
        )
    };
    assert!(!harness.outputs.iter().any(remote));
    harness.finish_negotiation();
    assert!(harness.outputs.iter().any(remote));
}

#[test]
fn opening_emits_events_in_the_contracts_order() {
    let overrides = Overrides {
        tts: TtsOverrides {
            speed: Some(1.5),
            ..Default::default()
        },
        ..Default::default()
    };
    let mut harness = Harness::joined(SessionConfig {
        overrides: Some(overrides),
        ..options()
    });
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(harness.settled(), None, "not before the microphone is open");
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    harness.outputs.clear();
    harness.grant_microphone();

    let told: Vec<_> = harness
        .outputs
        .iter()
        .filter(|o| {
            !matches!(
                o,
                Output::Media(MediaOutput::EnableMic(..))
                    | Output::Media(MediaOutput::AttachMic(_))
            )
        })
        .collect();
    assert!(
        matches!(told[0], Output::Emit(Event::Mic(MicState::Live))),
        "{told:#?}"
    );
    assert!(matches!(
        told[1],
        Output::Emit(Event::Status(Status::Connected))
    ));
    assert!(matches!(told[2], Output::Emit(Event::Connection(_))));
    assert!(matches!(
        told[3],
        Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(Channel::Reliable, _)))
    ));
    let connected = Event::Connected {
        conversation_id: "speko_room".into(),
    };
    assert_eq!(told[4], &Output::Emit(connected));
    assert_eq!(told[5], &Output::ResolveReady(Ok(())));
    let sent = harness.packets_sent();
    assert_eq!(
        sent,
        [(
            1,
            r#"{"type":"overrides","overrides":{"tts":{"speed":1.5}}}"#.to_owned()
        )]
    );
    assert_eq!(harness.machine.conversation_id(), "speko_room");
}

#[test]
fn overrides_wait_for_the_reliable_channel_and_are_sent_first() {
    let mut harness = Harness::joined(SessionConfig {
        overrides: Some(Overrides::default()),
        ..options()
    });
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.transport(LiveKitInput::Send(
        speko_proto::packet::Outbound::UserMessage("hi".into()),
    ));
    assert_eq!(harness.packets_sent(), []);
    harness.peer(PeerInput::ChannelOpened(Channel::Lossy));
    assert_eq!(harness.packets_sent(), []);
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    let sent = harness.packets_sent();
    assert_eq!(
        sent[0],
        (1, r#"{"type":"overrides","overrides":{}}"#.to_owned())
    );
    assert_eq!(
        sent[1],
        (2, r#"{"type":"user_message","text":"hi"}"#.to_owned())
    );
}

#[test]
fn no_overrides_packet_is_sent_without_overrides() {
    let harness = Harness::open(options());
    assert_eq!(harness.packets_sent(), []);
}

#[test]
fn disabled_microphone_is_never_requested() {
    let mut harness = Harness::dialled(SessionConfig {
        mic_enabled: false,
        ..options()
    });
    assert_eq!(harness.join_request().add_track_requests, []);
    harness.server(join());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(harness.settled(), Some(Ok(())));
    assert!(
        !harness
            .outputs
            .iter()
            .any(|o| matches!(o, Output::Media(MediaOutput::OpenMic { .. })))
    );
    harness.command(Command::SetMicMuted(false));
    assert!(
        !harness
            .outputs
            .iter()
            .any(|o| matches!(o, Output::Media(MediaOutput::OpenMic { .. })))
    );
}

#[test]
fn constraints_devices_volume_and_mute_reach_the_browser() {
    let constraints = AudioConstraints {
        noise_suppression: false,
        ..Default::default()
    };
    let options = SessionConfig {
        constraints,
        input_device: Some("mic-2".into()),
        output_device: Some("speaker-3".into()),
        volume: 0.4,
        mic_muted: true,
        ..options()
    };
    let mut harness = Harness::dialled(options);
    let op = harness.mic_op();
    let wanted = Output::Media(MediaOutput::OpenMic {
        op,
        device: Some("mic-2".into()),
        constraints,
        muted: true,
    });
    assert!(harness.outputs.contains(&wanted));
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::SetVolume(0.4)))
    );
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::SetOutputDevice(
                "speaker-3".into()
            )))
    );
    let track = harness.join_request().add_track_requests.remove(0);
    assert!(track.muted);
    assert_eq!(track.audio_features, [2, 3]);
    harness.server(join());
    harness.server(published());
    harness.grant_microphone();
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(op, false)))
    );
    assert!(harness.events().contains(&Event::Mic(MicState::Muted)));
    assert!(
        !harness
            .sent()
            .iter()
            .any(|message| matches!(message, Sent::Mute(_))),
        "the join has announced it muted"
    );
}

#[test]
fn permission_prompt_has_no_timeout() {
    let mut harness = Harness::joined(options());
    harness.peer(PeerInput::State(PeerState::Connected));
    for _ in 0..60 {
        harness.pass(10_000);
        harness.server(wire::signal_response::Message::Pong(0));
    }
    assert_eq!(harness.settled(), None);
    harness.grant_microphone();
    assert_eq!(harness.settled(), Some(Ok(())));
}

#[test]
fn invalid_credentials_are_rejected_by_the_constructor() {
    use speko_proto::{Credentials, SessionConfig};
    let table = [
        ("", "aa.bb.cc", ErrorReason::BadUrl),
        ("media.example", "aa.bb.cc", ErrorReason::BadUrl),
        ("ftp://media.example", "aa.bb.cc", ErrorReason::BadUrl),
        ("wss://media.example", "", ErrorReason::BadToken),
        ("wss://media.example", "aa.bb", ErrorReason::BadToken),
        ("wss://media.example", "aa..cc", ErrorReason::BadToken),
        ("wss://media.example", "aa.b b.cc", ErrorReason::BadToken),
        ("ws://media.example", "aa.bb.cc", ErrorReason::InsecureUrl),
    ];
    for (url, token, reason) in table {
        let options = SessionConfig::new(Credentials::new(url, token), Parsers::HOST);
        let error = speko_proto::livekit::machine::Machine::new(options, true).unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason),
            "{url} {token}"
        );
    }
    let plain = SessionConfig::new(
        Credentials::new("ws://media.example", "aa.bb.cc"),
        Parsers::HOST,
    );
    assert!(speko_proto::livekit::machine::Machine::new(plain, false).is_ok());
    let here = SessionConfig::new(
        Credentials::new("ws://127.0.0.1:8787", "aa.bb.cc"),
        Parsers::HOST,
    );
    assert!(speko_proto::livekit::machine::Machine::new(here, true).is_ok());
}

#[test]
fn credentials_json_accepts_new_and_legacy_field_names() {
    use speko_proto::Credentials;
    let ours = Credentials::new("wss://a", "t");
    for json in [
        r#"{"transportUrl":"wss://a","transportToken":"t","roomName":"r"}"#,
        r#"{"livekitUrl":"wss://a","conversationToken":"t"}"#,
        r#"{"livekitUrl":"old","conversationToken":"old","transportUrl":"wss://a","transportToken":"t"}"#,
    ] {
        assert_eq!(
            Credentials::from_json(json, Parsers::HOST).unwrap(),
            ours,
            "{json}"
        );
    }
    for json in [
        "",
        "[]",
        "{}",
        r#"{"transportUrl":"wss://a"}"#,
        r#"{"transportUrl":1,"transportToken":"t"}"#,
    ] {
        assert_eq!(
            Credentials::from_json(json, Parsers::HOST)
                .unwrap_err()
                .code(),
            ErrorCode::InvalidCredentials,
            "{json}"
        );
    }
}

fn restarted(harness: &Harness) -> bool {
    harness
        .outputs
        .contains(&Output::Transport(LiveKitOutput::Peer(
            PeerOutput::RestartIce,
        )))
}

/// Returns a session that has joined and negotiated, with ICE connected.
fn with_a_path() -> Harness {
    let mut harness = Harness::joined(options());
    harness.grant_microphone();
    harness.peer(PeerInput::IceConnected);
    harness.outputs.clear();
    harness
}

#[test]
fn ice_connected_without_dtls_for_2_s_restarts_ice() {
    let mut harness = with_a_path();
    harness.pass(1_999);
    assert!(!restarted(&harness));
    harness.pass(1);
    assert!(restarted(&harness));
    harness.offer();
    assert!(
        matches!(harness.sent().as_slice(), [Sent::Offer(offer)] if offer.id == 2),
        "on the existing socket"
    );
    harness.server(answer(2));
    harness.finish_negotiation();

    // The next media path can fail as well.
    harness.outputs.clear();
    harness.pass(2_000);
    assert!(!restarted(&harness), "ICE is not connected yet");
    harness.peer(PeerInput::IceConnected);
    harness.pass(2_000);
    assert!(restarted(&harness));
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(harness.machine.status(), Status::Connected);
}

#[test]
fn established_media_path_does_not_restart_ice() {
    let mut harness = with_a_path();
    harness.pass(1_500);
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.pass(10_000);
    assert!(!restarted(&harness));
    // The browser reports this after a short interruption.
    harness.peer(PeerInput::IceConnected);
    harness.pass(10_000);
    assert!(!restarted(&harness));
}
