//! The machine: microphone and devices as in every transport, and one message in each direction.

use crate::config::SessionConfig;
use crate::engine::io::{self, Command, MediaInput, MediaOutput};
use crate::engine::outbox::{Effects, Outbox};
use crate::engine::reported_state::ReportedState;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{DisconnectReason, Disconnection, Event, Message, Source, Status};
use crate::media;
use crate::media::hotplug::Hotplug;
use crate::media::microphone::{Microphone, Outcome};
use crate::time::{Millis, earliest};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum LoopbackInput {
    /// The user typed a message.
    Type(String),
    /// The message came back.
    Returned(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum LoopbackOutput {
    /// Returns the message.
    Return(String),
}

pub(super) type Input = io::Input<LoopbackInput>;
pub(super) type Output = io::Output<LoopbackOutput>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Connecting,
    Open,
    Closed,
}

#[derive(Debug)]
pub(super) struct Loopback {
    phase: Phase,
    out: Outbox<LoopbackOutput>,
    reported: ReportedState,
    mic: Microphone,
    hotplug: Hotplug,
    volume: f64,
}

impl Loopback {
    pub(super) fn new(config: &SessionConfig) -> Self {
        Self {
            phase: Phase::Idle,
            out: Outbox::default(),
            reported: ReportedState::default(),
            mic: Microphone::new(config),
            hotplug: Hotplug::default(),
            volume: config.volume,
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Start if self.phase == Phase::Idle => {
                self.phase = Phase::Connecting;
                self.reported.set_status(Status::Connecting, &mut self.out);
                self.out.media(MediaOutput::SetVolume(self.volume));
                if self.mic.enabled {
                    self.mic.start(&mut self.out);
                }
            }
            Command::Start => {}
            Command::SetMicMuted(muted) => self.mic.set_muted(muted, &mut self.out),
            Command::SetVolume(volume) => self.out.media(MediaOutput::SetVolume(volume)),
            Command::SetInputDevice(device) => self.mic.select_device(device, &mut self.out),
            Command::SetOutputDevice(device) => self.hotplug.select_output(device, &mut self.out),
            Command::StartAudio => self.out.media(MediaOutput::ResumeAudio),
            Command::End => self.end(),
        }
    }

    fn media(&mut self, now: Millis, input: MediaInput) {
        let (mic, hotplug) = (&mut self.mic, &mut self.hotplug);
        let outcome = media::handle(now, input, mic, hotplug, &mut self.reported, &mut self.out);
        self.microphone(outcome);
    }

    fn microphone(&mut self, outcome: Outcome) {
        if let Some((error, _)) = outcome.into_error() {
            self.out.emit(Event::Error(error));
        }
    }

    fn transport(&mut self, input: LoopbackInput) {
        match input {
            LoopbackInput::Type(text) if self.phase == Phase::Open => {
                self.message(Source::User, text.clone());
                self.out.push(LoopbackOutput::Return(text));
            }
            LoopbackInput::Returned(text) if self.phase == Phase::Open => {
                self.message(Source::Agent, text);
            }
            LoopbackInput::Type(_) | LoopbackInput::Returned(_) => {}
        }
    }

    fn message(&mut self, source: Source, text: String) {
        self.out.emit(Event::Message(Message {
            source,
            text,
            is_final: true,
            segment_id: None,
            started_at: None,
        }));
    }

    fn settle(&mut self) {
        if matches!(self.phase, Phase::Idle | Phase::Closed) {
            return;
        }
        if self.phase == Phase::Connecting && (!self.mic.enabled || self.mic.is_ready()) {
            self.phase = Phase::Open;
            self.reported.set_status(Status::Connected, &mut self.out);
            self.out.resolve_ready(Ok(()));
        }
        self.reported.set_mic(self.mic.state(), &mut self.out);
        self.hotplug.settle(&self.mic, &mut self.out);
    }

    fn end(&mut self) {
        if self.phase == Phase::Closed {
            return;
        }
        let opened = self.phase == Phase::Open;
        self.phase = Phase::Closed;
        self.mic.release(&mut self.out);
        self.reported.clear(&mut self.out);
        if opened {
            self.out.emit(Event::Disconnected(Disconnection {
                reason: DisconnectReason::User,
                message: None,
            }));
        } else {
            let error = SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Cancelled);
            self.out.resolve_ready(Err(error));
        }
        self.out.closed();
    }
}

impl io::StateMachine for Loopback {
    type Input = LoopbackInput;
    type Output = LoopbackOutput;

    fn handle(&mut self, now: Millis, input: Input) {
        match input {
            Input::Command(command) => self.command(command),
            Input::Media(input) => self.media(now, input),
            Input::Transport(input) => self.transport(input),
            Input::Tick => self.hotplug.tick(now),
        }
        if !matches!(self.phase, Phase::Idle | Phase::Closed) {
            let outcome = self.mic.settle(now, &mut self.out);
            self.microphone(outcome);
        }
        self.settle();
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }

    fn deadline(&self) -> Option<Millis> {
        earliest(&[self.hotplug.deadline(), self.mic.deadline()])
    }
}
