//! Two peer connections, for browsers and servers that do not support a single one.

use speko_proto::livekit::io::*;
use speko_proto::livekit::machine::Machine;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::{ConnectionState, Event, Status};

use crate::support::livekit::*;

fn harness() -> Harness {
    let mut harness = Harness::new(options());
    harness.machine = Machine::new(options(), true).unwrap().dual_pc();
    harness.command(Command::Start);
    harness
}

fn primary() -> Said {
    let Said::Join(join) = join() else { panic!() };
    Said::Join(wire::JoinResponse {
        subscriber_primary: true,
        ..join
    })
}

fn server_offer(id: u32) -> Said {
    Said::Offer(wire::SessionDescription {
        r#type: "offer".into(),
        sdp: format!("server {id}"),
        id,
        mid_to_track_id: vec![("1", "TR_agent").into()],
    })
}

fn url(harness: &Harness) -> String {
    harness.op(|output| match output {
        Output::Transport(LiveKitOutput::OpenSocket(_, url)) => Some(url.reveal().to_owned()),
        _ => None,
    })
}

fn open_socket(harness: &mut Harness) {
    let socket = harness.socket_op();
    harness.input(Input::Transport(LiveKitInput::Socket(
        socket,
        SocketInput::Opened,
    )));
}

/// Answers the server's latest offer, as the browser does.
fn answered(harness: &mut Harness) {
    let op = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Subscriber(PeerOutput::CreateAnswer(op, _))) => Some(*op),
        _ => None,
    });
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::AnswerCreated(op, "ours".into()),
    )));
}

fn open() -> Harness {
    let mut harness = harness();
    open_socket(&mut harness);
    harness.server(primary());
    harness.offer();
    harness.server(server_offer(1));
    answered(&mut harness);
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(
        harness.machine.status(),
        Status::Connecting,
        "both peer connections are required"
    );
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::State(PeerState::Connected),
    )));
    assert_eq!(harness.machine.status(), Status::Connected);
    harness
}

#[test]
fn socket_opens_without_waiting_for_the_offer() {
    let harness = harness();
    let url = url(&harness);
    assert!(url.starts_with("wss://media.example/rtc?access_token=aaa.bbb.ccc&protocol=15&"));
    assert!(url.contains("&auto_subscribe=1"));
    assert!(!url.contains("join_request"));
}

#[test]
fn add_track_is_sent_before_the_offer() {
    let mut harness = harness();
    harness.offer();
    open_socket(&mut harness);
    assert_eq!(harness.sent(), []);
    harness.server(primary());
    let sent = harness.sent();
    assert!(matches!(&sent[0], Sent::AddTrack(track) if track.cid == "mic-uuid"));
    assert!(matches!(&sent[1], Sent::Offer(offer) if offer.id == 1 && offer.sdp == OFFER));
}

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
            Sent::Answer(answer) => answer.id,
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
        Said::Trickle(wire::TrickleRequest {
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
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::Candidate(Candidate {
            candidate: "ours".into(),
            ..Default::default()
        }),
    )));
    assert!(matches!(harness.sent().last(), Some(Sent::Trickle(trickle)) if trickle.target == 1));
}

#[test]
fn agent_track_plays_from_subscriber_connection_by_offer_mids() {
    let mut harness = open();
    harness.outputs.clear();
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::Track {
            mid: "1".into(),
            stream: "PA_agent|camera".into(),
        },
    )));
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
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::ChannelOpened(Channel::Reliable),
    )));
    harness.input(Input::Transport(LiveKitInput::Subscriber(message)));
    assert!(matches!(&harness.events()[..], [Event::Message(message)] if message.text == "hello"));
}

#[test]
fn resume_sync_state_contains_server_offer_and_our_answer() {
    let mut harness = open();
    let socket = harness.socket_op();
    harness.input(Input::Transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    )));
    let url = url(&harness);
    assert!(url.contains("/rtc?"));
    assert!(url.contains("&reconnect=1&reconnect_reason=1&sid=PA_me"));
    open_socket(&mut harness);
    harness.outputs.clear();
    harness.server(Said::Reconnect(wire::ReconnectResponse::default()));
    let sent = harness.sent();
    let Sent::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.offer.as_ref().unwrap().sdp, "server 1");
    assert_eq!(state.answer.as_ref().unwrap().sdp, "ours");
}

#[test]
fn http_404_falls_back_to_two_peer_connections_and_remembers_host() {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    harness.offer();
    let socket = harness.socket_op();
    harness.input(Input::Transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    )));
    let probe = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Probe(op, _)) => Some(*op),
        _ => None,
    });
    harness.input(Input::Transport(LiveKitInput::Probed(
        probe,
        Probe::Answered {
            status: 404,
            body: "404 page not found".into(),
        },
    )));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::RememberDualPc(
                "media.example".into()
            )))
    );
    assert!(url(&harness).contains("/rtc?"));
    assert_eq!(harness.settled(), None);
    open_socket(&mut harness);
    harness.server(primary());
    harness.offer();
    let sent = harness.sent();
    assert!(sent.iter().any(|sent| matches!(sent, Sent::AddTrack(_))));
}

#[test]
fn subscriber_primary_join_falls_back_to_two_peer_connections() {
    let mut harness = Harness::dialled(options());
    harness.server(primary());
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::CloseSocket))
    );
    assert!(url(&harness).contains("/rtc?"));
    assert_eq!(harness.settled(), None);
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
    assert_eq!(harness.sent(), [Sent::Subscription(refused.clone())]);
    harness.outputs.clear();
    filmed.version = 3;
    harness.server(update(filmed));
    assert_eq!(harness.sent(), []);
    let socket = harness.socket_op();
    harness.input(Input::Transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    )));
    open_socket(&mut harness);
    harness.outputs.clear();
    harness.server(Said::Reconnect(wire::ReconnectResponse::default()));
    let sent = harness.sent();
    let Sent::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.subscription, Some(refused));
}

/// The server restarts its own peer connection only for a resumed session.
#[test]
fn disconnected_subscriber_resumes_and_renegotiates_both_connections() {
    let mut harness = open();
    harness.outputs.clear();
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::State(PeerState::Disconnected),
    )));
    harness.pass(100);
    harness.server(update(agent()));
    harness.pass(600);
    assert!(url(&harness).contains("&reconnect=1&"));
    open_socket(&mut harness);
    harness.server(Said::Reconnect(wire::ReconnectResponse::default()));
    harness.offer();
    harness.server(answer(2));
    harness.finish_negotiation();
    let good = |harness: &Harness| {
        let good = Event::Connection(ConnectionState::Good);
        harness.events().contains(&good)
    };
    assert!(!good(&harness), "the subscriber is not connected yet");
    harness.server(server_offer(2));
    answered(&mut harness);
    harness.input(Input::Transport(LiveKitInput::Subscriber(
        PeerInput::State(PeerState::Connected),
    )));
    assert!(good(&harness));
}
