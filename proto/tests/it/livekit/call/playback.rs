//! Blocked audio and output devices.

use super::*;

#[test]
fn blocked_audio_is_reported_once_and_resumed_on_request() {
    let mut harness = Harness::open(options());
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    harness.command(Command::StartAudio);
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Playing)));
    let blocked = |value| Output::Emit(Event::AudioBlocked(value));
    assert_eq!(
        harness.outputs,
        [
            blocked(true),
            Output::Media(MediaOutput::ResumeAudio),
            blocked(false)
        ]
    );
}

#[test]
fn failed_output_device_reports_error_and_falls_back_to_default() {
    let mut harness = Harness::open(options());
    harness.command(Command::SetOutputDevice(Some("x".into())));
    harness.input(Input::Media(MediaInput::Speaker(
        SpeakerInput::OutputFailed("NotFoundError".into()),
    )));
    let events = harness.events();
    let Some(Event::Error(error)) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(error.code(), ErrorCode::OutputFailed);
    assert_eq!(
        harness.outputs.iter().rev().nth(2),
        Some(&Output::Media(MediaOutput::SetOutputDevice(String::new()))),
        "falls back to the system default"
    );
    assert_eq!(harness.machine.status(), speko_proto::Status::Connected);
}

fn speaks(harness: &mut Harness, active: bool) {
    harness.server(ServerMessage::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![wire::SpeakerInfo {
            sid: "PA_agent".into(),
            active,
        }],
    }));
}

/// Lets 5 s pass, and returns how often the playback was checked.
fn checks_in_5_s(harness: &mut Harness) -> usize {
    harness.outputs.clear();
    for _ in 0..5 {
        harness.pass(1_000);
        harness.server(ServerMessage::Pong(0));
    }
    let checks = |output: &&Output| **output == Output::Media(MediaOutput::CheckPlayback);
    harness.outputs.iter().filter(checks).count()
}

#[test]
fn playback_is_checked_while_a_participant_speaks_or_audio_is_blocked() {
    let mut harness = Harness::open(options());
    assert_eq!(checks_in_5_s(&mut harness), 0);
    speaks(&mut harness, true);
    assert_eq!(checks_in_5_s(&mut harness), 5);
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    speaks(&mut harness, false);
    assert_eq!(checks_in_5_s(&mut harness), 5, "until it plays again");
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Playing)));
    assert_eq!(checks_in_5_s(&mut harness), 0);
    // Nothing is received: the browser has nothing to play.
    speaks(&mut harness, true);
    harness.peer(PeerInput::State(PeerState::Disconnected));
    assert_eq!(checks_in_5_s(&mut harness), 0);
}
