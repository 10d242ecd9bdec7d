//! A full reconnect.

use super::*;

#[test]
fn long_outage_full_reconnect_keeps_microphone() {
    let mut harness = Harness::open(options());
    send_text(&mut harness, "heard");
    let last_inbound = harness.now;
    harness.pass(1);
    send_text(&mut harness, "lost");
    harness.pass(4_000);
    harness.peer(PeerInput::State(PeerState::Disconnected));
    report_last_inbound(&mut harness, last_inbound);
    harness.command(Command::SetMicMuted(true));
    send_text(&mut harness, "typed offline");
    assert!(harness.events().contains(&Event::Queued(1)));
    harness.pass(20_000);
    harness.peer(PeerInput::State(PeerState::Failed));
    let mic = harness.mic_id();
    let last = *probes(&harness).last().unwrap();
    harness.outputs.clear();
    harness.transport(LiveKitInput::Probed(last, answered()));
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
    complete_full_reconnect(&mut harness);
    assert!(is_healthy(&harness));
    assert_eq!(sent_texts(&harness), []);
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(
        sent_texts(&harness),
        [(1, "lost".into()), (2, "typed offline".into())]
    );
    assert_eq!(harness.events().last(), Some(&Event::Queued(0)));
    assert_eq!(harness.machine.status(), Status::Connected);
    let repeated = |event: &Event| matches!(event, Event::Connected { .. } | Event::Status(_));
    assert!(!harness.events().iter().any(repeated));
}

#[test]
fn failed_renegotiation_causes_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.server(ServerMessage::MediaSectionsRequirement(Default::default()));
    let Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) =
        harness.outputs[0]
    else {
        panic!()
    };
    harness.peer(PeerInput::Failed(id, "OperationError".into()));
    assert!(has(
        &harness,
        &Output::Transport(LiveKitOutput::CloseSocket)
    ));
    harness.offer();
    assert!(!harness.join_request().reconnect);
}
