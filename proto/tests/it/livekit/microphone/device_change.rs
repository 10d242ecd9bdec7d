//! Switching the microphone during a call.

use super::*;

#[test]
fn device_change_attaches_new_track_before_releasing_old_one() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    let new = harness.mic_id();
    assert_eq!(prompts(&harness), [(new, Some("desk".into()), false)]);
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
    assert_eq!(harness.events(), [], "still live on the old device");
    harness.grant_microphone();
    assert_eq!(
        harness.outputs.last(),
        Some(&Output::Media(MediaOutput::ListDevices))
    );
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
    let desk = changed(Some("desk"), DeviceReason::Chosen);
    assert_eq!(harness.events(), [desk]);
    assert_eq!(harness.sent(), [], "no message to the server");
}

#[test]
fn device_change_keeps_the_mute() {
    let mut harness = Harness::open(SessionConfig {
        mic_muted: true,
        ..options()
    });
    select_device(&mut harness, Some("desk"));
    let new = harness.mic_id();
    assert_eq!(prompts(&harness), [(new, Some("desk".into()), true)]);
    harness.grant_microphone();
    let at = |wanted| harness.outputs.iter().position(|output| *output == wanted);
    assert!(
        at(Output::Media(MediaOutput::EnableMic(new, false))).unwrap()
            < at(Output::Media(MediaOutput::AttachMic(new))).unwrap()
    );
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(new, true)))
    );
}

#[test]
fn mute_during_device_change_disables_both_tracks() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    let new = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(new, MicInput::Opened)));
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(true));
    assert_eq!(
        harness.outputs[..2],
        [
            Output::Media(MediaOutput::EnableMic(old, false)),
            Output::Media(MediaOutput::EnableMic(new, false))
        ]
    );
}

#[test]
fn failed_device_change_keeps_old_device_and_reports_error() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    refuse(&mut harness, ErrorReason::NoDevice);
    assert_eq!(errors(&harness), [ErrorReason::NoDevice]);
    let kept = Event::InputDevice(DeviceChange {
        device: None,
        reason: DeviceReason::Refused,
    });
    assert!(harness.events().contains(&kept));
    assert_eq!(
        harness.events().len(),
        2,
        "the microphone state does not change"
    );
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
}

#[test]
fn busy_device_change_retries_after_release_and_restores_old_device() {
    let mut harness = with_microphone("lap");
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    refuse(&mut harness, ErrorReason::DeviceBusy);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
    assert_eq!(prompts(&harness).last().unwrap().1.as_deref(), Some("desk"));
    refuse(&mut harness, ErrorReason::DeviceBusy);
    assert_eq!(prompts(&harness).last().unwrap().1.as_deref(), Some("lap"));
    let kept = Event::InputDevice(DeviceChange {
        device: Some("lap".into()),
        reason: DeviceReason::Refused,
    });
    assert!(harness.events().contains(&kept));
    harness.grant_microphone();
    assert_eq!(errors(&harness), [ErrorReason::DeviceBusy]);
    assert_eq!(
        harness.events().last(),
        Some(&Event::Mic(MicState::Live)),
        "{:?}",
        harness.events()
    );
}

#[test]
fn old_track_ending_during_device_change_is_no_error() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    harness.input(Input::Media(MediaInput::Mic(old, MicInput::Ended)));
    assert_eq!(prompts(&harness).len(), 1, "no second prompt");
    harness.grant_microphone();
    assert_eq!(errors(&harness), []);
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
}

#[test]
fn last_selected_device_wins() {
    let mut harness = Harness::open(options());
    select_device(&mut harness, Some("desk"));
    let desk = harness.mic_id();
    select_device(&mut harness, None);
    let default = harness.mic_id();
    assert_ne!(desk, default);
    harness.input(Input::Media(MediaInput::Mic(desk, MicInput::Opened)));
    assert_eq!(
        harness.outputs.last(),
        Some(&Output::Media(MediaOutput::ReleaseMic(desk)))
    );
    harness.grant_microphone();
    let emitted = changed(None, DeviceReason::Chosen);
    assert_eq!(harness.events(), [emitted]);
}
