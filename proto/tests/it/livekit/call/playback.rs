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
