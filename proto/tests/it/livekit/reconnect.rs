//! Recovery of a lost connection: with the smallest sufficient step, and without lost or duplicated
//! messages.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::{
    ConnectionState, Credentials, DisconnectReason, ErrorReason, Event, ReconnectPolicy,
    SessionConfig, Status,
};

use crate::support::livekit::link::*;
use crate::support::livekit::*;

#[test]
fn lost_socket_resumes_without_interrupting_media() {
    let mut harness = Harness::open(options());
    cut_socket(&mut harness);
    assert_eq!(harness.machine.status(), Status::Connected);
    assert_eq!(connections(&harness), [ConnectionState::Reconnecting]);
    assert!(
        harness
            .events()
            .contains(&Event::Reconnecting { attempt: 1 })
    );
    let request = harness.join_request();
    assert!(request.reconnect);
    assert_eq!(request.participant_sid, "PA_me");
    assert_eq!(request.publisher_offer, None);
    // The mute applies locally at once; the server learns of it after the resume.
    harness.command(Command::SetMicMuted(true));
    let mic = harness.mic_op();
    assert!(has(
        &harness,
        &Output::Media(MediaOutput::EnableMic(mic, false))
    ));
    assert_eq!(harness.sent(), []);

    opened(&mut harness);
    harness.server(reconnect(0));
    let sent = harness.sent();
    let Sent::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.publish_tracks[0].track.as_ref().unwrap().sid, "TR_me");
    assert_eq!(state.offer.as_ref().unwrap().sdp, OFFER);
    assert_eq!(state.answer.as_ref().unwrap().sdp, "answer 1");
    assert!(matches!(&sent[1], Sent::Mute(mute) if mute.muted));
    assert!(is_healthy(&harness));
    for output in [
        Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce)),
        Output::Transport(LiveKitOutput::Peer(PeerOutput::Close)),
        Output::Transport(LiveKitOutput::StopPlaying("2".into())),
        Output::Media(MediaOutput::ReleaseMic(mic)),
    ] {
        assert!(!has(&harness, &output), "{output:?}: media was healthy");
    }
}

#[test]
fn short_media_outage_recovers_without_ice_restart() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    assert_eq!(connections(&harness), [ConnectionState::Reconnecting]);
    assert!(matches!(
        harness.sent()[..],
        [Sent::Ping(_), Sent::PingReq(_)]
    ));
    harness.pass(3_000);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    harness.server(update(agent()));
    harness.pass(4_000);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    assert_eq!(sockets(&harness), [""; 0]);
    assert!(is_healthy(&harness));
}

#[test]
fn media_outage_with_live_signaling_restarts_ice_on_the_same_socket() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(599);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    harness.pass(1);
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    negotiate(&mut harness);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    assert_eq!(sockets(&harness), [""; 0]);
}

#[test]
fn network_outage_probes_without_closing_the_socket() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.pass(4_000);
    harness.pass(10_000);
    let asked = probes(&harness).len();
    assert!((5..=6).contains(&asked), "{asked}");
    // Of both kinds: the browser uses separate connections for them.
    let knocks = harness.outputs.iter();
    let knocks =
        knocks.filter(|output| matches!(output, Output::Transport(LiveKitOutput::ProbeNoCors(..))));
    assert_eq!(knocks.count(), asked / 2);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::CloseSocket)
    ));
    assert_eq!(sockets(&harness), [""; 0]);
    // ICE recovered first.
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    harness.server(update(agent()));
    harness.pass(4_000);
    assert_eq!(probes(&harness).len(), asked, "no probe after the recovery");
    assert_eq!(sockets(&harness), [""; 0]);
}

#[test]
fn answered_probe_during_media_silence_resumes_with_ice_restart() {
    let mut harness = Harness::open(options());
    // The browser has not noticed: it only reports, when queried, that nothing arrives.
    harness.peer(PeerInput::InboundIdle(3_300));
    let [asked] = probes(&harness)[..] else {
        panic!("{:?}", harness.outputs)
    };
    harness.pass(200);
    harness.input(Input::Transport(LiveKitInput::Probed(asked, answered())));
    assert!(
        harness
            .events()
            .contains(&Event::Reconnecting { attempt: 1 })
    );
    assert!(harness.join_request().reconnect);
    opened(&mut harness);
    harness.server(reconnect(0));
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    negotiate(&mut harness);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
}

#[test]
fn answered_probe_keeps_the_socket_after_signaling_or_media_recovers() {
    for heard_first in [true, false] {
        let mut harness = Harness::open(options());
        harness.peer(PeerInput::State(PeerState::Disconnected));
        let [asked] = probes(&harness)[..] else {
            panic!("{:?}", harness.outputs)
        };
        harness.pass(40);
        if heard_first {
            harness.server(update(agent()));
        } else {
            harness.peer(PeerInput::State(PeerState::Connected));
        }
        harness.input(Input::Transport(LiveKitInput::Probed(asked, answered())));
        assert_eq!(sockets(&harness), [""; 0]);
    }
}

#[test]
fn answered_probe_during_ice_restart_keeps_the_live_socket() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    let [asked] = probes(&harness)[..] else {
        panic!("{:?}", harness.outputs)
    };
    // A new connection takes several round trips longer than a message on the old one.
    harness.pass(400);
    harness.server(update(agent()));
    harness.pass(600);
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    harness.pass(200);
    harness.input(Input::Transport(LiveKitInput::Probed(asked, answered())));
    assert_eq!(sockets(&harness), [""; 0]);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::CloseSocket)
    ));
}

#[test]
fn unreachable_server_is_probed_every_500_ms() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.pass(4_000);
    for _ in 0..10 {
        let last = *probes(&harness).last().unwrap();
        harness.input(Input::Transport(LiveKitInput::Probed(
            last,
            Probe::Unreachable,
        )));
        let asked = probes(&harness).len();
        harness.pass(500);
        assert_eq!(probes(&harness).len(), asked + 1);
    }
}

#[test]
fn long_outage_full_reconnect_keeps_microphone() {
    let mut harness = Harness::open(options());
    say(&mut harness, "heard");
    let heard = harness.now;
    harness.pass(1);
    say(&mut harness, "lost");
    harness.pass(4_000);
    harness.peer(PeerInput::State(PeerState::Disconnected));
    tell_heard(&mut harness, heard);
    harness.command(Command::SetMicMuted(true));
    say(&mut harness, "typed offline");
    assert!(harness.events().contains(&Event::Queued(1)));
    harness.pass(20_000);
    harness.peer(PeerInput::State(PeerState::Failed));
    let mic = harness.mic_op();
    let last = *probes(&harness).last().unwrap();
    harness.outputs.clear();
    harness.input(Input::Transport(LiveKitInput::Probed(last, answered())));
    assert!(harness.join_request().reconnect);
    opened(&mut harness);
    harness.server(leave_with(wire::DisconnectReason::StateMismatch, 2));
    // The server has dropped the session: a full reconnect, at once.
    assert!(has(&harness, &Output::Media(MediaOutput::AttachMic(mic))));
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::StopPlaying("2".into()))
    ));
    assert!(!has(&harness, &Output::Media(MediaOutput::ReleaseMic(mic))));
    harness.offer();
    let request = harness.join_request();
    assert!(!request.reconnect);
    assert!(request.add_track_requests[0].muted, "muted stays muted");
    let_in_anew(&mut harness);
    assert!(is_healthy(&harness));
    assert_eq!(said(&harness), []);
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(
        said(&harness),
        [(1, "lost".into()), (2, "typed offline".into())]
    );
    assert_eq!(harness.events().last(), Some(&Event::Queued(0)));
    assert_eq!(harness.machine.status(), Status::Connected);
    let told_again = |event: &Event| matches!(event, Event::Connected { .. } | Event::Status(_));
    assert!(!harness.events().iter().any(told_again));
}

/// As in Firefox, if the server rejects the resume and closes the socket immediately.
#[test]
fn clean_close_during_resume_causes_an_immediate_full_reconnect() {
    for opens in [false, true] {
        let mut harness = Harness::open(options());
        cut_socket(&mut harness);
        assert!(harness.join_request().reconnect);
        if opens {
            opened(&mut harness);
        }
        let socket = harness.socket_op();
        harness.outputs.clear();
        harness.input(Input::Transport(LiveKitInput::Socket(
            socket,
            SocketInput::Closed { code: 1000 },
        )));
        assert_eq!(probes(&harness), []);
        harness.offer();
        assert!(!harness.join_request().reconnect);
        let_in_anew(&mut harness);
        assert!(is_healthy(&harness));
    }
}

/// A network failure closes the socket without a close frame (1006, 1015). The session may still
/// exist then.
#[test]
fn abnormal_close_during_resume_keeps_the_session() {
    for (code, opens) in [(1006, false), (1015, false), (1006, true)] {
        let mut harness = Harness::open(options());
        cut_socket(&mut harness);
        if opens {
            opened(&mut harness);
        }
        let socket = harness.socket_op();
        harness.outputs.clear();
        harness.input(Input::Transport(LiveKitInput::Socket(
            socket,
            SocketInput::Closed { code },
        )));
        if !opens {
            // The probe for why it never opened.
            harness.input(Input::Transport(LiveKitInput::Probed(
                *probes(&harness).last().unwrap(),
                answered(),
            )));
        }
        harness.pass(600);
        assert!(sockets(&harness).is_empty());
        // The probe for whether the server can be reached.
        harness.input(Input::Transport(LiveKitInput::Probed(
            *probes(&harness).last().unwrap(),
            answered(),
        )));
        assert!(harness.join_request().reconnect, "{code} {opens}");
    }
}

#[test]
fn leave_action_selects_resume_full_reconnect_or_end() {
    use wire::DisconnectReason as R;
    for (action, resumes) in [(1, true), (2, false)] {
        let mut harness = Harness::open(options());
        harness.server(leave_with(R::ServerShutdown, action));
        assert_eq!(harness.machine.status(), Status::Connected);
        if !resumes {
            harness.offer();
        }
        assert_eq!(harness.join_request().reconnect, resumes);
        if resumes {
            opened(&mut harness);
            harness.server(reconnect(0));
            // Another server may resume the session, on another media path.
            assert!(has(
                &harness,
                &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
            ));
        }
    }
    let mut harness = Harness::open(options());
    harness.server(Said::Leave(wire::LeaveRequest {
        can_reconnect: true,
        ..Default::default()
    }));
    harness.offer();
    assert!(
        !harness.join_request().reconnect,
        "older servers set can_reconnect"
    );
    for reason in [R::RoomDeleted, R::ParticipantRemoved, R::DuplicateIdentity] {
        let mut harness = Harness::open(options());
        let action = if reason == R::DuplicateIdentity { 2 } else { 0 };
        harness.server(leave_with(reason, action));
        assert_eq!(harness.outputs.last(), Some(&Output::Closed), "{reason:?}");
    }
}

#[test]
fn deleted_room_during_resume_ends_the_call() {
    let mut harness = Harness::open(options());
    cut_socket(&mut harness);
    opened(&mut harness);
    harness.server(leave(wire::DisconnectReason::RoomDeleted));
    assert!(harness.events().iter().any(|event| matches!(
        event,
        Event::Disconnected(end) if end.reason == DisconnectReason::Agent
    )));
}

#[test]
fn expired_token_is_refreshed_for_a_full_reconnect() {
    let fresh = Credentials::new("wss://other.example", "ddd.eee.fff");
    let renewing = SessionConfig {
        renews_credentials: true,
        ..options()
    };
    let mut harness = Harness::open(renewing);
    cut_socket(&mut harness);
    refuse(&mut harness, 401, "token is expired (exp)");
    let op = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::RenewCredentials(op)) => Some(*op),
        _ => None,
    });
    harness.input(Input::Transport(LiveKitInput::Renewed(op, Ok(fresh))));
    harness.offer();
    let url = sockets(&harness).pop().unwrap();
    assert!(url.starts_with("wss://other.example/rtc/v1?access_token=ddd.eee.fff&"));
    assert!(!harness.join_request().reconnect);
}

#[test]
fn expired_token_without_refresh_ends_the_call_with_an_error() {
    let mut harness = Harness::open(options());
    cut_socket(&mut harness);
    refuse(&mut harness, 401, "token is expired (exp)");
    let error = harness.events().into_iter().find_map(|event| match event {
        Event::Error(error) => Some(error),
        _ => None,
    });
    assert_eq!(error.unwrap().reason(), ErrorReason::TokenExpired);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
}

#[test]
fn exhausted_reconnect_policy_ends_the_call_with_an_error() {
    let policy = ReconnectPolicy::new(|retry| (retry.attempt <= 3).then_some(1_000));
    let mut harness = Harness::open(SessionConfig {
        reconnect_policy: policy,
        ..options()
    });
    cut_socket(&mut harness);
    assert_eq!(
        sockets(&harness),
        [""; 0],
        "the policy's first delay is 1 s"
    );
    harness.pass(1_000);
    assert_eq!(sockets(&harness).len(), 1);
    cut_socket(&mut harness);
    harness.pass(60_000);
    let attempts: Vec<_> = harness
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Reconnecting { attempt } => Some(attempt),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [1, 2, 3]);
    let events = harness.events();
    assert!(events.iter().any(|event| matches!(
        event,
        Event::Error(error) if error.reason() == ErrorReason::LineLost
    )));
    assert!(events.contains(&Event::Connection(ConnectionState::Lost)));
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    let microphone = harness.mic_op();
    assert!(has(
        &harness,
        &Output::Media(MediaOutput::ReleaseMic(microphone))
    ));
}

#[test]
fn reconnect_command_or_network_change_skips_the_delay() {
    let policy = ReconnectPolicy::new(|_| Some(60_000));
    for now in [
        Input::Transport(LiveKitInput::Reconnect),
        Input::Transport(LiveKitInput::NetworkChanged),
    ] {
        let mut harness = Harness::open(SessionConfig {
            reconnect_policy: policy.clone(),
            ..options()
        });
        cut_socket(&mut harness);
        assert_eq!(sockets(&harness), [""; 0]);
        harness.input(now.clone());
        assert_eq!(sockets(&harness).len(), 1);
        harness.input(now);
        assert_eq!(sockets(&harness).len(), 1, "no second attempt");
    }
}

#[test]
fn network_change_detects_dead_socket_in_4_s_and_restarts_ice() {
    let mut harness = Harness::open(options());
    harness.input(Input::Transport(LiveKitInput::NetworkChanged));
    assert!(matches!(
        harness.sent()[..],
        [Sent::Ping(_), Sent::PingReq(_)]
    ));
    harness.pass(4_000);
    let probe = *probes(&harness).last().unwrap();
    harness.input(Input::Transport(LiveKitInput::Probed(
        probe,
        Probe::Answered {
            status: 200,
            body: String::new(),
        },
    )));
    opened(&mut harness);
    harness.server(reconnect(0));
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
}

#[test]
fn end_stops_the_recovery() {
    let mut harness = Harness::open(options());
    cut_socket(&mut harness);
    harness.command(Command::End);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    assert_eq!(harness.machine.deadline(), None);
    harness.outputs.clear();
    opened(&mut harness);
    harness.pass(300_000);
    assert_eq!(harness.outputs, []);
}

#[test]
fn failed_renegotiation_causes_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.server(Said::MediaSectionsRequirement(Default::default()));
    let Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(op))) = harness.outputs[0]
    else {
        panic!()
    };
    harness.peer(PeerInput::Failed(op, "OperationError".into()));
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::CloseSocket)
    ));
    harness.offer();
    assert!(!harness.join_request().reconnect);
}

#[test]
fn media_silence_restarts_ice_before_the_browser_reports_a_failure() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    assert_eq!(asked(&harness), 4, "each second, from 5 s on");
    harness.outputs.clear();
    // Below the limit for silence.
    harness.peer(PeerInput::InboundIdle(3_000));
    assert_eq!(connections(&harness), []);
    harness.peer(PeerInput::InboundIdle(3_300));
    assert_eq!(connections(&harness), [ConnectionState::Reconnecting]);
    assert!(matches!(
        harness.sent()[..],
        [Sent::Ping(_), Sent::PingReq(_)]
    ));
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(599);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    harness.pass(1);
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    negotiate(&mut harness);
    // The browser has reported it as connected all along, so only inbound media counts.
    harness.outputs.clear();
    harness.pass(700);
    assert!(asked(&harness) >= 2, "every 300 ms");
    harness.peer(PeerInput::InboundIdle(4_900));
    assert!(!is_healthy(&harness));
    harness.peer(PeerInput::InboundIdle(40));
    assert!(is_healthy(&harness));
    assert_eq!(sockets(&harness), [""; 0]);
    harness.outputs.clear();
    harness.pass(4_999);
    assert_eq!(
        asked(&harness),
        0,
        "no query in the first 5 s of a media path"
    );
}

#[test]
fn ice_restart_without_media_escalates_to_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    harness.peer(PeerInput::InboundIdle(3_300));
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(600);
    negotiate(&mut harness);
    harness.pass(9_000);
    harness.peer(PeerInput::InboundIdle(13_000));
    assert_eq!(sockets(&harness), [""; 0]);
    harness.pass(2_000);
    let asked = *probes(&harness).last().unwrap();
    harness.input(Input::Transport(LiveKitInput::Probed(asked, answered())));
    harness.offer();
    assert!(!harness.join_request().reconnect);
    let_in_anew(&mut harness);
    assert!(is_healthy(&harness));
}

#[test]
fn returning_inbound_media_cancels_the_ice_restart() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    harness.peer(PeerInput::InboundIdle(3_300));
    say(&mut harness, "typed offline");
    assert_eq!(said(&harness), []);
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(500);
    harness.peer(PeerInput::InboundIdle(20));
    assert_eq!(said(&harness), [(1, "typed offline".into())]);
    assert!(is_healthy(&harness));
    harness.pass(4_000);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::Peer(PeerOutput::RestartIce))
    ));
    assert_eq!(
        connections(&harness),
        [ConnectionState::Reconnecting, ConnectionState::Good]
    );
}

#[test]
fn socket_gets_extra_time_after_media_returns() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    harness.peer(PeerInput::InboundIdle(3_300));
    harness.pass(2_000);
    harness.peer(PeerInput::InboundIdle(20));
    assert!(is_healthy(&harness));
    // The answer to an earlier ping is as late as TCP's retransmissions.
    harness.pass(3_900);
    assert!(is_healthy(&harness));
    harness.server(update(agent()));
    harness.pass(1_000);
    assert!(is_healthy(&harness));
}
