//! Tests of the parts that all transports share.

use super::machine::{Input, Loopback, LoopbackInput, LoopbackOutput, Output};
use crate::device::{Device, DeviceKind};
use crate::engine::io::{Command, MediaInput, MediaOutput, MicInput, RequestId, StateMachine};
use crate::event::{Event, MicState, Source, Status};
use crate::{Credentials, Millis, Parsers, SessionConfig};

/// Runs the machine as a driver does. The microphone opens at once, and every message returns.
struct Driver {
    machine: Loopback,
    now: Millis,
    media: Vec<MediaOutput>,
    events: Vec<Event>,
    ended: bool,
}

impl Driver {
    fn open() -> Self {
        let credentials = Credentials::new("wss://unused.example", "a.b.c");
        let mut driver = Self {
            machine: Loopback::new(&SessionConfig::new(credentials, Parsers::HOST)),
            now: Millis(0),
            media: Vec::new(),
            events: Vec::new(),
            ended: false,
        };
        driver.input(Input::Command(Command::Start));
        driver
    }

    fn input(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.machine.handle(self.now, input);
            while let Some(output) = self.machine.poll() {
                match output {
                    Output::Media(output) => {
                        let mic = |id, input| Input::Media(MediaInput::Mic(id, input));
                        match output {
                            MediaOutput::OpenMic { id, .. } => {
                                inputs.push(mic(id, MicInput::Opened))
                            }
                            MediaOutput::AttachMic(id) => inputs.push(mic(id, MicInput::Attached)),
                            _ => {}
                        }
                        self.media.push(output);
                    }
                    Output::Transport(LoopbackOutput::Return(text)) => {
                        inputs.push(Input::Transport(LoopbackInput::Returned(text)));
                    }
                    Output::Emit(event) => self.events.push(event),
                    Output::ResolveReady(_) => {}
                    Output::Closed => self.ended = true,
                }
            }
        }
    }

    fn mic_states(&self) -> Vec<MicState> {
        let states = self.events.iter().filter_map(|event| match event {
            Event::Mic(state) => Some(*state),
            _ => None,
        });
        states.collect()
    }

    /// Returns the devices of all requested microphones.
    fn requests(&self) -> Vec<Option<&str>> {
        let requests = self.media.iter().filter_map(|output| match output {
            MediaOutput::OpenMic { device, .. } => Some(device.as_deref()),
            _ => None,
        });
        requests.collect()
    }
}

fn microphone(id: &str) -> Device {
    Device {
        id: id.into(),
        label: id.into(),
        kind: DeviceKind::Input,
        group_id: String::new(),
    }
}

#[test]
fn typed_message_is_echoed_as_agent_message() {
    let mut driver = Driver::open();
    assert!(driver.events.contains(&Event::Status(Status::Connected)));
    driver.input(Input::Transport(LoopbackInput::Type("hello".into())));
    let sources = driver.events.iter().filter_map(|event| match event {
        Event::Message(message) if message.text == "hello" => Some(message.source),
        _ => None,
    });
    assert!(sources.eq([Source::User, Source::Agent]));
}

#[test]
fn mute_disables_the_track_and_end_releases_it() {
    let mut driver = Driver::open();
    driver.input(Input::Command(Command::SetMicMuted(true)));
    let disabled = MediaOutput::EnableMic(RequestId(1), false);
    assert!(driver.media.contains(&disabled));
    assert_eq!(driver.mic_states(), [MicState::Live, MicState::Muted]);
    driver.input(Input::Command(Command::End));
    assert_eq!(
        driver.media.last(),
        Some(&MediaOutput::ReleaseMic(RequestId(1)))
    );
    assert!(driver.ended);
}

#[test]
fn microphone_is_replaced_when_its_track_ends_not_when_it_is_unlisted() {
    let mut driver = Driver::open();
    driver.input(Input::Command(Command::SetInputDevice(Some("desk".into()))));
    driver.input(Input::Media(MediaInput::DevicesChanged));
    driver.now = driver.machine.deadline().unwrap();
    driver.input(Input::Tick);
    assert_eq!(driver.media.last(), Some(&MediaOutput::ListDevices));
    driver.input(Input::Media(MediaInput::Devices(vec![microphone("other")])));
    assert_eq!(
        driver.requests(),
        [None, Some("desk")],
        "its track plays on"
    );
    let desk = driver.media.iter().rev().find_map(|output| match output {
        MediaOutput::OpenMic { id, .. } => Some(*id),
        _ => None,
    });
    driver.input(Input::Media(MediaInput::Mic(
        desk.unwrap(),
        MicInput::Ended,
    )));
    assert_eq!(driver.requests(), [None, Some("desk"), None]);
    assert_eq!(driver.mic_states().last(), Some(&MicState::Live));
}
