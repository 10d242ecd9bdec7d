//! How a session opens.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{self, signal_request::Message as Sent};
use speko_client::{
    AudioConstraints, ErrorCode, ErrorReason, Event, MicState, Overrides, Status, TtsOverrides,
};

#[test]
fn start_requests_microphone_and_offer_then_joins_with_the_offer() {
    let mut bench = Bench::new(options());
    bench.command(Command::Start);
    assert_eq!(bench.events(), [Event::Status(Status::Connecting)]);
    assert!(matches!(
        bench.orders[1],
        Order::OpenMic { muted: false, .. }
    ));
    assert!(bench.orders.contains(&Order::Peer(PeerOrder::Open {
        microphone: true,
        receivers: 1
    })));
    assert!(
        !bench
            .orders
            .iter()
            .any(|order| matches!(order, Order::OpenSocket(..)))
    );

    let op = bench.op(|order| match order {
        Order::Peer(PeerOrder::CreateOffer(op)) => Some(*op),
        _ => None,
    });
    bench.peer(PeerInput::OfferCreated(op, OFFER.into()));
    let join = bench.join_request();
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
    assert_eq!(track.source(), proto::TrackSource::Microphone);
    assert_eq!(track.audio_features, [2, 3, 4]);
}

#[test]
fn local_description_is_set_after_ice_servers_are_configured() {
    let mut bench = Bench::dialled(options());
    let sets = |bench: &Bench| {
        bench.find(|o| matches!(o, Order::Peer(PeerOrder::SetLocal(..))).then_some(()))
    };
    assert_eq!(sets(&bench), None);
    bench.server(join());
    let at = |wanted: fn(&Order) -> bool| bench.orders.iter().position(wanted).unwrap();
    let configured = at(|o| {
        matches!(
            o,
            Order::Peer(PeerOrder::Configure {
                relay_only: false,
                ..
            })
        )
    });
    assert!(configured < at(|o| matches!(o, Order::Peer(PeerOrder::SetLocal(..)))));
}

#[test]
fn early_answer_waits_for_the_local_description() {
    let mut bench = Bench::dialled(options());
    bench.server(join());
    bench.server(answer(1));
    let remote = |o: &Order| matches!(o, Order::Peer(PeerOrder::SetRemote(..)));
    assert!(!bench.orders.iter().any(remote));
    bench.finish_negotiation();
    assert!(bench.orders.iter().any(remote));
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
    let mut bench = Bench::joined(options().overrides(overrides));
    bench.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(bench.settled(), None, "not before the microphone is open");
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    bench.orders.clear();
    bench.grant_microphone();

    let told: Vec<_> = bench
        .orders
        .iter()
        .filter(|o| !matches!(o, Order::EnableMic(..) | Order::AttachMic(_)))
        .collect();
    assert!(
        matches!(told[0], Order::Emit(Event::Mic(MicState::Live))),
        "{told:#?}"
    );
    assert!(matches!(
        told[1],
        Order::Emit(Event::Status(Status::Connected))
    ));
    assert!(matches!(told[2], Order::Emit(Event::Connection(_))));
    assert!(matches!(
        told[3],
        Order::Peer(PeerOrder::Send(Channel::Reliable, _))
    ));
    let connected = Event::Connected {
        conversation_id: "speko_room".into(),
    };
    assert_eq!(told[4], &Order::Emit(connected));
    assert_eq!(told[5], &Order::Settle(Ok(())));
    let sent = bench.packets_sent();
    assert_eq!(
        sent,
        [(
            1,
            r#"{"type":"overrides","overrides":{"tts":{"speed":1.5}}}"#.to_owned()
        )]
    );
    assert_eq!(bench.machine.conversation_id(), "speko_room");
}

#[test]
fn overrides_wait_for_the_reliable_channel_and_are_sent_first() {
    let mut bench = Bench::joined(options().overrides(Overrides::default()));
    bench.grant_microphone();
    bench.peer(PeerInput::State(PeerState::Connected));
    bench.command(Command::Send(
        speko_client::wire::packet::Outbound::UserMessage("hi".into()),
    ));
    assert_eq!(bench.packets_sent(), []);
    bench.peer(PeerInput::ChannelOpened(Channel::Lossy));
    assert_eq!(bench.packets_sent(), []);
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    let sent = bench.packets_sent();
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
    let bench = Bench::open(options());
    assert_eq!(bench.packets_sent(), []);
}

#[test]
fn disabled_microphone_is_never_requested() {
    let mut bench = Bench::dialled(options().mic_enabled(false));
    assert_eq!(bench.join_request().add_track_requests, []);
    bench.server(join());
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(bench.settled(), Some(Ok(())));
    assert!(
        !bench
            .orders
            .iter()
            .any(|o| matches!(o, Order::OpenMic { .. }))
    );
    bench.command(Command::SetMicMuted(false));
    assert!(
        !bench
            .orders
            .iter()
            .any(|o| matches!(o, Order::OpenMic { .. }))
    );
}

#[test]
fn constraints_devices_volume_and_mute_reach_the_browser() {
    let constraints = AudioConstraints {
        noise_suppression: false,
        ..Default::default()
    };
    let options = options()
        .audio_constraints(constraints)
        .input_device("mic-2")
        .output_device("speaker-3")
        .volume(7.0)
        .mic_muted(true);
    let mut bench = Bench::dialled(options);
    let op = bench.mic_op();
    let wanted = Order::OpenMic {
        op,
        device: Some("mic-2".into()),
        constraints,
        muted: true,
    };
    assert!(bench.orders.contains(&wanted));
    assert!(bench.orders.contains(&Order::SetVolume(1.0)));
    assert!(
        bench
            .orders
            .contains(&Order::SetOutputDevice("speaker-3".into()))
    );
    let track = bench.join_request().add_track_requests.remove(0);
    assert!(track.muted);
    assert_eq!(track.audio_features, [2, 3]);
    bench.server(join());
    bench.server(published());
    bench.grant_microphone();
    assert!(bench.orders.contains(&Order::EnableMic(op, false)));
    assert!(bench.events().contains(&Event::Mic(MicState::Muted)));
    assert!(
        !bench
            .sent()
            .iter()
            .any(|message| matches!(message, Sent::Mute(_))),
        "the join has announced it muted"
    );
}

#[test]
fn permission_prompt_has_no_timeout() {
    let mut bench = Bench::joined(options());
    bench.peer(PeerInput::State(PeerState::Connected));
    for _ in 0..60 {
        bench.pass(10_000);
        bench.server(proto::signal_response::Message::Pong(0));
    }
    assert_eq!(bench.settled(), None);
    bench.grant_microphone();
    assert_eq!(bench.settled(), Some(Ok(())));
}

#[test]
fn invalid_credentials_are_rejected_by_the_constructor() {
    use speko_client::{ConversationOptions, Credentials};
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
        let options = ConversationOptions::new(Credentials::new(url, token));
        let error = speko_client::livekit::machine::Machine::new(&options, true).unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason),
            "{url} {token}"
        );
    }
    let plain = ConversationOptions::new(Credentials::new("ws://media.example", "aa.bb.cc"));
    assert!(speko_client::livekit::machine::Machine::new(&plain, false).is_ok());
    let here = ConversationOptions::new(Credentials::new("ws://127.0.0.1:8787", "aa.bb.cc"));
    assert!(speko_client::livekit::machine::Machine::new(&here, true).is_ok());
}

#[test]
fn credentials_json_accepts_new_and_legacy_field_names() {
    use speko_client::Credentials;
    let ours = Credentials::new("wss://a", "t");
    for json in [
        r#"{"transportUrl":"wss://a","transportToken":"t","roomName":"r"}"#,
        r#"{"livekitUrl":"wss://a","conversationToken":"t"}"#,
        r#"{"livekitUrl":"old","conversationToken":"old","transportUrl":"wss://a","transportToken":"t"}"#,
    ] {
        assert_eq!(Credentials::from_json(json).unwrap(), ours, "{json}");
    }
    for json in [
        "",
        "[]",
        "{}",
        r#"{"transportUrl":"wss://a"}"#,
        r#"{"transportUrl":1,"transportToken":"t"}"#,
    ] {
        assert_eq!(
            Credentials::from_json(json).unwrap_err().code(),
            ErrorCode::InvalidCredentials,
            "{json}"
        );
    }
}

fn restarted(bench: &Bench) -> bool {
    bench.orders.contains(&Order::Peer(PeerOrder::RestartIce))
}

/// Returns a session that has joined and negotiated, with ICE connected.
fn with_a_path() -> Bench {
    let mut bench = Bench::joined(options());
    bench.grant_microphone();
    bench.peer(PeerInput::IceConnected);
    bench.orders.clear();
    bench
}

#[test]
fn ice_connected_without_dtls_for_2_s_restarts_ice() {
    let mut bench = with_a_path();
    bench.pass(1_999);
    assert!(!restarted(&bench));
    bench.pass(1);
    assert!(restarted(&bench));
    bench.offer();
    assert!(
        matches!(bench.sent().as_slice(), [Sent::Offer(offer)] if offer.id == 2),
        "on the existing socket"
    );
    bench.server(answer(2));
    bench.finish_negotiation();

    // The next media path can fail as well.
    bench.orders.clear();
    bench.pass(2_000);
    assert!(!restarted(&bench), "ICE is not connected yet");
    bench.peer(PeerInput::IceConnected);
    bench.pass(2_000);
    assert!(restarted(&bench));
    bench.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(bench.machine.status(), Status::Connected);
}

#[test]
fn established_media_path_does_not_restart_ice() {
    let mut bench = with_a_path();
    bench.pass(1_500);
    bench.peer(PeerInput::State(PeerState::Connected));
    bench.pass(10_000);
    assert!(!restarted(&bench));
    // The browser reports this after a short interruption.
    bench.peer(PeerInput::IceConnected);
    bench.pass(10_000);
    assert!(!restarted(&bench));
}
