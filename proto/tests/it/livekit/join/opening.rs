//! From the start to the open session.

use super::*;

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
            .contains(&Output::Transport(LiveKitOutput::Publisher(
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

    let id = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) => Some(*id),
        _ => None,
    });
    harness.peer(PeerInput::OfferCreated(id, OFFER.into()));
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
    let mut harness = Harness::connecting(options());
    let sets = |harness: &Harness| {
        harness.find(|o| {
            matches!(
                o,
                Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetLocal(..)))
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
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::Configure {
                relay_only: false,
                ..
            }))
        )
    });
    assert!(
        configured
            < at(|o| matches!(
                o,
                Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetLocal(..)))
            ))
    );
}

#[test]
fn early_answer_waits_for_the_local_description() {
    let mut harness = Harness::connecting(options());
    harness.server(join());
    harness.server(answer(1));
    let remote = |o: &Output| {
        matches!(
            o,
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetRemote(..)))
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
    assert_eq!(
        harness.ready_result(),
        None,
        "not before the microphone is open"
    );
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    harness.outputs.clear();
    harness.grant_microphone();

    let emitted: Vec<_> = harness
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
        matches!(emitted[0], Output::Emit(Event::Mic(MicState::Live))),
        "{emitted:#?}"
    );
    assert!(matches!(
        emitted[1],
        Output::Emit(Event::Status(Status::Connected))
    ));
    assert!(matches!(emitted[2], Output::Emit(Event::Connection(_))));
    assert!(matches!(
        emitted[3],
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(
            Channel::Reliable,
            _
        )))
    ));
    let connected = Event::Connected {
        conversation_id: "speko_room".into(),
    };
    assert_eq!(emitted[4], &Output::Emit(connected));
    assert_eq!(emitted[5], &Output::ResolveReady(Ok(())));
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
fn permission_prompt_has_no_timeout() {
    let mut harness = Harness::joined(options());
    harness.peer(PeerInput::State(PeerState::Connected));
    for _ in 0..60 {
        harness.pass(10_000);
        harness.server(wire::signal_response::Message::Pong(0));
    }
    assert_eq!(harness.ready_result(), None);
    harness.grant_microphone();
    assert_eq!(harness.ready_result(), Some(Ok(())));
}
