//! Events and states, from the start to the end.

use super::*;

#[test]
fn s113_s114_s130_events_and_states_from_start_to_end() {
    let mut sim = Simulator::open(options());
    assert_eq!(sim.settled, [Ok(())]);
    let id = Event::Connected {
        conversation_id: "s-1".to_owned(),
    };
    assert_eq!(sim.events.iter().filter(|event| **event == id).count(), 1);
    assert_eq!(sim.machine.conversation_id(), "s-1");
    sim.command(Command::End);
    sim.command(Command::End);
    sim.handle(RealtimeInput::Closed {
        code: 1000,
        reason: "client_stopped".to_owned(),
    });
    let all = [
        Status::Connecting,
        Status::Connected,
        Status::Disconnecting,
        Status::Disconnected,
    ];
    assert_eq!(sim.statuses(), all);
    assert_eq!(sim.ends(), [(DisconnectReason::User, None)]);
    let close = RealtimeOutput::Close {
        code: 1000,
        reason: "client_stopped",
    };
    assert_eq!(sim.outputs.last(), Some(&close));
    let released = |output: &Output| matches!(output, Output::Media(MediaOutput::ReleaseMic(_)));
    assert!(sim.devices.iter().any(released) && sim.finished);
}

#[test]
fn played_duration_is_kept_after_the_end() {
    let closed = RealtimeInput::Closed {
        code: 1000,
        reason: String::new(),
    };
    for end in [Input::Command(Command::End), realtime(closed)] {
        let mut sim = Simulator::open(options());
        sim.agent_audio(10_000);
        sim.pass(5_000);
        sim.take(end);
        assert_eq!(sim.machine.played_ms(None), 4_920, "80 ms were buffered");
    }
}

#[test]
fn s129_close_code_determines_the_disconnect_reason() {
    for (code, reason, expected) in [
        (1000, "bye", (DisconnectReason::Agent, Some("bye"))),
        (1005, "", (DisconnectReason::Agent, None)),
        (1011, "failed", (DisconnectReason::Error, Some("failed"))),
        (4003, "", (DisconnectReason::Error, None)),
    ] {
        let mut sim = Simulator::open(options());
        sim.handle(RealtimeInput::Closed {
            code,
            reason: reason.to_owned(),
        });
        assert_eq!(sim.ends(), [expected]);
        assert_eq!(sim.statuses().last(), Some(&Status::Disconnected));
        assert!(!sim.statuses().contains(&Status::Disconnecting));
        let lost = sim
            .events
            .contains(&Event::Connection(ConnectionState::Lost));
        assert_eq!(lost, code > 1005);
    }
}

#[test]
fn s132_blocked_audio_is_reported_and_can_be_resumed() {
    let mut sim = Simulator::open(options());
    sim.devices.clear();
    sim.take(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    assert!(!sim.machine.can_play_audio());
    sim.command(Command::StartAudio);
    assert!(
        sim.devices
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    );
    sim.take(Input::Media(MediaInput::Speaker(SpeakerInput::Playing)));
    let emitted: Vec<_> = sim
        .events
        .iter()
        .filter(|event| matches!(event, Event::AudioBlocked(_)))
        .collect();
    assert_eq!(
        emitted,
        [&Event::AudioBlocked(true), &Event::AudioBlocked(false)]
    );
}

#[test]
fn error_just_before_a_close_without_reason_is_the_reason() {
    let fail = |wait, code, reason: &str| {
        let mut sim = Simulator::open(options());
        sim.frame(&Downlink::Error {
            code: "PROVIDER".to_owned(),
            message: "gone".to_owned(),
        });
        sim.pass(wait);
        sim.handle(RealtimeInput::Closed {
            code,
            reason: reason.to_owned(),
        });
        let (_, message) = sim.ends()[0];
        message.map(str::to_owned)
    };
    assert_eq!(fail(100, 1011, "").as_deref(), Some("PROVIDER: gone"));
    assert_eq!(fail(100, 1011, "own").as_deref(), Some("own"));
    assert_eq!(fail(3_000, 1006, ""), None, "it ended nothing");
    assert_eq!(fail(100, 1000, ""), None, "the agent hung up");
}
