//! Simulates everything around the realtime machine: a browser, a user and a server, which delay,
//! fail, stop responding or hang up. A list of numbers makes the choices; with an empty list
//! nothing fails.

use std::collections::BTreeMap;

use speko_proto::livekit::Millis;
use speko_proto::realtime::frame::Downlink;
use speko_proto::realtime::io::{
    Command, Input, MediaInput, MediaOutput, MicInput, Output, RealtimeInput, RealtimeOutput,
    RequestId, SpeakerInput, StateMachine,
};
use speko_proto::realtime::machine::Machine;
use speko_proto::{Device, DeviceKind, Event, SessionConfig, Status};

use super::{DEVICE, options, realtime};
use crate::support::choices::Choices;
use crate::support::tracks::Tracks;

pub struct Model {
    machine: Machine,
    now: Millis,
    choices: Choices,
    /// The scheduled inputs, by time and then by number.
    queue: BTreeMap<(Millis, u64), Input>,
    number: u64,
    tracks: Tracks,
    /// Answers of the sender stay in order: the next one does not arrive before this.
    sender_clock: Millis,
    wants_mute: bool,
    has_audio: bool,
    socket_closed: bool,
    resolved: Option<bool>,
    disconnected: u32,
    closed: bool,
}

impl Model {
    pub fn new(choices: Vec<u16>) -> Self {
        let mut choices = Choices::new(choices);
        let wants_mute = choices.one_in(4);
        let config = SessionConfig {
            mic_muted: wants_mute,
            mic_enabled: !choices.one_in(8),
            release_mic_on_mute: choices.one_in(5),
            input_device: choices.one_in(3).then(|| "desk".into()),
            ..options()
        };
        Self {
            machine: Machine::new(config, true).unwrap(),
            now: Millis(1_000),
            choices,
            queue: BTreeMap::new(),
            number: 0,
            tracks: Tracks::default(),
            sender_clock: Millis(0),
            wants_mute,
            has_audio: false,
            socket_closed: false,
            resolved: None,
            disconnected: 0,
            closed: false,
        }
    }

    /// Runs the simulation to its end. Returns whether the session opened.
    pub fn run(mut self) -> bool {
        self.handle(Input::Command(Command::Start));
        for _ in 0..150 {
            self.unsolicited_input();
            if !self.step() {
                break;
            }
        }
        self.choices = Choices::new(Vec::new());
        self.handle(Input::Command(Command::End));
        while let Some(((time, _), input)) = self.queue.pop_first() {
            self.now = self.now.max(time);
            self.handle(input);
        }
        self.tracks.assert_released();
        assert!(self.closed && self.socket_closed, "not finished");
        assert_eq!(self.machine.deadline(), None);
        assert_eq!(self.machine.status(), Status::Disconnected);
        let opened = self.resolved.expect("the start was never resolved");
        assert_eq!(self.disconnected, u32::from(opened));
        opened
    }

    /// Handles the next input. Returns whether there was one.
    fn step(&mut self) -> bool {
        let next = self.queue.first_key_value().map(|((time, _), _)| *time);
        let (time, input) = match (next, self.machine.deadline()) {
            (next, Some(tick)) if next.is_none_or(|next| tick < next) => (tick, Input::Tick),
            (Some(time), _) => (time, self.queue.pop_first().unwrap().1),
            _ => return false,
        };
        self.now = self.now.max(time);
        self.handle(input);
        true
    }

    /// Handles an input, and the answers that the browser gives at once.
    fn handle(&mut self, input: Input) {
        let mut inputs = std::collections::VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            match &input {
                Input::Media(input) => self.tracks.input(input),
                Input::Command(Command::SetMicMuted(muted)) => self.wants_mute = *muted,
                Input::Transport(RealtimeInput::AudioReady { .. }) => self.has_audio = true,
                Input::Transport(RealtimeInput::Closed { .. }) => self.socket_closed = true,
                _ => {}
            }
            let is_tick = input == Input::Tick;
            self.machine.handle(self.now, input);
            while let Some(output) = self.machine.poll() {
                inputs.extend(self.output(output));
            }
            let deadline = self.machine.deadline();
            let earliest = self.now.after(u64::from(is_tick));
            assert!(
                deadline.is_none_or(|deadline| deadline >= earliest),
                "a deadline in the past"
            );
            self.tracks.assert_reported();
        }
    }

    fn output(&mut self, output: Output) -> Option<Input> {
        assert!(
            !self.closed || matches!(output, Output::Media(MediaOutput::ReleaseMic(_))),
            "output after the end: {output:?}"
        );
        match output {
            Output::Media(output) => self.media(&output),
            Output::Emit(event) => {
                self.tracks.event(&event);
                self.disconnected += u32::from(matches!(event, Event::Disconnected(_)));
            }
            Output::ResolveReady(result) => {
                assert_eq!(self.resolved.replace(result.is_ok()), None, "opened twice");
            }
            Output::Closed => self.closed = true,
            Output::Transport(output) => return self.transport(&output),
        }
        None
    }

    fn transport(&mut self, output: &RealtimeOutput) -> Option<Input> {
        match output {
            RealtimeOutput::Connect { .. } => {
                let ready = Downlink::Ready {
                    input: None,
                    output: None,
                };
                let input = match self.choices.one_in(20) {
                    false => RealtimeInput::Text(ready.encode()),
                    true => closed(),
                };
                self.later(realtime(input));
            }
            RealtimeOutput::OpenAudio => {
                let input = match self.choices.pick(30) {
                    29 => RealtimeInput::AudioFailed("NotSupportedError".into()),
                    28 => return None,
                    _ => RealtimeInput::AudioReady { rate: DEVICE },
                };
                self.later(realtime(input));
            }
            RealtimeOutput::QueryClock if self.has_audio => {
                return Some(realtime(RealtimeInput::Clock(self.now.0 * 48)));
            }
            RealtimeOutput::SendAudio(_) => assert!(!self.wants_mute, "muted, but audio is sent"),
            RealtimeOutput::Close { .. } => self.socket_closed = true,
            _ => {}
        }
        None
    }

    fn media(&mut self, output: &MediaOutput) {
        self.tracks.output(output);
        match output {
            MediaOutput::OpenMic { id, .. } => {
                let delay = self.choices.delay();
                for input in self.tracks.open(&mut self.choices) {
                    self.after(delay, mic(*id, input));
                }
            }
            MediaOutput::AttachMic(id) => {
                assert!(self.has_audio, "no audio graph to attach to");
                let delay = self.choices.delay();
                self.sender_clock = self.sender_clock.max(self.now.after(delay));
                if let Some(input) = self.tracks.attach(&mut self.choices) {
                    self.number += 1;
                    self.queue
                        .insert((self.sender_clock, self.number), mic(*id, input));
                }
            }
            MediaOutput::ListDevices => {
                if let Some(list) = self.list() {
                    self.later(Input::Media(MediaInput::Devices(list)));
                }
            }
            _ => {}
        }
    }

    /// Returns the devices that the browser lists, or `None` if it cannot list them.
    fn list(&mut self) -> Option<Vec<Device>> {
        let device = |id: &str, kind| Device {
            id: id.into(),
            label: id.into(),
            kind,
            group_id: String::new(),
        };
        let mut list = vec![
            device("default", DeviceKind::Input),
            device("desk", DeviceKind::Input),
            device("lap", DeviceKind::Input),
            device("hall", DeviceKind::Output),
        ];
        match self.choices.pick(8) {
            7 => return None,
            6 => list.clear(),
            5 => list.retain(|device| device.kind == DeviceKind::Output),
            4 => list.iter_mut().for_each(|device| {
                device.id.clear();
                device.label.clear();
            }),
            3 => list.retain(|device| device.id != "desk"),
            2 => list[0].label = "Lap".into(),
            _ => {}
        }
        Some(list)
    }

    /// Adds an unsolicited input.
    fn unsolicited_input(&mut self) {
        let device = |id: Option<&str>| Command::SetInputDevice(id.map(str::to_owned));
        let input = match self.choices.pick(80) {
            20..=27 => match self.tracks.system_event(&mut self.choices) {
                Some(input) => return self.later(Input::Media(input)),
                None => return,
            },
            28 | 29 => Input::Command(Command::SetMicMuted(true)),
            30 | 31 => Input::Command(Command::SetMicMuted(false)),
            32 => Input::Command(device(Some("desk"))),
            33 => Input::Command(device(Some("lap"))),
            34 => Input::Command(device(None)),
            35..=37 => Input::Media(MediaInput::DevicesChanged),
            38 => Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)),
            39 => Input::Media(MediaInput::Speaker(SpeakerInput::Playing)),
            40 | 41 => {
                let bytes = vec![0; usize::from(self.choices.pick(3_000))];
                let clock = self.has_audio.then_some(self.now.0 * 48);
                realtime(RealtimeInput::Audio(bytes, clock))
            }
            42..=45 => realtime(RealtimeInput::Captured(vec![0.5; 480], 0)),
            46 => realtime(RealtimeInput::Text(Downlink::Interruption.encode())),
            47 => realtime(RealtimeInput::Interrupt),
            48 => realtime(RealtimeInput::Commit),
            49 if self.choices.one_in(6) => realtime(closed()),
            50 if self.choices.one_in(6) => Input::Command(Command::End),
            // An outdated answer.
            51 => mic(RequestId(99), MicInput::Ended),
            _ => return,
        };
        self.handle(input);
    }

    fn later(&mut self, input: Input) {
        let delay = self.choices.delay();
        self.after(delay, input);
    }

    fn after(&mut self, delay: u64, input: Input) {
        self.number += 1;
        self.queue
            .insert((self.now.after(delay), self.number), input);
    }
}

fn mic(id: RequestId, input: MicInput) -> Input {
    Input::Media(MediaInput::Mic(id, input))
}

fn closed() -> RealtimeInput {
    RealtimeInput::Closed {
        code: 1006,
        reason: String::new(),
    }
}
