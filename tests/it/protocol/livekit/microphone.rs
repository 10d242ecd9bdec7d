//! The microphone during a call: mute, device changes, no device, and mutes by the server.

use crate::support::livekit::{Bench, answer, join, options, published};
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{
    Device, DeviceChange, DeviceKind, DeviceReason, ErrorCode, ErrorReason, Event, MicState, Status,
};

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
fn asked(bench: &Bench) -> Vec<(Op, Option<String>, bool)> {
    let asked = |order: &Order| match order {
        Order::OpenMic {
            op, device, muted, ..
        } => Some((*op, device.clone(), *muted)),
        _ => None,
    };
    bench.orders.iter().filter_map(asked).collect()
}

fn refuse(bench: &mut Bench, reason: ErrorReason) {
    let op = bench.mic_op();
    bench.input(Input::Mic(op, MicInput::Failed(reason, "E".into())));
}

fn list(bench: &mut Bench, names: &[&str]) {
    bench.orders.clear();
    bench.input(Input::DevicesChanged);
    bench.pass(1_000);
    assert!(bench.orders.contains(&Order::ListDevices));
    bench.orders.clear();
    bench.input(Input::Devices(inputs(names)));
}

fn choose(bench: &mut Bench, device: Option<&str>) {
    bench.command(Command::SetInputDevice(device.map(str::to_owned)));
}

/// Opens a call with this microphone.
fn pinned(name: &str) -> Bench {
    let mut bench = Bench::open(options().input_device(name));
    list(&mut bench, &["lap", "desk"]);
    assert_eq!(asked(&bench), []);
    bench
}

fn errors(bench: &Bench) -> Vec<ErrorReason> {
    let reason = |event: Event| match event {
        Event::Error(error) => {
            assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
            Some(error.reason())
        }
        _ => None,
    };
    bench.events().into_iter().filter_map(reason).collect()
}

// ---- device changes ----

#[test]
fn device_change_attaches_new_track_before_releasing_old_one() {
    let mut bench = Bench::open(options());
    let old = bench.mic_op();
    choose(&mut bench, Some("desk"));
    let new = bench.mic_op();
    assert_eq!(asked(&bench), [(new, Some("desk".into()), false)]);
    assert!(!bench.orders.contains(&Order::ReleaseMic(old)));
    assert_eq!(bench.events(), [], "still live on the old device");
    bench.grant_microphone();
    assert_eq!(bench.orders.last(), Some(&Order::ListDevices));
    assert!(bench.orders.contains(&Order::ReleaseMic(old)));
    let desk = changed(Some("desk"), DeviceReason::Chosen);
    assert_eq!(bench.events(), [desk]);
    assert_eq!(bench.sent(), [], "no message to the server");
}

#[test]
fn device_change_keeps_the_mute() {
    let mut bench = Bench::open(options().mic_muted(true));
    choose(&mut bench, Some("desk"));
    let new = bench.mic_op();
    assert_eq!(asked(&bench), [(new, Some("desk".into()), true)]);
    bench.grant_microphone();
    let at = |wanted| bench.orders.iter().position(|order| *order == wanted);
    assert!(at(Order::EnableMic(new, false)).unwrap() < at(Order::AttachMic(new)).unwrap());
    assert!(!bench.orders.contains(&Order::EnableMic(new, true)));
}

#[test]
fn mute_during_device_change_disables_both_tracks() {
    let mut bench = Bench::open(options());
    let old = bench.mic_op();
    choose(&mut bench, Some("desk"));
    let new = bench.mic_op();
    bench.input(Input::Mic(new, MicInput::Opened));
    bench.orders.clear();
    bench.command(Command::SetMicMuted(true));
    assert_eq!(
        bench.orders[..2],
        [Order::EnableMic(old, false), Order::EnableMic(new, false)]
    );
}

#[test]
fn failed_device_change_keeps_old_device_and_reports_error() {
    let mut bench = Bench::open(options());
    let old = bench.mic_op();
    choose(&mut bench, Some("desk"));
    refuse(&mut bench, ErrorReason::NoDevice);
    assert_eq!(errors(&bench), [ErrorReason::NoDevice]);
    let kept = Event::InputDevice(DeviceChange {
        device: None,
        reason: DeviceReason::Refused,
    });
    assert!(bench.events().contains(&kept));
    assert_eq!(
        bench.events().len(),
        2,
        "the microphone state does not change"
    );
    assert!(!bench.orders.contains(&Order::ReleaseMic(old)));
}

#[test]
fn busy_device_change_retries_after_release_and_restores_old_device() {
    let mut bench = pinned("lap");
    let old = bench.mic_op();
    choose(&mut bench, Some("desk"));
    refuse(&mut bench, ErrorReason::DeviceBusy);
    assert!(bench.orders.contains(&Order::ReleaseMic(old)));
    assert_eq!(asked(&bench).last().unwrap().1.as_deref(), Some("desk"));
    refuse(&mut bench, ErrorReason::DeviceBusy);
    assert_eq!(asked(&bench).last().unwrap().1.as_deref(), Some("lap"));
    let kept = Event::InputDevice(DeviceChange {
        device: Some("lap".into()),
        reason: DeviceReason::Refused,
    });
    assert!(bench.events().contains(&kept));
    bench.grant_microphone();
    assert_eq!(errors(&bench), [ErrorReason::DeviceBusy]);
    assert_eq!(
        bench.events().last(),
        Some(&Event::Mic(MicState::Live)),
        "{:?}",
        bench.events()
    );
}

#[test]
fn old_track_ending_during_device_change_is_no_error() {
    let mut bench = Bench::open(options());
    let old = bench.mic_op();
    choose(&mut bench, Some("desk"));
    bench.input(Input::Mic(old, MicInput::Ended));
    assert_eq!(asked(&bench).len(), 1, "no second prompt");
    bench.grant_microphone();
    assert_eq!(errors(&bench), []);
    assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Live)));
}

#[test]
fn last_selected_device_wins() {
    let mut bench = Bench::open(options());
    choose(&mut bench, Some("desk"));
    let desk = bench.mic_op();
    choose(&mut bench, None);
    let default = bench.mic_op();
    assert_ne!(desk, default);
    bench.input(Input::Mic(desk, MicInput::Opened));
    assert_eq!(bench.orders.last(), Some(&Order::ReleaseMic(desk)));
    bench.grant_microphone();
    let told = changed(None, DeviceReason::Chosen);
    assert_eq!(bench.events(), [told]);
}

// ---- plugging and unplugging ----

#[test]
fn unplugged_device_falls_back_to_default_and_returns_when_replugged() {
    let mut bench = pinned("desk");
    let desk = bench.mic_op();
    bench.input(Input::Mic(desk, MicInput::Ended));
    assert_eq!(asked(&bench).last().unwrap().1, None);
    bench.grant_microphone();
    let events = [
        Event::Mic(MicState::Missing),
        changed(None, DeviceReason::Unplugged),
        Event::Mic(MicState::Live),
    ];
    assert_eq!(bench.events(), events);
    list(&mut bench, &["lap"]);
    assert_eq!(asked(&bench), []);
    list(&mut bench, &["lap", "desk"]);
    assert_eq!(asked(&bench).last().unwrap().1.as_deref(), Some("desk"));
    bench.grant_microphone();
    let back = changed(Some("desk"), DeviceReason::Returned);
    assert_eq!(bench.events(), [back]);
}

#[test]
fn unlisted_device_counts_as_unplugged_while_its_track_is_live() {
    let mut bench = pinned("desk");
    let desk = bench.mic_op();
    list(&mut bench, &["lap"]);
    assert!(bench.orders.contains(&Order::ReleaseMic(desk)));
    bench.grant_microphone();
    let told = changed(None, DeviceReason::Unplugged);
    assert!(bench.events().contains(&told));
}

#[test]
fn default_device_is_tracked_only_without_a_selected_device() {
    let mut bench = Bench::open(options());
    list(&mut bench, &["lap", "desk"]);
    list(&mut bench, &["lap", "desk"]);
    assert_eq!(asked(&bench), [], "the default has not changed");
    list(&mut bench, &["desk", "lap"]);
    assert_eq!(asked(&bench).last().unwrap().1, None);
    bench.grant_microphone();
    let told = changed(None, DeviceReason::DefaultChanged);
    assert_eq!(bench.events(), [told]);

    let mut bench = pinned("desk");
    list(&mut bench, &["desk", "lap"]);
    assert_eq!(asked(&bench), []);
}

#[test]
fn labels_revealed_by_permission_are_no_default_change() {
    let mut bench = Bench::open(options());
    bench.input(Input::Devices(vec![device("", "", DeviceKind::Input)]));
    list(&mut bench, &["lap"]);
    assert_eq!(asked(&bench), []);
}

#[test]
fn call_continues_without_microphone_and_uses_one_plugged_in_later() {
    let mut bench = Bench::open(options());
    let op = bench.mic_op();
    bench.input(Input::Mic(op, MicInput::Ended));
    assert!(bench.orders.contains(&Order::ReleaseMic(op)));
    refuse(&mut bench, ErrorReason::NoDevice);
    assert_eq!(errors(&bench), [ErrorReason::DeviceLost]);
    assert!(bench.events().contains(&Event::Mic(MicState::Missing)));
    assert_eq!(bench.machine.status(), Status::Connected);
    list(&mut bench, &[]);
    assert_eq!(asked(&bench), []);
    list(&mut bench, &["lap"]);
    bench.grant_microphone();
    let events = [
        changed(None, DeviceReason::Returned),
        Event::Mic(MicState::Live),
    ];
    assert_eq!(bench.events(), events);
}

#[test]
fn repeatedly_ending_device_is_given_up() {
    let mut bench = Bench::open(options());
    for _ in 0..10 {
        let op = bench.mic_op();
        bench.input(Input::Mic(op, MicInput::Ended));
        if bench.mic_op() == op {
            break;
        }
        bench.grant_microphone();
    }
    assert_eq!(errors(&bench), [ErrorReason::DeviceLost]);
    assert!(asked(&bench).len() <= 4, "{}", asked(&bench).len());
}

#[test]
fn device_changes_are_debounced_and_deferred_during_a_prompt() {
    let mut bench = Bench::open(options());
    for _ in 0..20 {
        bench.input(Input::DevicesChanged);
        bench.pass(5);
    }
    bench.pass(1_000);
    let lists = |bench: &Bench| {
        let lists = bench.orders.iter();
        lists.filter(|order| **order == Order::ListDevices).count()
    };
    assert_eq!(lists(&bench), 1);
    bench.orders.clear();
    choose(&mut bench, Some("desk"));
    bench.input(Input::DevicesChanged);
    bench.pass(4_000);
    assert_eq!(lists(&bench), 0);
    bench.grant_microphone();
    assert_eq!(lists(&bench), 1);
}

#[test]
fn missing_selected_device_at_start_falls_back_to_default() {
    let mut bench = Bench::joined(options().input_device("desk"));
    refuse(&mut bench, ErrorReason::NoDevice);
    assert_eq!(asked(&bench).last().unwrap().1, None);
    bench.grant_microphone();
    bench.peer(PeerInput::State(PeerState::Connected));
    let told = changed(None, DeviceReason::Unplugged);
    assert!(bench.events().contains(&told));
    assert_eq!(bench.settled(), Some(Ok(())));
    list(&mut bench, &["lap", "desk"]);
    assert_eq!(asked(&bench).last().unwrap().1.as_deref(), Some("desk"));
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
    let mut bench = Bench::open(options().output_device("hall"));
    bench.input(Input::Devices(speakers(&["", "hall"])));
    assert_eq!(bench.orders, []);
    bench.input(Input::Devices(speakers(&["default"])));
    bench.input(Input::Devices(speakers(&["default"])));
    let gone = out(None, DeviceReason::Unplugged);
    assert_eq!(
        bench.orders,
        [Order::SetOutputDevice(String::new()), Order::Emit(gone)]
    );
    bench.orders.clear();
    bench.input(Input::Devices(speakers(&["default", "hall"])));
    let back = out(Some("hall"), DeviceReason::Returned);
    assert_eq!(
        bench.orders,
        [Order::SetOutputDevice("hall".into()), Order::Emit(back)]
    );
    bench.orders.clear();
    bench.command(Command::SetOutputDevice(None));
    let default = out(None, DeviceReason::Chosen);
    assert_eq!(
        bench.orders,
        [Order::SetOutputDevice(String::new()), Order::Emit(default)]
    );
}

// ---- hardware released while muted ----

#[test]
fn release_mic_on_mute_closes_the_device_and_unmute_reopens_it() {
    let mut bench = Bench::open(options().release_mic_on_mute(true).input_device("desk"));
    let op = bench.mic_op();
    bench.command(Command::SetMicMuted(true));
    let detached = [Order::DetachMic, Order::ReleaseMic(op)];
    assert_eq!(bench.orders[..2], detached);
    assert_eq!(bench.events(), [Event::Mic(MicState::Released)]);
    assert_eq!(bench.sent().len(), 1);
    bench.orders.clear();
    bench.command(Command::SetMicMuted(false));
    let again = bench.mic_op();
    assert_eq!(asked(&bench), [(again, Some("desk".into()), false)]);
    assert_eq!(bench.events(), [], "not live before the device opens");
    bench.grant_microphone();
    assert_eq!(bench.events(), [Event::Mic(MicState::Live)]);
}

#[test]
fn mute_or_end_during_unmute_prompt_releases_the_late_microphone() {
    let mut bench = Bench::open(options().release_mic_on_mute(true));
    bench.command(Command::SetMicMuted(true));
    bench.command(Command::SetMicMuted(false));
    let op = bench.mic_op();
    bench.command(Command::SetMicMuted(true));
    bench.orders.clear();
    bench.input(Input::Mic(op, MicInput::Opened));
    assert_eq!(bench.orders, [Order::ReleaseMic(op)]);
    bench.command(Command::SetMicMuted(false));
    let op = bench.mic_op();
    bench.command(Command::End);
    bench.orders.clear();
    bench.input(Input::Mic(op, MicInput::Opened));
    assert_eq!(bench.orders, [Order::ReleaseMic(op)], "the call has ended");
}

#[test]
fn muted_start_with_release_mic_on_mute_shows_no_prompt() {
    let mut bench = Bench::dialled(options().release_mic_on_mute(true).mic_muted(true));
    bench.server(join());
    bench.server(published());
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(asked(&bench), []);
    assert_eq!(bench.settled(), Some(Ok(())));
    assert!(bench.events().contains(&Event::Mic(MicState::Released)));
    assert!(bench.join_request().add_track_requests[0].muted);
    bench.command(Command::SetMicMuted(false));
    bench.grant_microphone();
    assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Live)));
}

#[test]
fn failed_unmute_reports_reason_and_next_unmute_retries() {
    for (reason, state) in [
        (ErrorReason::PermissionDenied, MicState::Blocked),
        (ErrorReason::DeviceBusy, MicState::InUse),
        (ErrorReason::NoDevice, MicState::Missing),
    ] {
        let mut bench = Bench::open(options().release_mic_on_mute(true));
        bench.command(Command::SetMicMuted(true));
        bench.command(Command::SetMicMuted(false));
        refuse(&mut bench, reason);
        assert_eq!(errors(&bench), [reason]);
        assert_eq!(bench.events().last(), Some(&Event::Mic(state)));
        bench.command(Command::SetMicMuted(false));
        bench.grant_microphone();
        assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Live)));
    }
}

// ---- mutes by user, server and system ----

#[test]
fn user_unmute_lifts_server_mute_but_server_never_lifts_user_mute() {
    let server = |bench: &mut Bench, muted| {
        bench.orders.clear();
        let sid = "TR_me".into();
        bench.server(Said::Mute(proto::MuteTrackRequest { sid, muted }));
    };
    let mut bench = Bench::open(options());
    let op = bench.mic_op();
    server(&mut bench, true);
    assert_eq!(bench.events(), [Event::Mic(MicState::ServerMuted)]);
    bench.command(Command::SetMicMuted(false));
    let muted = |muted| {
        let sid = "TR_me".into();
        Sent::Mute(proto::MuteTrackRequest { sid, muted })
    };
    assert_eq!(bench.sent(), [muted(false)]);
    assert!(bench.orders.contains(&Order::EnableMic(op, true)));
    assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Live)));

    server(&mut bench, true);
    bench.command(Command::SetMicMuted(true));
    assert_eq!(
        bench.events(),
        [Event::Mic(MicState::ServerMuted)],
        "the server's mute still applies"
    );
    server(&mut bench, false);
    assert_eq!(bench.events(), [Event::Mic(MicState::Muted)]);
    bench.orders.clear();
    server(&mut bench, false);
    assert_eq!(bench.sent(), [muted(true)], "the user's mute is sent again");
    assert!(!bench.orders.contains(&Order::EnableMic(op, true)));
    assert_eq!(bench.events(), []);
}

#[test]
fn track_muted_by_the_system_is_reported_muted() {
    let mut bench = Bench::open(options());
    let op = bench.mic_op();
    bench.input(Input::Mic(op, MicInput::Silenced(true)));
    assert_eq!(bench.events(), [Event::Mic(MicState::Muted)]);
    bench.input(Input::Mic(op, MicInput::Silenced(false)));
    assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Live)));
}

/// After a phone call, some systems mute a track permanently.
#[test]
fn user_unmute_reopens_a_track_muted_by_the_system() {
    let mut bench = Bench::open(options());
    let old = bench.mic_op();
    bench.input(Input::Mic(old, MicInput::Silenced(true)));
    assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Muted)));
    bench.command(Command::SetMicMuted(false));
    bench.command(Command::SetMicMuted(false));
    assert_eq!(asked(&bench).len(), 1);
    bench.grant_microphone();
    assert!(bench.orders.contains(&Order::ReleaseMic(old)));
    assert_eq!(bench.events().last(), Some(&Event::Mic(MicState::Live)));
    assert_eq!(errors(&bench), []);
}
