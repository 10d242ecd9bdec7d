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
fn repeatedly_ending_device_is_given_up() {
    let mut harness = Harness::open(options());
    for _ in 0..10 {
        let id = harness.mic_id();
        harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
        harness.pass(1_000);
        if harness.mic_id() == id {
            break;
        }
        harness.grant_microphone();
    }
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert!(prompts(&harness).len() <= 4, "{}", prompts(&harness).len());
}

/// Advances time by up to 1 s, after which the server responds.
fn pass_with_server(harness: &mut Harness, millis: u64) {
    harness.pass(millis);
    harness.server(ServerMessage::Pong(0));
}

/// Plays a microphone that ends 30 ms after it opened, with `devicechange` each time. Returns when it
/// was requested.
fn flapping(harness: &mut Harness, millis: u64) -> Vec<u64> {
    harness.outputs.clear();
    let begin = harness.now;
    let (mut id, mut ends_at) = (harness.mic_id(), Some(begin));
    let (mut requested, mut listed) = (Vec::new(), 0);
    while harness.now < begin.after(millis) {
        if harness.mic_id() != id {
            id = harness.mic_id();
            requested.push(harness.now.0 - begin.0);
            harness.grant_microphone();
            harness.input(Input::Media(MediaInput::DevicesChanged));
            ends_at = Some(harness.now.after(30));
        }
        if ends_at.take_if(|at| *at <= harness.now).is_some() {
            harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
            harness.input(Input::Media(MediaInput::DevicesChanged));
        }
        let lists = |output: &&Output| **output == Output::Media(MediaOutput::ListDevices);
        while listed < harness.outputs.iter().filter(lists).count() {
            listed += 1;
            harness.input(Input::Media(MediaInput::Devices(inputs(&["desk"]))));
        }
        pass_with_server(harness, 10);
    }
    requested
}

#[test]
fn flapping_device_is_requested_ever_more_rarely_and_reported() {
    let mut harness = Harness::open(options());
    let requested = flapping(&mut harness, 8_000);
    assert!((2..=4).contains(&requested.len()), "{requested:?}");
    let waits: Vec<u64> = requested.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(waits.is_sorted(), "{waits:?}");
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert_eq!(
        harness.events().last(),
        Some(&Event::Mic(MicState::Missing))
    );
    let later = flapping(&mut harness, 120_000);
    assert!((1..=6).contains(&later.len()), "{later:?}");
    // An act of the user tries again at once, and a microphone that stays open ends the back-off.
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(false));
    assert_eq!(prompts(&harness).len(), 1);
    harness.grant_microphone();
    for _ in 0..30 {
        pass_with_server(&mut harness, 1_000);
    }
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
    assert_ne!(harness.mic_id(), id, "requested at once");
}

/// Opening a Bluetooth headset changes the default device, which may change it back.
#[test]
fn default_that_changes_with_every_list_is_not_followed_forever() {
    let mut harness = Harness::open(options());
    let mut requested = 0;
    for turn in 0..32 {
        let names: [&[&str]; 2] = [&["lap", "desk"], &["desk", "lap"]];
        list(&mut harness, names[turn % 2]);
        if !prompts(&harness).is_empty() {
            requested += 1;
            harness.grant_microphone();
        }
    }
    assert!((1..=10).contains(&requested), "{requested} in 32 s");
    assert_eq!(errors(&harness), []);
}

#[test]
fn refused_requests_after_device_changes_are_backed_off() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
    let mut requested = 0;
    let mut last = id;
    for _ in 0..60 {
        if harness.mic_id() != last {
            requested += 1;
            last = harness.mic_id();
            refuse(&mut harness, ErrorReason::NoDevice);
        }
        harness.input(Input::Media(MediaInput::DevicesChanged));
        harness.pass(500);
        harness.input(Input::Media(MediaInput::Devices(inputs(&["desk"]))));
    }
    assert!((3..=6).contains(&requested), "{requested} in 30 s");
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
