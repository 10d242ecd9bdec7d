//! The subscriber connection: the server offers, and the agent's audio and data arrive.

use super::*;

#[test]
fn server_offers_are_answered_in_order_skipping_outdated_ones() {
    let mut harness = open();
    harness.outputs.clear();
    harness.server(server_offer(2));
    harness.server(server_offer(3));
    harness.server(server_offer(4));
    answered(&mut harness);
    answered(&mut harness);
    let answers: Vec<_> = harness
        .sent()
        .into_iter()
        .map(|sent| match sent {
            ClientMessage::Answer(answer) => answer.id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(answers, [2, 4], "offer 3 was superseded");
}

#[test]
fn candidates_go_to_their_target_peer_connection() {
    let mut harness = harness();
    open_socket(&mut harness);
    harness.server(primary());
    let trickle = |target| {
        ServerMessage::Trickle(wire::TrickleRequest {
            candidate_init: r#"{"candidate":"c","sdpMid":"0"}"#.into(),
            target,
            ..Default::default()
        })
    };
    harness.server(server_offer(1));
    harness.server(trickle(1));
    let added = |harness: &Harness| {
        harness.find(|output| match output {
            Output::Transport(LiveKitOutput::Subscriber(PeerOutput::AddCandidate(_))) => Some(()),
            _ => None,
        })
    };
    assert_eq!(added(&harness), None, "the offer is not applied yet");
    answered(&mut harness);
    assert_eq!(added(&harness), Some(()));
    harness.transport(LiveKitInput::Subscriber(PeerInput::Candidate(Candidate {
        candidate: "ours".into(),
        ..Default::default()
    })));
    assert!(
        matches!(harness.sent().last(), Some(ClientMessage::Trickle(trickle)) if trickle.target == 1)
    );
}

#[test]
fn agent_track_plays_from_subscriber_connection_by_offer_mids() {
    let mut harness = open();
    harness.outputs.clear();
    harness.transport(LiveKitInput::Subscriber(PeerInput::Track {
        mid: "1".into(),
        stream: "PA_agent|camera".into(),
    }));
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::Play("1".into()))]
    );
    let mut quiet = agent();
    quiet.version = 2;
    harness.server(update(quiet.clone()));
    quiet.version = 3;
    quiet.tracks.clear();
    harness.server(update(quiet));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::StopPlaying("1".into())))
    );
}

#[test]
fn data_is_received_on_the_subscriber_connection() {
    let mut harness = open();
    harness.outputs.clear();
    let packet = wire::DataPacket {
        participant_identity: "agent".into(),
        value: Some(wire::data_packet::Value::User(wire::UserPacket {
            payload: br#"{"type":"agent_message","text":"hello","isFinal":true}"#.to_vec(),
            topic: None,
        })),
        ..Default::default()
    };
    let message = PeerInput::ChannelMessage(Channel::Reliable, packet.encode_to_vec());
    harness.transport(LiveKitInput::Subscriber(PeerInput::ChannelOpened(
        Channel::Reliable,
    )));
    harness.transport(LiveKitInput::Subscriber(message));
    assert!(matches!(&harness.events()[..], [Event::Message(message)] if message.text == "hello"));
}

#[test]
fn video_is_unsubscribed_once_and_stays_so_after_a_resume() {
    let mut harness = open();
    harness.outputs.clear();
    let mut filmed = agent();
    filmed.version = 2;
    filmed.tracks.push(wire::TrackInfo {
        sid: "TR_video".into(),
        r#type: 1,
        ..Default::default()
    });
    harness.server(update(filmed.clone()));
    let refused = wire::UpdateSubscription {
        track_sids: vec!["TR_video".into()],
        subscribe: false,
    };
    assert_eq!(
        harness.sent(),
        [ClientMessage::Subscription(refused.clone())]
    );
    harness.outputs.clear();
    filmed.version = 3;
    harness.server(update(filmed));
    assert_eq!(harness.sent(), []);
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
    open_socket(&mut harness);
    harness.outputs.clear();
    harness.server(ServerMessage::Reconnect(wire::ReconnectResponse::default()));
    let sent = harness.sent();
    let ClientMessage::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.subscription, Some(refused));
}
