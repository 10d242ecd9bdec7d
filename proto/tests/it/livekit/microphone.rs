//! The microphone during a call: mute, device changes, no device, and mutes by the server.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::{
    Device, DeviceChange, DeviceKind, DeviceReason, ErrorCode, ErrorReason, Event, MicState,
    SessionConfig, Status,
};

use crate::support::livekit::{Harness, answer, join, options, published};

fn device(id: &str, label: &str, kind: DeviceKind) -> Device {
    Device {
        id: id.into(),
        label: label.into(),
        kind,
        group_id: label.into(),
    }
}

/// Returns the inputs as Chromium lists them: the default entry first, with the label of the device
/// behind it.
fn inputs(names: &[&str]) -> Vec<Device> {
    let input = |name: &&str| device(name, name, DeviceKind::Input);
    let mut list: Vec<Device> = names.iter().map(input).collect();
    if let Some(first) = names.first() {
        list.insert(0, device("default", first, DeviceKind::Input));
    }
    list
}

fn changed(device: Option<&str>, reason: DeviceReason) -> Event {
    let device = device.map(str::to_owned);
    Event::InputDevice(DeviceChange { device, reason })
}

/// Returns the prompts among the outputs: op, device, and whether the track starts disabled.
fn asked(harness: &Harness) -> Vec<(RequestId, Option<String>, bool)> {
    let asked = |output: &Output| match output {
        Output::Media(MediaOutput::OpenMic {
            op, device, muted, ..
        }) => Some((*op, device.clone(), *muted)),
        _ => None,
    };
    harness.outputs.iter().filter_map(asked).collect()
}

fn refuse(harness: &mut Harness, reason: ErrorReason) {
    let op = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(
        op,
        MicInput::Failed(reason, "E".into()),
    )));
}

fn list(harness: &mut Harness, names: &[&str]) {
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::DevicesChanged));
    harness.pass(1_000);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ListDevices))
    );
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::Devices(inputs(names))));
}

fn choose(harness: &mut Harness, device: Option<&str>) {
    harness.command(Command::SetInputDevice(device.map(str::to_owned)));
}

/// Opens a call with this microphone.
fn pinned(name: &str) -> Harness {
    let mut harness = Harness::open(SessionConfig {
        input_device: Some(name.into()),
        ..options()
    });
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(asked(&harness), []);
    harness
}

fn errors(harness: &Harness) -> Vec<ErrorReason> {
    let reason = |event: Event| match event {
        Event::Error(error) => {
            assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
            Some(error.reason())
        }
        _ => None,
    };
    harness.events().into_iter().filter_map(reason).collect()
}

// ---- device changes ----

#[test]
fn device_change_attaches_new_track_before_releasing_old_one() {
    let mut harness = Harness::open(options());
    let old = harness.mic_op();
    choose(&mut harness, Some("desk"));
    let new = harness.mic_op();
    assert_eq!(asked(&harness), [(new, Some("desk".into()), false)]);
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
    choose(&mut harness, Some("desk"));
    let new = harness.mic_op();
    assert_eq!(asked(&harness), [(new, Some("desk".into()), true)]);
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
    let old = harness.mic_op();
    choose(&mut harness, Some("desk"));
    let new = harness.mic_op();
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
    let old = harness.mic_op();
    choose(&mut harness, Some("desk"));
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
    let mut harness = pinned("lap");
    let old = harness.mic_op();
    choose(&mut harness, Some("desk"));
    refuse(&mut harness, ErrorReason::DeviceBusy);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
    assert_eq!(asked(&harness).last().unwrap().1.as_deref(), Some("desk"));
    refuse(&mut harness, ErrorReason::DeviceBusy);
    assert_eq!(asked(&harness).last().unwrap().1.as_deref(), Some("lap"));
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
    let old = harness.mic_op();
    choose(&mut harness, Some("desk"));
    harness.input(Input::Media(MediaInput::Mic(old, MicInput::Ended)));
    assert_eq!(asked(&harness).len(), 1, "no second prompt");
    harness.grant_microphone();
    assert_eq!(errors(&harness), []);
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
}

#[test]
fn last_selected_device_wins() {
    let mut harness = Harness::open(options());
    choose(&mut harness, Some("desk"));
    let desk = harness.mic_op();
    choose(&mut harness, None);
    let default = harness.mic_op();
    assert_ne!(desk, default);
    harness.input(Input::Media(MediaInput::Mic(desk, MicInput::Opened)));
    assert_eq!(
        harness.outputs.last(),
        Some(&Output::Media(MediaOutput::ReleaseMic(desk)))
    );
    harness.grant_microphone();
    let told = changed(None, DeviceReason::Chosen);
    assert_eq!(harness.events(), [told]);
}

// ---- plugging and unplugging ----

#[test]
fn unplugged_device_falls_back_to_default_and_returns_when_replugged() {
    let mut harness = pinned("desk");
    let desk = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(desk, MicInput::Ended)));
    assert_eq!(asked(&harness).last().unwrap().1, None);
    harness.grant_microphone();
    let events = [
        Event::Mic(MicState::Missing),
        changed(None, DeviceReason::Unplugged),
        Event::Mic(MicState::Live),
    ];
    assert_eq!(harness.events(), events);
    list(&mut harness, &["lap"]);
    assert_eq!(asked(&harness), []);
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(asked(&harness).last().unwrap().1.as_deref(), Some("desk"));
    harness.grant_microphone();
    let back = changed(Some("desk"), DeviceReason::Returned);
    assert_eq!(harness.events(), [back]);
}

#[test]
fn unlisted_device_counts_as_unplugged_while_its_track_is_live() {
    let mut harness = pinned("desk");
    let desk = harness.mic_op();
    list(&mut harness, &["lap"]);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(desk)))
    );
    harness.grant_microphone();
    let told = changed(None, DeviceReason::Unplugged);
    assert!(harness.events().contains(&told));
}

#[test]
fn default_device_is_tracked_only_without_a_selected_device() {
    let mut harness = Harness::open(options());
    list(&mut harness, &["lap", "desk"]);
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(asked(&harness), [], "the default has not changed");
    list(&mut harness, &["desk", "lap"]);
    assert_eq!(asked(&harness).last().unwrap().1, None);
    harness.grant_microphone();
    let told = changed(None, DeviceReason::DefaultChanged);
    assert_eq!(harness.events(), [told]);

    let mut harness = pinned("desk");
    list(&mut harness, &["desk", "lap"]);
    assert_eq!(asked(&harness), []);
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
    assert_eq!(asked(&harness), []);
}

#[test]
fn call_continues_without_microphone_and_uses_one_plugged_in_later() {
    let mut harness = Harness::open(options());
    let op = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(op, MicInput::Ended)));
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(op)))
    );
    refuse(&mut harness, ErrorReason::NoDevice);
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert!(harness.events().contains(&Event::Mic(MicState::Missing)));
    assert_eq!(harness.machine.status(), Status::Connected);
    list(&mut harness, &[]);
    assert_eq!(asked(&harness), []);
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
        let op = harness.mic_op();
        harness.input(Input::Media(MediaInput::Mic(op, MicInput::Ended)));
        if harness.mic_op() == op {
            break;
        }
        harness.grant_microphone();
    }
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert!(asked(&harness).len() <= 4, "{}", asked(&harness).len());
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
    choose(&mut harness, Some("desk"));
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
    assert_eq!(asked(&harness).last().unwrap().1, None);
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    let told = changed(None, DeviceReason::Unplugged);
    assert!(harness.events().contains(&told));
    assert_eq!(harness.settled(), Some(Ok(())));
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(asked(&harness).last().unwrap().1.as_deref(), Some("desk"));
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

// ---- hardware released while muted ----

#[test]
fn release_mic_on_mute_closes_the_device_and_unmute_reopens_it() {
    let mut harness = Harness::open(SessionConfig {
        release_mic_on_mute: true,
        input_device: Some("desk".into()),
        ..options()
    });
    let op = harness.mic_op();
    harness.command(Command::SetMicMuted(true));
    let detached = [
        Output::Media(MediaOutput::DetachMic),
        Output::Media(MediaOutput::ReleaseMic(op)),
    ];
    assert_eq!(harness.outputs[..2], detached);
    assert_eq!(harness.events(), [Event::Mic(MicState::Released)]);
    assert_eq!(harness.sent().len(), 1);
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(false));
    let again = harness.mic_op();
    assert_eq!(asked(&harness), [(again, Some("desk".into()), false)]);
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
    let op = harness.mic_op();
    harness.command(Command::SetMicMuted(true));
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::Mic(op, MicInput::Opened)));
    assert_eq!(
        harness.outputs,
        [Output::Media(MediaOutput::ReleaseMic(op))]
    );
    harness.command(Command::SetMicMuted(false));
    let op = harness.mic_op();
    harness.command(Command::End);
    harness.outputs.clear();
    harness.input(Input::Media(MediaInput::Mic(op, MicInput::Opened)));
    assert_eq!(
        harness.outputs,
        [Output::Media(MediaOutput::ReleaseMic(op))],
        "the call has ended"
    );
}

#[test]
fn muted_start_with_release_mic_on_mute_shows_no_prompt() {
    let mut harness = Harness::dialled(SessionConfig {
        release_mic_on_mute: true,
        mic_muted: true,
        ..options()
    });
    harness.server(join());
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(asked(&harness), []);
    assert_eq!(harness.settled(), Some(Ok(())));
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

// ---- mutes by user, server and system ----

#[test]
fn user_unmute_lifts_server_mute_but_server_never_lifts_user_mute() {
    let server = |harness: &mut Harness, muted| {
        harness.outputs.clear();
        let sid = "TR_me".into();
        harness.server(Said::Mute(wire::MuteTrackRequest { sid, muted }));
    };
    let mut harness = Harness::open(options());
    let op = harness.mic_op();
    server(&mut harness, true);
    assert_eq!(harness.events(), [Event::Mic(MicState::ServerMuted)]);
    harness.command(Command::SetMicMuted(false));
    let muted = |muted| {
        let sid = "TR_me".into();
        Sent::Mute(wire::MuteTrackRequest { sid, muted })
    };
    assert_eq!(harness.sent(), [muted(false)]);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(op, true)))
    );
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));

    server(&mut harness, true);
    harness.command(Command::SetMicMuted(true));
    assert_eq!(
        harness.events(),
        [Event::Mic(MicState::ServerMuted)],
        "the server's mute still applies"
    );
    server(&mut harness, false);
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
    harness.outputs.clear();
    server(&mut harness, false);
    assert_eq!(
        harness.sent(),
        [muted(true)],
        "the user's mute is sent again"
    );
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(op, true)))
    );
    assert_eq!(harness.events(), []);
}

#[test]
fn track_muted_by_the_system_is_reported_muted() {
    let mut harness = Harness::open(options());
    let op = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(
        op,
        MicInput::TrackMuted(true),
    )));
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
    harness.input(Input::Media(MediaInput::Mic(
        op,
        MicInput::TrackMuted(false),
    )));
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
}

/// After a phone call, some systems mute a track permanently.
#[test]
fn user_unmute_reopens_a_track_muted_by_the_system() {
    let mut harness = Harness::open(options());
    let old = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(
        old,
        MicInput::TrackMuted(true),
    )));
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Muted)));
    harness.command(Command::SetMicMuted(false));
    harness.command(Command::SetMicMuted(false));
    assert_eq!(asked(&harness).len(), 1);
    harness.grant_microphone();
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
    assert_eq!(errors(&harness), []);
}
