//! Recovery of a lost connection: with the smallest sufficient step, and without lost or duplicated
//! messages.

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
fn lost_socket_resumes_without_interrupting_media() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    assert_eq!(bench.machine.status(), Status::Connected);
    assert_eq!(connections(&bench), [ConnectionState::Reconnecting]);
    assert!(bench.events().contains(&Event::Reconnecting { attempt: 1 }));
    let request = bench.join_request();
    assert!(request.reconnect);
    assert_eq!(request.participant_sid, "PA_me");
    assert_eq!(request.publisher_offer, None);
    // The mute applies locally at once; the server learns of it after the resume.
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
        assert!(!has(&bench, &order), "{order:?}: media was healthy");
    }
}

#[test]
fn short_media_outage_recovers_without_ice_restart() {
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
fn media_outage_with_live_signaling_restarts_ice_on_the_same_socket() {
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
fn network_outage_probes_without_closing_the_socket() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    bench.pass(4_000);
    bench.pass(10_000);
    let asked = probes(&bench).len();
    assert!((5..=6).contains(&asked), "{asked}");
    // Of both kinds: the browser uses separate connections for them.
    let knocks = bench.orders.iter();
    let knocks = knocks.filter(|order| matches!(order, Order::Knock(..)));
    assert_eq!(knocks.count(), asked / 2);
    assert!(!has(&bench, &Order::CloseSocket));
    assert_eq!(sockets(&bench), [""; 0]);
    // ICE recovered first.
    bench.peer(PeerInput::State(PeerState::Connected));
    assert!(is_whole(&bench));
    bench.server(update(agent()));
    bench.pass(4_000);
    assert_eq!(probes(&bench).len(), asked, "no probe after the recovery");
    assert_eq!(sockets(&bench), [""; 0]);
}

#[test]
fn answered_probe_during_media_silence_resumes_with_ice_restart() {
    let mut bench = Bench::open(options());
    // The browser has not noticed: it only reports, when queried, that nothing arrives.
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
fn answered_probe_keeps_the_socket_after_signaling_or_media_recovers() {
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
fn answered_probe_during_ice_restart_keeps_the_live_socket() {
    let mut bench = Bench::open(options());
    bench.peer(PeerInput::State(PeerState::Disconnected));
    let [asked] = probes(&bench)[..] else {
        panic!("{:?}", bench.orders)
    };
    // A new connection takes several round trips longer than a message on the old one.
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
fn unreachable_server_is_probed_every_500_ms() {
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
fn long_outage_full_reconnect_keeps_microphone() {
    let mut bench = Bench::open(options());
    say(&mut bench, "heard");
    let heard = bench.now;
    bench.pass(1);
    say(&mut bench, "lost");
    bench.pass(4_000);
    bench.peer(PeerInput::State(PeerState::Disconnected));
    tell_heard(&mut bench, heard);
    bench.command(Command::SetMicMuted(true));
    say(&mut bench, "typed offline");
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
    // The server has dropped the session: a full reconnect, at once.
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
        [(1, "lost".into()), (2, "typed offline".into())]
    );
    assert_eq!(bench.events().last(), Some(&Event::Queued(0)));
    assert_eq!(bench.machine.status(), Status::Connected);
    let told_again = |event: &Event| matches!(event, Event::Connected { .. } | Event::Status(_));
    assert!(!bench.events().iter().any(told_again));
}

/// As in Firefox, if the server rejects the resume and closes the socket immediately.
#[test]
fn clean_close_during_resume_causes_an_immediate_full_reconnect() {
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

/// A network failure closes the socket without a close frame (1006, 1015). The session may still
/// exist then.
#[test]
fn abnormal_close_during_resume_keeps_the_session() {
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
            // The probe for why it never opened.
            bench.input(Input::Probed(*probes(&bench).last().unwrap(), answered()));
        }
        bench.pass(600);
        assert!(sockets(&bench).is_empty());
        // The probe for whether the server can be reached.
        bench.input(Input::Probed(*probes(&bench).last().unwrap(), answered()));
        assert!(bench.join_request().reconnect, "{code} {opens}");
    }
}

#[test]
fn leave_action_selects_resume_full_reconnect_or_end() {
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
            // Another server may resume the session, on another media path.
            assert!(has(&bench, &Order::Peer(PeerOrder::RestartIce)));
        }
    }
    let mut bench = Bench::open(options());
    bench.server(Said::Leave(proto::LeaveRequest {
        can_reconnect: true,
        ..Default::default()
    }));
    bench.offer();
    assert!(
        !bench.join_request().reconnect,
        "older servers set can_reconnect"
    );
    for reason in [R::RoomDeleted, R::ParticipantRemoved, R::DuplicateIdentity] {
        let mut bench = Bench::open(options());
        let action = if reason == R::DuplicateIdentity { 2 } else { 0 };
        bench.server(leave_with(reason, action));
        assert_eq!(bench.orders.last(), Some(&Order::Finish), "{reason:?}");
    }
}

#[test]
fn deleted_room_during_resume_ends_the_call() {
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
fn expired_token_is_refreshed_for_a_full_reconnect() {
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
fn expired_token_without_refresh_ends_the_call_with_an_error() {
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
fn exhausted_reconnect_policy_ends_the_call_with_an_error() {
    let policy = ReconnectPolicy::new(|retry| (retry.attempt <= 3).then_some(1_000));
    let mut bench = Bench::open(options().reconnect_policy(policy));
    cut_socket(&mut bench);
    assert_eq!(sockets(&bench), [""; 0], "the policy's first delay is 1 s");
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
fn reconnect_command_or_network_change_skips_the_delay() {
    let policy = ReconnectPolicy::new(|_| Some(60_000));
    for now in [Input::Command(Command::Reconnect), Input::NetworkChanged] {
        let mut bench = Bench::open(options().reconnect_policy(policy.clone()));
        cut_socket(&mut bench);
        assert_eq!(sockets(&bench), [""; 0]);
        bench.input(now.clone());
        assert_eq!(sockets(&bench).len(), 1);
        bench.input(now);
        assert_eq!(sockets(&bench).len(), 1, "no second attempt");
    }
}

#[test]
fn network_change_detects_dead_socket_in_4_s_and_restarts_ice() {
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
fn end_stops_the_recovery() {
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
fn failed_renegotiation_causes_a_full_reconnect() {
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
fn media_silence_restarts_ice_before_the_browser_reports_a_failure() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    assert_eq!(asked(&bench), 4, "each second, from 5 s on");
    bench.orders.clear();
    // Below the limit for silence.
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
    // The browser has reported it as connected all along, so only inbound media counts.
    bench.orders.clear();
    bench.pass(700);
    assert!(asked(&bench) >= 2, "every 300 ms");
    bench.peer(PeerInput::SilentFor(4_900));
    assert!(!is_whole(&bench));
    bench.peer(PeerInput::SilentFor(40));
    assert!(is_whole(&bench));
    assert_eq!(sockets(&bench), [""; 0]);
    bench.orders.clear();
    bench.pass(4_999);
    assert_eq!(
        asked(&bench),
        0,
        "no query in the first 5 s of a media path"
    );
}

#[test]
fn ice_restart_without_media_escalates_to_a_full_reconnect() {
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
fn returning_inbound_media_cancels_the_ice_restart() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    bench.peer(PeerInput::SilentFor(3_300));
    say(&mut bench, "typed offline");
    assert_eq!(said(&bench), []);
    bench.now = bench.now.after(40);
    bench.server(update(agent()));
    bench.pass(500);
    bench.peer(PeerInput::SilentFor(20));
    assert_eq!(said(&bench), [(1, "typed offline".into())]);
    assert!(is_whole(&bench));
    bench.pass(4_000);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
    assert_eq!(
        connections(&bench),
        [ConnectionState::Reconnecting, ConnectionState::Good]
    );
}

#[test]
fn socket_gets_extra_time_after_media_returns() {
    let mut bench = Bench::open(options());
    bench.pass(8_000);
    bench.peer(PeerInput::SilentFor(3_300));
    bench.pass(2_000);
    bench.peer(PeerInput::SilentFor(20));
    assert!(is_whole(&bench));
    // The answer to an earlier ping is as late as TCP's retransmissions.
    bench.pass(3_900);
    assert!(is_whole(&bench));
    bench.server(update(agent()));
    bench.pass(1_000);
    assert!(is_whole(&bench));
}
