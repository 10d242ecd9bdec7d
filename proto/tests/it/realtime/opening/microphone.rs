//! The microphone and the audio graph.

use super::*;

#[test]
fn s107_microphone_waits_for_ready() {
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    assert!(!sim.has_requested_mic());
    sim.ready();
    assert!(sim.has_requested_mic());
}

#[test]
fn microphone_waits_for_the_audio_context() {
    let mut sim = Simulator::new(options());
    sim.audio_ready = false;
    sim.command(Command::Start);
    sim.ready();
    assert!(!sim.has_requested_mic());
    sim.handle(RealtimeInput::AudioReady { rate: DEVICE });
    assert!(sim.has_requested_mic());
    assert_eq!(sim.machine.status(), Status::Connected);
}

#[test]
fn opening_the_microphone_resumes_audio() {
    let sim = Simulator::open(options());
    assert!(
        sim.devices
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    );
    let sim = Simulator::open(SessionConfig {
        mic_enabled: false,
        ..options()
    });
    assert!(
        !sim.devices
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    );
}

#[test]
fn early_unmute_or_device_change_waits_for_the_audio_context() {
    let device = |id: &str| Command::SetInputDevice(Some(id.to_owned()));
    for (muted, wish) in [
        (true, Command::SetMicMuted(false)),
        (false, device("other")),
    ] {
        let mut sim = Simulator::new(SessionConfig {
            mic_muted: muted,
            release_mic_on_mute: muted,
            ..options()
        });
        sim.audio_ready = false;
        sim.command(Command::Start);
        sim.ready();
        sim.command(wish);
        assert!(!sim.has_requested_mic());
        sim.handle(RealtimeInput::AudioReady { rate: DEVICE });
        let asked = |output: &&Output| {
            matches!(
                output,
                Output::Media(MediaOutput::OpenMic { muted: false, .. })
            )
        };
        assert_eq!(sim.devices.iter().filter(asked).count(), 1);
        assert_eq!(sim.machine.status(), Status::Connected);
        sim.capture(100, 0);
        assert!(!sim.frames().is_empty(), "audio is sent");
    }
}

#[test]
fn s112_failed_microphone_closes_the_socket() {
    let mut sim = Simulator::new(options());
    sim.mic = Err(ErrorReason::PermissionDenied);
    sim.command(Command::Start);
    sim.ready();
    assert_eq!(sim.error().code(), ErrorCode::MicrophoneFailed);
    assert_eq!(sim.error().reason(), ErrorReason::PermissionDenied);
    let close = RealtimeOutput::Close {
        code: 1000,
        reason: "audio_setup_failed",
    };
    assert_eq!(sim.outputs.last(), Some(&close));
    assert!(sim.ends().is_empty(), "the session never opened");

    for (name, reason) in [
        // As of a sample rate that does not fit.
        ("NotSupportedError", ErrorReason::DeviceFailed),
        ("NotReadableError", ErrorReason::DeviceBusy),
        // No such class, or no such method.
        ("ReferenceError", ErrorReason::Browser),
        ("TypeError", ErrorReason::Browser),
        ("InvalidStateError", ErrorReason::Browser),
    ] {
        let mut sim = Simulator::new(options());
        sim.audio_ready = false;
        sim.command(Command::Start);
        sim.handle(RealtimeInput::AudioFailed(name.to_owned()));
        assert_eq!(sim.error().code(), ErrorCode::MicrophoneFailed);
        assert_eq!(sim.error().reason(), reason, "{name}");
        assert_eq!(sim.error().cause(), Some(name));
    }
}

#[test]
fn disabled_or_released_microphone_is_not_requested() {
    let sim = Simulator::open(SessionConfig {
        mic_enabled: false,
        ..options()
    });
    assert!(!sim.has_requested_mic());
    let mut sim = Simulator::open(SessionConfig {
        mic_muted: true,
        release_mic_on_mute: true,
        ..options()
    });
    assert!(!sim.has_requested_mic());
    assert!(sim.events.contains(&Event::Mic(MicState::Released)));
    sim.command(Command::SetMicMuted(false));
    assert!(sim.has_requested_mic());
}

#[test]
fn unanswered_prompt_is_reported_until_the_end() {
    use speko_proto::realtime::io::{Input, MediaInput, MicInput};
    let mut machine = Machine::new(options(), true).unwrap();
    let mut mic = None;
    let mut events = Vec::new();
    let mut handle = |input: Input| {
        machine.handle(speko_proto::Millis(1_000), input);
        while let Some(output) = machine.poll() {
            match output {
                Output::Media(MediaOutput::OpenMic { id, .. }) => mic = Some(id),
                Output::Emit(event @ Event::MicPrompt(_)) => events.push(event),
                _ => {}
            }
        }
        mic
    };
    handle(Input::Command(Command::Start));
    let ready = Downlink::Ready {
        input: None,
        output: None,
    };
    handle(realtime(RealtimeInput::Text(ready.encode())));
    handle(realtime(RealtimeInput::AudioReady { rate: DEVICE }));
    let asked = handle(realtime(RealtimeInput::Clock(0))).unwrap();
    handle(Input::Media(MediaInput::Mic(asked, MicInput::Prompted)));
    handle(Input::Command(Command::End));
    assert_eq!(events, [Event::MicPrompt(true), Event::MicPrompt(false)]);
}
