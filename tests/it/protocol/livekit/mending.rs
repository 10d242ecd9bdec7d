//! A line that breaks is mended: with as little as it takes, and without losing or doubling anything.

use crate::support::livekit::line::*;
use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{
    ConnectionState, Credentials, DisconnectReason, ErrorReason, Event, ReconnectPolicy, Status,
};

#[test]
fn without_its_socket_a_call_goes_on_and_gets_another() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    assert_eq!(bench.machine.status(), Status::Connected);
    assert_eq!(connections(&bench), [ConnectionState::Reconnecting]);
    assert!(bench.events().contains(&Event::Reconnecting { attempt: 1 }));
    let request = bench.join_request();
    assert!(request.reconnect);
    assert_eq!(request.participant_sid, "PA_me");
    assert_eq!(request.publisher_offer, None);
    // Muted at once here; the server hears of it when it can.
    bench.command(Command::SetMicMuted(true));
    let mic = bench.mic_op();
    assert!(has(&bench, &Order::EnableMic(mic, false)));
    assert_eq!(bench.sent(), []);

    opened(&mut bench);
    bench.server(reconnect(0));
    let sent = bench.sent();
    let Sent::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.publish_tracks[0].track.as_ref().unwrap().sid, "TR_me");
    assert_eq!(state.offer.as_ref().unwrap().sdp, OFFER);
    assert_eq!(state.answer.as_ref().unwrap().sdp, "answer 1");
    assert!(matches!(&sent[1], Sent::Mute(mute) if mute.muted));
    assert!(is_whole(&bench));
    for order in [
        Order::Peer(PeerOrder::RestartIce),
        Order::Peer(PeerOrder::Close),
        Order::StopPlaying("2".into()),
        Order::ReleaseMic(mic),
    ] {
        assert!(!has(&bench, &order), "{order:?}: the sound was well");
    }
}

#[test]
fn a_short_silence_of_the_media_is_left_to_ice() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    assert_eq!(connections(&bench), [ConnectionState::Reconnecting]);
    assert!(matches!(
        bench.sent()[..],
        [Sent::Ping(_), Sent::PingReq(_)]
    ));
    bench.pass(3_000);
    bench.peer(PeerInput::State(PeerState::Connected));
    assert!(is_whole(&bench));
    bench.server(update(agent()));
    bench.pass(4_000);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    assert_eq!(sockets(&bench), [""; 0]);
    assert!(is_whole(&bench));
}

#[test]
fn while_the_server_is_heard_ice_begins_anew_on_the_same_socket() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    bench.now = bench.now.after(40);
    bench.server(update(agent()));
    bench.pass(599);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    bench.pass(1);
    assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    negotiate(&mut bench);
    bench.peer(PeerInput::State(PeerState::Connected));
    assert!(is_whole(&bench));
    assert_eq!(sockets(&bench), [""; 0]);
}

#[test]
fn without_any_network_it_asks_and_closes_nothing() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    bench.pass(4_000);
    bench.pass(10_000);
    let asked = probes(&bench).len();
    assert!((5..=6).contains(&asked), "{asked}");
    // Of either kind: a browser has connections of their own for them.
    let knocks = bench.orders.iter();
    let knocks = knocks.filter(|order| matches!(order, Order::Knock(..)));
    assert_eq!(knocks.count(), asked / 2);
    assert!(!has(&bench, &Order::CloseSocket));
    assert_eq!(sockets(&bench), [""; 0]);
    // ICE was faster.
    bench.peer(PeerInput::State(PeerState::Connected));
    assert!(is_whole(&bench));
    bench.server(update(agent()));
    bench.pass(4_000);
    assert_eq!(probes(&bench).len(), asked, "nothing more to ask");
    assert_eq!(sockets(&bench), [""; 0]);
}

#[test]
fn in_another_network_a_new_connection_is_answered_and_the_session_goes_on_there() {
    let mut bench = Bench::open(options());
    // The browser has not noticed: it only says, when asked, that nothing comes.
    bench.peer(PeerInput::SilentFor(3_300));
    let [asked] = probes(&bench)[..] else {
        panic!("{:?}", bench.orders)
    };
    bench.pass(200);
    bench.input(Input::Probed(asked, answered()));
    assert!(bench.events().contains(&Event::Reconnecting { attempt: 1 }));
    assert!(bench.join_request().reconnect);
    opened(&mut bench);
    bench.server(reconnect(0));
    assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    negotiate(&mut bench);
    bench.peer(PeerInput::State(PeerState::Connected));
    assert!(is_whole(&bench));
}

#[test]
fn a_server_that_is_heard_as_before_is_in_the_same_network() {
    for heard_first in [true, false] {
        let mut bench = Bench::open(options());
        bench.peer(PeerInput::State(PeerState::Disconnected));
        let [asked] = probes(&bench)[..] else {
            panic!("{:?}", bench.orders)
        };
        bench.pass(40);
        if heard_first {
            bench.server(update(agent()));
        } else {
            bench.peer(PeerInput::State(PeerState::Connected));
        }
        bench.input(Input::Probed(asked, answered()));
        assert_eq!(sockets(&bench), [""; 0]);
    }
}

#[test]
fn an_answer_that_comes_while_ice_begins_anew_leaves_the_living_socket_alone() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    let [asked] = probes(&bench)[..] else {
        panic!("{:?}", bench.orders)
    };
    // A new connection takes several round trips more than a word on the old one.
    bench.pass(400);
    bench.server(update(agent()));
    bench.pass(600);
    assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    bench.pass(200);
    bench.input(Input::Probed(asked, answered()));
    assert_eq!(sockets(&bench), [""; 0]);
    assert!(!has(&bench, &Order::CloseSocket));
}

#[test]
fn where_nobody_listens_it_asks_twice_a_second() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    bench.pass(4_000);
    for _ in 0..10 {
        let last = *probes(&bench).last().unwrap();
        bench.input(Input::Probed(last, Probe::Unreachable));
        let asked = probes(&bench).len();
        bench.pass(500);
        assert_eq!(probes(&bench).len(), asked + 1);
    }
}

#[test]
fn after_a_long_outage_the_first_answer_brings_a_new_session_with_the_same_microphone() {
    let mut bench = Bench::open(options());
    say(&mut bench, "heard");
    let heard = bench.now;
    bench.pass(1);
    say(&mut bench, "lost");
    bench.pass(4_000);
    bench.peer(PeerInput::State(PeerState::Disconnected));
    tell_heard(&mut bench, heard);
    bench.command(Command::SetMicMuted(true));
    say(&mut bench, "typed meanwhile");
    assert!(bench.events().contains(&Event::Queued(1)));
    bench.pass(20_000);
    bench.peer(PeerInput::State(PeerState::Failed));
    let mic = bench.mic_op();
    let last = *probes(&bench).last().unwrap();
    bench.orders.clear();
    bench.input(Input::Probed(last, answered()));
    assert!(bench.join_request().reconnect);
    opened(&mut bench);
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    // The server has given us up: a session of its own, at once.
    assert!(has(&bench, &Order::AttachMic(mic)));
    assert!(has(&bench, &Order::StopPlaying("2".into())));
    assert!(!has(&bench, &Order::ReleaseMic(mic)));
    bench.offer();
    let request = bench.join_request();
    assert!(!request.reconnect);
    assert!(request.add_track_requests[0].muted, "muted stays muted");
    let_in_anew(&mut bench);
    assert!(is_whole(&bench));
    assert_eq!(said(&bench), []);
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(
        said(&bench),
        [(1, "lost".into()), (2, "typed meanwhile".into())]
    );
    assert_eq!(bench.events().last(), Some(&Event::Queued(0)));
    assert_eq!(bench.machine.status(), Status::Connected);
    let told_again = |event: &Event| matches!(event, Event::Connected { .. } | Event::Status(_));
    assert!(!bench.events().iter().any(told_again));
}

/// As Firefox tells of a server that says in one breath that it has no such session, and closes.
#[test]
fn a_server_whose_refusal_is_lost_is_joined_anew_at_once() {
    for opens in [false, true] {
        let mut bench = Bench::open(options());
        cut_socket(&mut bench);
        assert!(bench.join_request().reconnect);
        if opens {
            opened(&mut bench);
        }
        let socket = bench.socket_op();
        bench.orders.clear();
        bench.input(Input::Socket(socket, SocketInput::Closed { code: 1000 }));
        assert_eq!(probes(&bench), []);
        bench.offer();
        assert!(!bench.join_request().reconnect);
        let_in_anew(&mut bench);
        assert!(is_whole(&bench));
    }
}

/// Such a word is the server's, and a network that broke says none: then the session may still be there.
#[test]
fn a_socket_that_breaks_while_it_opens_costs_no_session() {
    for (code, opens) in [(1006, false), (1015, false), (1006, true)] {
        let mut bench = Bench::open(options());
        cut_socket(&mut bench);
        if opens {
            opened(&mut bench);
        }
        let socket = bench.socket_op();
        bench.orders.clear();
        bench.input(Input::Socket(socket, SocketInput::Closed { code }));
        if !opens {
            // Why it never opened.
            bench.input(Input::Probed(*probes(&bench).last().unwrap(), answered()));
        }
        bench.pass(600);
        assert!(sockets(&bench).is_empty());
        // Whether the server can be reached.
        bench.input(Input::Probed(*probes(&bench).last().unwrap(), answered()));
        assert!(bench.join_request().reconnect, "{code} {opens}");
    }
}

#[test]
fn the_servers_leave_says_what_is_kept() {
    use proto::DisconnectReason as R;
    for (action, resumes) in [(1, true), (2, false)] {
        let mut bench = Bench::open(options());
        bench.server(leave_with(R::ServerShutdown, action));
        assert_eq!(bench.machine.status(), Status::Connected);
        if !resumes {
            bench.offer();
        }
        assert_eq!(bench.join_request().reconnect, resumes);
        if resumes {
            opened(&mut bench);
            bench.server(reconnect(0));
            // It may be another machine that takes it up: the path to it is another.
            assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
        }
    }
    let mut bench = Bench::open(options());
    bench.server(Said::Leave(proto::LeaveRequest {
        can_reconnect: true,
        ..Default::default()
    }));
    bench.offer();
    assert!(!bench.join_request().reconnect, "older servers say it so");
    for reason in [R::RoomDeleted, R::ParticipantRemoved, R::DuplicateIdentity] {
        let mut bench = Bench::open(options());
        let action = if reason == R::DuplicateIdentity { 2 } else { 0 };
        bench.server(leave_with(reason, action));
        assert_eq!(bench.orders.last(), Some(&Order::Finish), "{reason:?}");
    }
}

#[test]
fn a_room_that_is_gone_when_it_is_taken_up_ends_the_call() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    opened(&mut bench);
    bench.server(leave(proto::DisconnectReason::RoomDeleted));
    assert!(bench.events().iter().any(|event| matches!(
        event,
        Event::Disconnected(end) if end.reason == DisconnectReason::Agent
    )));
}

#[test]
fn an_expired_token_is_fetched_anew() {
    let fresh = Credentials::new("wss://other.example", "ddd.eee.fff");
    let renewing = options().renew_credentials(|| async { Ok(credentials()) });
    let mut bench = Bench::open(renewing);
    cut_socket(&mut bench);
    refuse(&mut bench, 401, "token is expired (exp)");
    let op = bench.op(|order| match order {
        Order::RenewCredentials(op) => Some(*op),
        _ => None,
    });
    bench.input(Input::Renewed(op, Ok(fresh)));
    bench.offer();
    let url = sockets(&bench).pop().unwrap();
    assert!(url.starts_with("wss://other.example/rtc/v1?access_token=ddd.eee.fff&"));
    assert!(!bench.join_request().reconnect);
}

#[test]
fn an_expired_token_that_nobody_renews_ends_the_call_and_says_so() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    refuse(&mut bench, 401, "token is expired (exp)");
    let error = bench.events().into_iter().find_map(|event| match event {
        Event::Error(error) => Some(error),
        _ => None,
    });
    assert_eq!(error.unwrap().reason(), ErrorReason::TokenExpired);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
}

#[test]
fn it_gives_up_when_the_policy_does_and_says_so() {
    let policy = ReconnectPolicy::new(|retry| (retry.attempt <= 3).then_some(1_000));
    let mut bench = Bench::open(options().reconnect_policy(policy));
    cut_socket(&mut bench);
    assert_eq!(sockets(&bench), [""; 0], "the policy wants a second first");
    bench.pass(1_000);
    assert_eq!(sockets(&bench).len(), 1);
    cut_socket(&mut bench);
    bench.pass(60_000);
    let attempts: Vec<_> = bench
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Reconnecting { attempt } => Some(attempt),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [1, 2, 3]);
    let events = bench.events();
    assert!(events.iter().any(|event| matches!(
        event,
        Event::Error(error) if error.reason() == ErrorReason::LineLost
    )));
    assert!(events.contains(&Event::Connection(ConnectionState::Lost)));
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
    let microphone = bench.mic_op();
    assert!(has(&bench, &Order::ReleaseMic(microphone)));
}

#[test]
fn who_is_asked_to_try_now_does_not_wait() {
    let policy = ReconnectPolicy::new(|_| Some(60_000));
    for now in [Input::Command(Command::Reconnect), Input::NetworkChanged] {
        let mut bench = Bench::open(options().reconnect_policy(policy.clone()));
        cut_socket(&mut bench);
        assert_eq!(sockets(&bench), [""; 0]);
        bench.input(now.clone());
        assert_eq!(sockets(&bench).len(), 1);
        bench.input(now);
        assert_eq!(sockets(&bench).len(), 1, "once is enough");
    }
}

#[test]
fn on_another_network_a_dead_socket_is_noticed_in_seconds_and_ice_begins_anew() {
    let mut bench = Bench::open(options());
    bench.input(Input::NetworkChanged);
    assert!(matches!(
        bench.sent()[..],
        [Sent::Ping(_), Sent::PingReq(_)]
    ));
    bench.pass(4_000);
    let probe = *probes(&bench).last().unwrap();
    bench.input(Input::Probed(
        probe,
        Probe::Answered {
            status: 200,
            body: String::new(),
        },
    ));
    opened(&mut bench);
    bench.server(reconnect(0));
    assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
}

#[test]
fn hanging_up_ends_the_mending_too() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    bench.command(Command::End);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
    assert_eq!(bench.machine.deadline(), None);
    bench.orders.clear();
    opened(&mut bench);
    bench.pass(300_000);
    assert_eq!(bench.orders, []);
}

#[test]
fn a_negotiation_that_breaks_in_the_call_needs_a_new_session() {
    let mut bench = Bench::open(options());
    bench.server(Said::MediaSectionsRequirement(Default::default()));
    let Order::Peer(PeerOrder::CreateOffer(op)) = bench.orders[0] else {
        panic!()
    };
    bench.peer(PeerInput::Failed(op, "OperationError".into()));
    assert!(has(&bench, &Order::CloseSocket));
    bench.offer();
    assert!(!bench.join_request().reconnect);
}

#[test]
fn a_path_that_carries_nothing_is_noticed_before_ice_says_so_and_begun_anew() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    assert_eq!(asked(&bench), 4, "from five seconds on, each second");
    bench.orders.clear();
    // Quiet, but not silent.
    bench.peer(PeerInput::SilentFor(3_000));
    assert_eq!(connections(&bench), []);
    bench.peer(PeerInput::SilentFor(3_300));
    assert_eq!(connections(&bench), [ConnectionState::Reconnecting]);
    assert!(matches!(
        bench.sent()[..],
        [Sent::Ping(_), Sent::PingReq(_)]
    ));
    bench.now = bench.now.after(40);
    bench.server(update(agent()));
    bench.pass(599);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    bench.pass(1);
    assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    negotiate(&mut bench);
    // The browser has called it connected all along: what comes is what counts.
    bench.orders.clear();
    bench.pass(700);
    assert!(asked(&bench) >= 2, "each 300 ms");
    bench.peer(PeerInput::SilentFor(4_900));
    assert!(!is_whole(&bench));
    bench.peer(PeerInput::SilentFor(40));
    assert!(is_whole(&bench));
    assert_eq!(sockets(&bench), [""; 0]);
    bench.orders.clear();
    bench.pass(4_999);
    assert_eq!(asked(&bench), 0, "a new path takes its time");
}

#[test]
fn a_path_begun_anew_that_carries_nothing_still_gives_way_to_a_new_session() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    bench.peer(PeerInput::SilentFor(3_300));
    bench.now = bench.now.after(40);
    bench.server(update(agent()));
    bench.pass(600);
    negotiate(&mut bench);
    bench.pass(9_000);
    bench.peer(PeerInput::SilentFor(13_000));
    assert_eq!(sockets(&bench), [""; 0]);
    bench.pass(2_000);
    let asked = *probes(&bench).last().unwrap();
    bench.input(Input::Probed(asked, answered()));
    bench.offer();
    assert!(!bench.join_request().reconnect);
    let_in_anew(&mut bench);
    assert!(is_whole(&bench));
}

#[test]
fn a_path_that_carries_something_again_is_left_alone() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    bench.peer(PeerInput::SilentFor(3_300));
    say(&mut bench, "typed meanwhile");
    assert_eq!(said(&bench), []);
    bench.now = bench.now.after(40);
    bench.server(update(agent()));
    bench.pass(500);
    bench.peer(PeerInput::SilentFor(20));
    assert_eq!(said(&bench), [(1, "typed meanwhile".into())]);
    assert!(is_whole(&bench));
    bench.pass(4_000);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    assert_eq!(
        connections(&bench),
        [ConnectionState::Reconnecting, ConnectionState::Good]
    );
}

#[test]
fn a_socket_is_given_its_time_when_the_network_is_back() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    bench.peer(PeerInput::SilentFor(3_300));
    bench.pass(2_000);
    bench.peer(PeerInput::SilentFor(20));
    assert!(is_whole(&bench));
    // What was asked before is answered as late as TCP tries again.
    bench.pass(3_900);
    assert!(is_whole(&bench));
    bench.server(update(agent()));
    bench.pass(1_000);
    assert!(is_whole(&bench));
}
