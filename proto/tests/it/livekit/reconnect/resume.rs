//! A lost socket: the session is resumed on a new one.

use super::*;

#[test]
fn lost_socket_resumes_without_interrupting_media() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    assert_eq!(harness.machine.status(), Status::Connected);
    assert_eq!(connection_states(&harness), [ConnectionState::Reconnecting]);
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
    let mic = harness.mic_id();
    assert!(has(
        &harness,
        &Output::Media(MediaOutput::EnableMic(mic, false))
    ));
    assert_eq!(harness.sent(), []);

    opened(&mut harness);
    harness.server(reconnect(0));
    let sent = harness.sent();
    let ClientMessage::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.publish_tracks[0].track.as_ref().unwrap().sid, "TR_me");
    assert_eq!(state.offer.as_ref().unwrap().sdp, OFFER);
    assert_eq!(state.answer.as_ref().unwrap().sdp, "answer 1");
    assert!(matches!(&sent[1], ClientMessage::Mute(mute) if mute.muted));
    assert!(is_healthy(&harness));
    for output in [
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::RestartIce)),
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::Close)),
        Output::Transport(LiveKitOutput::StopPlaying("2".into())),
        Output::Media(MediaOutput::ReleaseMic(mic)),
    ] {
        assert!(!has(&harness, &output), "{output:?}: media was healthy");
    }
}

/// As in Firefox, if the server rejects the resume and closes the socket immediately.
#[test]
fn clean_close_during_resume_causes_an_immediate_full_reconnect() {
    for opens in [false, true] {
        let mut harness = Harness::open(options());
        lose_socket(&mut harness);
        assert!(harness.join_request().reconnect);
        if opens {
            opened(&mut harness);
        }
        let socket = harness.socket_id();
        harness.outputs.clear();
        harness.transport(LiveKitInput::Socket(
            socket,
            SocketInput::Closed { code: 1000 },
        ));
        assert_eq!(probes(&harness), []);
        harness.offer();
        assert!(!harness.join_request().reconnect);
        complete_full_reconnect(&mut harness);
        assert!(is_healthy(&harness));
    }
}

/// A network failure closes the socket without a close frame (1006, 1015). The session may still
/// exist then.
#[test]
fn abnormal_close_during_resume_keeps_the_session() {
    for (code, opens) in [(1006, false), (1015, false), (1006, true)] {
        let mut harness = Harness::open(options());
        lose_socket(&mut harness);
        if opens {
            opened(&mut harness);
        }
        let socket = harness.socket_id();
        harness.outputs.clear();
        harness.transport(LiveKitInput::Socket(socket, SocketInput::Closed { code }));
        if !opens {
            // The probe for why it never opened.
            answer_probe(&mut harness);
        }
        harness.pass(600);
        assert!(sockets(&harness).is_empty());
        // The probe for whether the server can be reached.
        answer_probe(&mut harness);
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
            assert!(restarts_ice(&harness));
        }
    }
    let mut harness = Harness::open(options());
    harness.server(ServerMessage::Leave(wire::LeaveRequest {
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
    lose_socket(&mut harness);
    opened(&mut harness);
    harness.server(leave(wire::DisconnectReason::RoomDeleted));
    assert!(harness.events().iter().any(|event| matches!(
        event,
        Event::Disconnected(end) if end.reason == DisconnectReason::Agent
    )));
}

#[test]
fn end_stops_the_recovery() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    harness.command(Command::End);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    assert_eq!(harness.machine.deadline(), None);
    harness.outputs.clear();
    opened(&mut harness);
    harness.pass(300_000);
    assert_eq!(harness.outputs, []);
}
