//! Muting that closes the device.

use super::*;

#[test]
fn release_mic_on_mute_closes_the_device_and_unmute_reopens_it() {
    let mut harness = Harness::open(SessionConfig {
        release_mic_on_mute: true,
        input_device: Some("desk".into()),
        ..options()
    });
    let id = harness.mic_id();
    harness.command(Command::SetMicMuted(true));
    let detached = [
        Output::Media(MediaOutput::DetachMic),
        Output::Media(MediaOutput::ReleaseMic(id)),
    ];
    assert_eq!(harness.outputs[..2], detached);
    assert_eq!(harness.events(), [Event::Mic(MicState::Released)]);
    assert_eq!(harness.sent().len(), 1);
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(false));
    let again = harness.mic_id();
    assert_eq!(prompts(&harness), [(again, Some("desk".into()), false)]);
    assert_eq!(harness.events(), [], "not live before the device opens");
    harness.grant_microphone();
    assert_eq!(harness.events(), [Event::Mic(MicState::Live)]);
}

#[test]
fn mute_or_end_during_unmute_prompt_releases_the_late_microphone() {
    let mut harness = Harness::open(SessionConfig {
        release_mic_on_mute: true,
        ..options()
    });
    harness.command(Command::SetMicMuted(true));
    harness.command(Command::SetMicMuted(false));
    let id = harness.mic_id();
    harness.command(Command::SetMicMuted(true));
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Opened)));
    assert_eq!(
        harness.outputs,
        [Output::Media(MediaOutput::ReleaseMic(id))]
    );
    harness.command(Command::SetMicMuted(false));
    let id = harness.mic_id();
    harness.command(Command::End);
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Opened)));
    assert_eq!(
        harness.outputs,
        [Output::Media(MediaOutput::ReleaseMic(id))],
        "the call has ended"
    );
}

#[test]
fn muted_start_with_release_mic_on_mute_shows_no_prompt() {
    let mut harness = Harness::connecting(SessionConfig {
        release_mic_on_mute: true,
        mic_muted: true,
        ..options()
    });
    harness.server(join());
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(prompts(&harness), []);
    assert_eq!(harness.ready_result(), Some(Ok(())));
    assert!(harness.events().contains(&Event::Mic(MicState::Released)));
    assert!(harness.join_request().add_track_requests[0].muted);
    harness.command(Command::SetMicMuted(false));
    harness.grant_microphone();
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
}

#[test]
fn failed_unmute_reports_reason_and_next_unmute_retries() {
    for (reason, state) in [
        (ErrorReason::PermissionDenied, MicState::Blocked),
        (ErrorReason::DeviceBusy, MicState::InUse),
        (ErrorReason::NoDevice, MicState::Missing),
    ] {
        let mut harness = Harness::open(SessionConfig {
            release_mic_on_mute: true,
            ..options()
        });
        harness.command(Command::SetMicMuted(true));
        harness.command(Command::SetMicMuted(false));
        refuse(&mut harness, reason);
        assert_eq!(errors(&harness), [reason]);
        assert_eq!(harness.events().last(), Some(&Event::Mic(state)));
        harness.command(Command::SetMicMuted(false));
        harness.grant_microphone();
        assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
    }
}

#[test]
fn release_mic_on_mute_cancels_a_delayed_request() {
    let mut harness = Harness::open(SessionConfig {
        release_mic_on_mute: true,
        ..options()
    });
    for _ in 0..2 {
        let id = harness.mic_id();
        harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
        if harness.mic_id() != id {
            harness.grant_microphone();
        }
    }
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(true));
    harness.pass(600);
    assert_eq!(prompts(&harness), []);
    assert_eq!(
        harness.events().last(),
        Some(&Event::Mic(MicState::Released))
    );
}
