//! Devices that are plugged in and out, and the system default.

use super::*;

#[test]
fn unplugged_device_falls_back_to_default_and_returns_when_replugged() {
    let mut harness = with_microphone("desk");
    let desk = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(desk, MicInput::Ended)));
    assert_eq!(prompts(&harness).last().unwrap().1, None);
    harness.grant_microphone();
    let events = [
        Event::Mic(MicState::Missing),
        changed(None, DeviceReason::Unplugged),
        Event::Mic(MicState::Live),
    ];
    assert_eq!(harness.events(), events);
    list(&mut harness, &["lap"]);
    assert_eq!(prompts(&harness), []);
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(prompts(&harness).last().unwrap().1.as_deref(), Some("desk"));
    harness.grant_microphone();
    let back = changed(Some("desk"), DeviceReason::Returned);
    assert_eq!(harness.events(), [back]);
}

/// Some browsers list no devices, only outputs, or devices without ids, while a microphone works.
#[test]
fn no_device_list_takes_a_working_microphone_away() {
    let unnamed = |kind| device("", "", kind);
    let lists = [
        Vec::new(),
        vec![device("hall", "Hall", DeviceKind::Output)],
        vec![unnamed(DeviceKind::Output)],
        vec![unnamed(DeviceKind::Input), unnamed(DeviceKind::Output)],
        // Named, but without an id.
        vec![device("", "Desk", DeviceKind::Input)],
        inputs(&["lap"]),
        vec![device("lap", "", DeviceKind::Input)],
    ];
    for list in lists {
        for mut harness in [Harness::open(options()), with_microphone("desk")] {
            harness.outputs.clear();
            for _ in 0..60 {
                harness.input(Input::Media(MediaInput::DevicesChanged));
                pass_with_server(&mut harness, 1_000);
                harness.input(Input::Media(MediaInput::Devices(list.clone())));
            }
            let id = harness.mic_id();
            assert_eq!(prompts(&harness), [], "{list:?}");
            assert!(!released(&harness, id), "{list:?}");
            assert_eq!(harness.events(), [], "{list:?}");
            // Its end is noticed as ever.
            harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
            assert_eq!(prompts(&harness).len(), 1);
        }
    }
}

#[test]
fn default_device_is_tracked_only_without_a_selected_device() {
    let mut harness = Harness::open(options());
    list(&mut harness, &["lap", "desk"]);
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(prompts(&harness), [], "the default has not changed");
    list(&mut harness, &["desk", "lap"]);
    assert_eq!(prompts(&harness).last().unwrap().1, None);
    harness.grant_microphone();
    let emitted = changed(None, DeviceReason::DefaultChanged);
    assert_eq!(harness.events(), [emitted]);

    let mut harness = with_microphone("desk");
    list(&mut harness, &["desk", "lap"]);
    assert_eq!(prompts(&harness), []);
}

#[test]
fn labels_revealed_by_permission_are_no_default_change() {
    let mut harness = Harness::open(options());
    harness.input(Input::Media(MediaInput::Devices(vec![device(
        "",
        "",
        DeviceKind::Input,
    )])));
    list(&mut harness, &["lap"]);
    assert_eq!(prompts(&harness), []);
}

#[test]
fn call_continues_without_microphone_and_uses_one_plugged_in_later() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(id)))
    );
    refuse(&mut harness, ErrorReason::NoDevice);
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert!(harness.events().contains(&Event::Mic(MicState::Missing)));
    assert_eq!(harness.machine.status(), Status::Connected);
    list(&mut harness, &[]);
    assert_eq!(prompts(&harness), []);
    list(&mut harness, &["lap"]);
    harness.grant_microphone();
    let events = [
        changed(None, DeviceReason::Returned),
        Event::Mic(MicState::Live),
    ];
    assert_eq!(harness.events(), events);
}

#[test]
fn microphone_in_use_elsewhere_is_tried_again_when_devices_change() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
    refuse(&mut harness, ErrorReason::DeviceBusy);
    assert_eq!(errors(&harness), [ErrorReason::DeviceBusy]);
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::InUse)));
    list(&mut harness, &[]);
    assert_eq!(prompts(&harness), []);
    list(&mut harness, &["lap"]);
    assert_eq!(prompts(&harness).len(), 1);
    // It is still in use, which is not reported again, and tried ever more rarely.
    let change = |harness: &mut Harness| {
        list(harness, &["lap"]);
        assert_eq!(errors(harness), []);
    };
    let (requested, last) = refuse_all(&mut harness, id, ErrorReason::DeviceBusy, change);
    assert!((2..=6).contains(&requested), "{requested}");
    while harness.mic_id() == last {
        list(&mut harness, &["lap"]);
    }
    harness.grant_microphone();
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));

    // Not while the user has muted.
    let mut harness = Harness::open(SessionConfig {
        release_mic_on_mute: true,
        ..options()
    });
    harness.command(Command::SetMicMuted(true));
    harness.command(Command::SetMicMuted(false));
    refuse(&mut harness, ErrorReason::DeviceBusy);
    harness.command(Command::SetMicMuted(true));
    list(&mut harness, &["lap"]);
    assert_eq!(prompts(&harness), []);
}

#[test]
fn device_changes_are_debounced_and_deferred_during_a_prompt() {
    let mut harness = Harness::open(options());
    for _ in 0..20 {
        harness.input(Input::Media(MediaInput::DevicesChanged));
        harness.pass(5);
    }
    harness.pass(1_000);
    let lists = |harness: &Harness| {
        let lists = harness.outputs.iter();
        lists
            .filter(|output| **output == Output::Media(MediaOutput::ListDevices))
            .count()
    };
    assert_eq!(lists(&harness), 1);
    harness.outputs.clear();
    select_device(&mut harness, Some("desk"));
    harness.input(Input::Media(MediaInput::DevicesChanged));
    harness.pass(4_000);
    assert_eq!(lists(&harness), 0);
    harness.grant_microphone();
    assert_eq!(lists(&harness), 1);
}

#[test]
fn missing_selected_device_at_start_falls_back_to_default() {
    let mut harness = Harness::joined(SessionConfig {
        input_device: Some("desk".into()),
        ..options()
    });
    refuse(&mut harness, ErrorReason::NoDevice);
    assert_eq!(prompts(&harness).last().unwrap().1, None);
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    let emitted = changed(None, DeviceReason::Unplugged);
    assert!(harness.events().contains(&emitted));
    assert_eq!(harness.ready_result(), Some(Ok(())));
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(prompts(&harness).last().unwrap().1.as_deref(), Some("desk"));
}

#[test]
fn unplugged_output_falls_back_to_default_and_returns() {
    let out = |device: Option<&str>, reason| {
        let device = device.map(str::to_owned);
        Event::OutputDevice(DeviceChange { device, reason })
    };
    let speakers = |names: &[&str]| {
        let speaker = |name: &&str| device(name, name, DeviceKind::Output);
        let mut all: Vec<Device> = names.iter().map(speaker).collect();
        all.extend(inputs(&["lap"]));
        all
    };
    let mut harness = Harness::open(SessionConfig {
        output_device: Some("hall".into()),
        ..options()
    });
    harness.input(Input::Media(MediaInput::Devices(speakers(&["", "hall"]))));
    assert_eq!(harness.outputs, []);
    harness.input(Input::Media(MediaInput::Devices(speakers(&["default"]))));
    harness.input(Input::Media(MediaInput::Devices(speakers(&["default"]))));
    let gone = out(None, DeviceReason::Unplugged);
    assert_eq!(
        harness.outputs,
        [
            Output::Media(MediaOutput::SetOutputDevice(String::new())),
            Output::Emit(gone)
        ]
    );
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::Devices(speakers(&[
        "default", "hall",
    ]))));
    let back = out(Some("hall"), DeviceReason::Returned);
    assert_eq!(
        harness.outputs,
        [
            Output::Media(MediaOutput::SetOutputDevice("hall".into())),
            Output::Emit(back)
        ]
    );
    harness.outputs.clear();
    harness.command(Command::SetOutputDevice(None));
    let default = out(None, DeviceReason::Chosen);
    assert_eq!(
        harness.outputs,
        [
            Output::Media(MediaOutput::SetOutputDevice(String::new())),
            Output::Emit(default)
        ]
    );
}
