//! A simulated browser for the realtime machine, in virtual time.

mod model;

use speko_proto::livekit::Millis;
use speko_proto::realtime::frame::Downlink;
use speko_proto::realtime::io::{
    Command, Input, MediaInput, MediaOutput, MicInput, Output, RealtimeInput, RealtimeOutput,
    StateMachine,
};
use speko_proto::realtime::machine::Machine;
use speko_proto::{
    Credentials, DisconnectReason, ErrorReason, Event, Parsers, SessionConfig, SpekoClientError,
    Status,
};

pub use model::Model;

pub const DEVICE: u32 = 48_000;

pub fn options() -> SessionConfig {
    SessionConfig::new(
        Credentials::realtime("s-1", "wss://s2s.example/1/ws", "t0k.en"),
        Parsers::HOST,
    )
}

/// A browser that completes every output at once, on a virtual clock.
pub struct Simulator {
    pub machine: Machine,
    pub now: u64,
    /// Whether the AudioContext is ready, and whether its clock is stopped.
    pub audio_ready: bool,
    pub clock_stopped: bool,
    pub mic: Result<(), ErrorReason>,
    pub outputs: Vec<RealtimeOutput>,
    pub devices: Vec<Output>,
    pub events: Vec<Event>,
    pub settled: Vec<Result<(), SpekoClientError>>,
    pub finished: bool,
}

impl Simulator {
    pub fn new(options: SessionConfig) -> Self {
        Self {
            machine: Machine::new(options, true).unwrap(),
            now: 1_000,
            audio_ready: true,
            clock_stopped: false,
            mic: Ok(()),
            outputs: Vec::new(),
            devices: Vec::new(),
            events: Vec::new(),
            settled: Vec::new(),
            finished: false,
        }
    }

    pub fn open(options: SessionConfig) -> Self {
        let mut sim = Self::new(options);
        sim.command(Command::Start);
        sim.ready();
        assert_eq!(sim.machine.status(), Status::Connected);
        sim
    }

    pub fn clock(&self) -> u64 {
        if self.clock_stopped {
            48_000
        } else {
            self.now * 48
        }
    }

    pub fn take(&mut self, input: Input) {
        let mut inputs = std::collections::VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.machine.handle(Millis(self.now), input);
            while let Some(output) = self.machine.poll() {
                assert!(!self.finished, "output after the end: {output:?}");
                match output {
                    Output::Transport(RealtimeOutput::OpenAudio) if self.audio_ready => {
                        inputs.push_back(realtime(RealtimeInput::AudioReady { rate: DEVICE }));
                    }
                    Output::Transport(RealtimeOutput::QueryClock) => {
                        inputs.push_back(realtime(RealtimeInput::Clock(self.clock())));
                    }
                    Output::Transport(output) => self.outputs.push(output),
                    Output::Media(MediaOutput::OpenMic { id, .. }) => {
                        let input = match self.mic {
                            Ok(()) => MicInput::Opened,
                            Err(reason) => MicInput::Failed(reason, "Name".to_owned()),
                        };
                        inputs.push_back(Input::Media(MediaInput::Mic(id, input)));
                        self.devices.push(output);
                    }
                    Output::Media(MediaOutput::AttachMic(id)) => {
                        inputs.push_back(Input::Media(MediaInput::Mic(id, MicInput::Attached)))
                    }
                    Output::Emit(event) => self.events.push(event),
                    Output::ResolveReady(result) => self.settled.push(result),
                    Output::Closed => self.finished = true,
                    output => self.devices.push(output),
                }
            }
        }
    }

    pub fn command(&mut self, command: Command) {
        self.take(Input::Command(command));
    }

    pub fn handle(&mut self, input: RealtimeInput) {
        self.take(realtime(input));
    }

    pub fn frame(&mut self, frame: &Downlink) {
        self.handle(RealtimeInput::Text(frame.encode()));
    }

    pub fn ready(&mut self) {
        self.frame(&Downlink::Ready {
            input: None,
            output: None,
        });
    }

    /// Delivers `millis` ms of the agent's audio at 24 kHz.
    pub fn agent_audio(&mut self, millis: usize) {
        let clock = self.audio_ready.then(|| self.clock());
        self.handle(RealtimeInput::Audio(vec![1; millis * 48], clock));
    }

    pub fn capture(&mut self, millis: usize, waiting: u32) {
        self.handle(RealtimeInput::Captured(vec![0.5; millis * 48], waiting));
    }

    /// Advances time by `millis`, with a tick at each deadline.
    pub fn pass(&mut self, millis: u64) {
        let until = self.now + millis;
        while let Some(at) = self.machine.deadline().filter(|at| at.0 <= until) {
            self.now = self.now.max(at.0);
            self.take(Input::Tick);
        }
        self.now = until;
    }

    pub fn statuses(&self) -> Vec<Status> {
        select(&self.events, |event| match event {
            Event::Status(status) => Some(*status),
            _ => None,
        })
    }

    pub fn sent(&self) -> Vec<&str> {
        select(&self.outputs, |output| match output {
            RealtimeOutput::SendText(text) => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn frames(&self) -> Vec<usize> {
        select(&self.outputs, |output| match output {
            RealtimeOutput::SendAudio(frame) => Some(frame.len()),
            _ => None,
        })
    }

    pub fn played(&self) -> Vec<(u64, usize)> {
        select(&self.outputs, |output| match output {
            RealtimeOutput::Play(at, samples) => Some((*at, samples.len())),
            _ => None,
        })
    }

    pub fn has_requested_mic(&self) -> bool {
        let mut devices = self.devices.iter();
        devices.any(|output| matches!(output, Output::Media(MediaOutput::OpenMic { .. })))
    }

    pub fn ends(&self) -> Vec<(DisconnectReason, Option<&str>)> {
        select(&self.events, |event| match event {
            Event::Disconnected(end) => Some((end.reason, end.message.as_deref())),
            _ => None,
        })
    }

    pub fn error(&self) -> &SpekoClientError {
        self.settled.first().unwrap().as_ref().unwrap_err()
    }
}

fn select<'a, A, T>(all: &'a [A], pick: impl Fn(&'a A) -> Option<T>) -> Vec<T> {
    all.iter().filter_map(pick).collect()
}

pub fn realtime(input: RealtimeInput) -> Input {
    Input::Transport(input)
}
