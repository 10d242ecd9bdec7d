//! Two peer connections, for browsers and servers that do not support a single one.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::livekit::machine::Machine;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{ConnectionState, Event, Status};

fn bench() -> Bench {
    let mut bench = Bench::new(options());
    bench.machine = Machine::new(&options(), true).unwrap().dual();
    bench.command(Command::Start);
    bench
}

fn primary() -> Said {
    let Said::Join(join) = join() else { panic!() };
    Said::Join(proto::JoinResponse {
        subscriber_primary: true,
        ..join
    })
}

fn server_offer(id: u32) -> Said {
    Said::Offer(proto::SessionDescription {
        r#type: "offer".into(),
        sdp: format!("server {id}"),
        id,
        mid_to_track_id: vec![("1", "TR_agent").into()],
    })
}

fn url(bench: &Bench) -> String {
    bench.op(|order| match order {
        Order::OpenSocket(_, url) => Some(url.reveal().to_owned()),
        _ => None,
    })
}

fn open_socket(bench: &mut Bench) {
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Opened));
}

/// Answers the server's latest offer, as the browser does.
fn answered(bench: &mut Bench) {
    let op = bench.op(|order| match order {
        Order::Subscriber(PeerOrder::Answer(op, _)) => Some(*op),
        _ => None,
    });
    bench.input(Input::Subscriber(PeerInput::Answered(op, "ours".into())));
}

fn open() -> Bench {
    let mut bench = bench();
    open_socket(&mut bench);
    bench.server(primary());
    bench.offer();
    bench.server(server_offer(1));
    answered(&mut bench);
    bench.server(published());
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.grant_microphone();
    bench.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(
        bench.machine.status(),
        Status::Connecting,
        "both peer connections are required"
    );
    bench.input(Input::Subscriber(PeerInput::State(PeerState::Connected)));
    assert_eq!(bench.machine.status(), Status::Connected);
    bench
}

#[test]
fn socket_opens_without_waiting_for_the_offer() {
    let bench = bench();
    let url = url(&bench);
    assert!(url.starts_with("wss://media.example/rtc?access_token=aaa.bbb.ccc&protocol=15&"));
    assert!(url.contains("&auto_subscribe=1"));
    assert!(!url.contains("join_request"));
}

#[test]
fn add_track_is_sent_before_the_offer() {
    let mut bench = bench();
    bench.offer();
    open_socket(&mut bench);
    assert_eq!(bench.sent(), []);
    bench.server(primary());
    let sent = bench.sent();
    assert!(matches!(&sent[0], Sent::AddTrack(track) if track.cid == "mic-uuid"));
    assert!(matches!(&sent[1], Sent::Offer(offer) if offer.id == 1 && offer.sdp == OFFER));
}

#[test]
fn server_offers_are_answered_in_order_skipping_outdated_ones() {
    let mut bench = open();
    bench.orders.clear();
    bench.server(server_offer(2));
    bench.server(server_offer(3));
    bench.server(server_offer(4));
    answered(&mut bench);
    answered(&mut bench);
    let answers: Vec<_> = bench
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
    let mut bench = bench();
    open_socket(&mut bench);
    bench.server(primary());
    let trickle = |target| {
        Said::Trickle(proto::TrickleRequest {
            candidate_init: r#"{"candidate":"c","sdpMid":"0"}"#.into(),
            target,
            ..Default::default()
        })
    };
    bench.server(server_offer(1));
    bench.server(trickle(1));
    let added = |bench: &Bench| {
        bench.find(|order| match order {
            Order::Subscriber(PeerOrder::AddCandidate(_)) => Some(()),
            _ => None,
        })
    };
    assert_eq!(added(&bench), None, "the offer is not applied yet");
    answered(&mut bench);
    assert_eq!(added(&bench), Some(()));
    bench.input(Input::Subscriber(PeerInput::Candidate(Candidate {
        candidate: "ours".into(),
        ..Default::default()
    })));
    assert!(matches!(bench.sent().last(), Some(Sent::Trickle(trickle)) if trickle.target == 1));
}

#[test]
fn agent_track_plays_from_subscriber_connection_by_offer_mids() {
    let mut bench = open();
    bench.orders.clear();
    bench.input(Input::Subscriber(PeerInput::Track {
        mid: "1".into(),
        stream: "PA_agent|camera".into(),
    }));
    assert_eq!(bench.orders, [Order::Play("1".into())]);
    let mut quiet = agent();
    quiet.version = 2;
    bench.server(update(quiet.clone()));
    quiet.version = 3;
    quiet.tracks.clear();
    bench.server(update(quiet));
    assert!(bench.orders.contains(&Order::StopPlaying("1".into())));
}

#[test]
fn data_is_received_on_the_subscriber_connection() {
    let mut bench = open();
    bench.orders.clear();
    let packet = proto::DataPacket {
        participant_identity: "agent".into(),
        value: Some(proto::data_packet::Value::User(proto::UserPacket {
            payload: br#"{"type":"agent_message","text":"hello","isFinal":true}"#.to_vec(),
            topic: None,
        })),
        ..Default::default()
    };
    let message = PeerInput::ChannelMessage(Channel::Reliable, packet.encode_to_vec());
    bench.input(Input::Subscriber(PeerInput::ChannelOpened(
        Channel::Reliable,
    )));
    bench.input(Input::Subscriber(message));
    assert!(matches!(&bench.events()[..], [Event::Message(message)] if message.text == "hello"));
}

#[test]
fn resume_sync_state_contains_server_offer_and_our_answer() {
    let mut bench = open();
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
    let url = url(&bench);
    assert!(url.contains("/rtc?"));
    assert!(url.contains("&reconnect=1&reconnect_reason=1&sid=PA_me"));
    open_socket(&mut bench);
    bench.orders.clear();
    bench.server(Said::Reconnect(proto::ReconnectResponse::default()));
    let sent = bench.sent();
    let Sent::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.offer.as_ref().unwrap().sdp, "server 1");
    assert_eq!(state.answer.as_ref().unwrap().sdp, "ours");
}

#[test]
fn http_404_falls_back_to_two_peer_connections_and_remembers_host() {
    let mut bench = Bench::new(options());
    bench.command(Command::Start);
    bench.offer();
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
    let probe = bench.op(|order| match order {
        Order::Probe(op, _) => Some(*op),
        _ => None,
    });
    bench.input(Input::Probed(
        probe,
        Probe::Answered {
            status: 404,
            body: "404 page not found".into(),
        },
    ));
    assert!(
        bench
            .orders
            .contains(&Order::RememberDual("media.example".into()))
    );
    assert!(url(&bench).contains("/rtc?"));
    assert_eq!(bench.settled(), None);
    open_socket(&mut bench);
    bench.server(primary());
    bench.offer();
    let sent = bench.sent();
    assert!(sent.iter().any(|sent| matches!(sent, Sent::AddTrack(_))));
}

#[test]
fn subscriber_primary_join_falls_back_to_two_peer_connections() {
    let mut bench = Bench::dialled(options());
    bench.server(primary());
    assert!(bench.orders.contains(&Order::CloseSocket));
    assert!(url(&bench).contains("/rtc?"));
    assert_eq!(bench.settled(), None);
}

#[test]
fn video_is_unsubscribed_once_and_stays_so_after_a_resume() {
    let mut bench = open();
    bench.orders.clear();
    let mut filmed = agent();
    filmed.version = 2;
    filmed.tracks.push(proto::TrackInfo {
        sid: "TR_video".into(),
        r#type: 1,
        ..Default::default()
    });
    bench.server(update(filmed.clone()));
    let refused = proto::UpdateSubscription {
        track_sids: vec!["TR_video".into()],
        subscribe: false,
    };
    assert_eq!(bench.sent(), [Sent::Subscription(refused.clone())]);
    bench.orders.clear();
    filmed.version = 3;
    bench.server(update(filmed));
    assert_eq!(bench.sent(), []);
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
    open_socket(&mut bench);
    bench.orders.clear();
    bench.server(Said::Reconnect(proto::ReconnectResponse::default()));
    let sent = bench.sent();
    let Sent::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.subscription, Some(refused));
}

/// The server restarts its own peer connection only for a resumed session.
#[test]
fn disconnected_subscriber_resumes_and_renegotiates_both_connections() {
    let mut bench = open();
    bench.orders.clear();
    bench.input(Input::Subscriber(PeerInput::State(PeerState::Disconnected)));
    bench.pass(100);
    bench.server(update(agent()));
    bench.pass(600);
    assert!(url(&bench).contains("&reconnect=1&"));
    open_socket(&mut bench);
    bench.server(Said::Reconnect(proto::ReconnectResponse::default()));
    bench.offer();
    bench.server(answer(2));
    bench.finish_negotiation();
    let good = |bench: &Bench| {
        let good = Event::Connection(ConnectionState::Good);
        bench.events().contains(&good)
    };
    assert!(!good(&bench), "the subscriber is not connected yet");
    bench.server(server_offer(2));
    answered(&mut bench);
    bench.input(Input::Subscriber(PeerInput::State(PeerState::Connected)));
    assert!(good(&bench));
}
