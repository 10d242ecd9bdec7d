//! The microphone during a call: mute, device changes, no device, and mutes by the server.

mod back_off;
mod device_change;
mod hotplug;
mod muted_by_others;
mod release_on_mute;
mod truth;

use crate::support::livekit::{Harness, answer, join, options, published};
use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{
    Device, DeviceChange, DeviceKind, DeviceReason, ErrorCode, ErrorReason, Event, MicState,
    SessionConfig, Status,
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

/// Returns the prompts among the outputs: id, device, and whether the track starts disabled.
fn prompts(harness: &Harness) -> Vec<(RequestId, Option<String>, bool)> {
    let prompts = |output: &Output| match output {
        Output::Media(MediaOutput::OpenMic {
            id, device, muted, ..
        }) => Some((*id, device.clone(), *muted)),
        _ => None,
    };
    harness.outputs.iter().filter_map(prompts).collect()
}

fn released(harness: &Harness, id: RequestId) -> bool {
    let release = Output::Media(MediaOutput::ReleaseMic(id));
    harness.outputs.contains(&release)
}

fn refuse(harness: &mut Harness, reason: ErrorReason) {
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(
        id,
        MicInput::Failed(reason, "E".into()),
    )));
}

/// Refuses each request after the one with this id, and changes the devices, 60 times in turn.
/// Returns how many requests were refused, and the id of the last one.
fn refuse_all(
    harness: &mut Harness,
    id: RequestId,
    reason: ErrorReason,
    change: impl Fn(&mut Harness),
) -> (u32, RequestId) {
    let (mut refused, mut last) = (0, id);
    for _ in 0..60 {
        if harness.mic_id() != last {
            refused += 1;
            last = harness.mic_id();
            refuse(harness, reason);
        }
        change(harness);
    }
    (refused, last)
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

fn select_device(harness: &mut Harness, device: Option<&str>) {
    harness.command(Command::SetInputDevice(device.map(str::to_owned)));
}

/// Advances time by up to 1 s, after which the server responds.
fn pass_with_server(harness: &mut Harness, millis: u64) {
    harness.pass(millis);
    harness.server(ServerMessage::Pong(0));
}

/// Opens a call with this microphone.
fn with_microphone(name: &str) -> Harness {
    let mut harness = Harness::open(SessionConfig {
        input_device: Some(name.into()),
        ..options()
    });
    list(&mut harness, &["lap", "desk"]);
    assert_eq!(prompts(&harness), []);
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
