//! The conversation over one socket: routes facts to its parts, decides when it is open, and how it ends.

use super::downlink::Downlink;
use super::frame::{Downlink as Frame, Rate, Uplink as Word};
use super::io::{RealtimeCommand, RealtimeInput, RealtimeOrder, WsToken};
use super::playout::Playout;
use super::said::Said;
use super::tools::{self, Tools};
use super::uplink::Uplink;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{
    AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Mode, Status, ToolStatus,
    ToolUse,
};
use crate::livekit::hotplug::Hotplug;
use crate::livekit::io::{Command, Input, MicInput, Op, Order, SpeakerInput};
use crate::livekit::outbox::Outbox;
use crate::livekit::publish::{Outcome, Publisher};
use crate::livekit::told::Told;
use crate::options::ConversationOptions;
use crate::time::{Millis, earliest};

/// How long the server may take until it is ready, in ms.
const READY_WITHIN: u64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    /// The socket is on its way; the microphone is not asked for yet.
    Connecting,
    /// The server is ready: the microphone and the loudspeaker are on their way.
    Opening,
    Open,
    Over,
}

/// A speech-to-speech client without clock, socket or browser: facts in, orders out.
///
/// After each [`handle`](Self::handle) drain [`poll`](Self::poll), then call back with [`Input::Tick`] at
/// [`deadline`](Self::deadline) if nothing else comes before.
#[derive(Debug)]
pub struct Machine {
    phase: Phase,
    out: Outbox,
    told: Told,
    publisher: Publisher,
    hotplug: Hotplug,
    options: ConversationOptions,
    id: String,
    url: String,
    token: WsToken,
    /// Of the microphone's sound on the wire.
    input: Rate,
    output: Rate,
    /// The device's rate, once its sound stands.
    device: Option<u32>,
    /// From when both rates are known on.
    uplink: Option<Uplink>,
    downlink: Downlink,
    said: Said,
    tools: Tools,
    ready_by: Option<Millis>,
    /// When the agent's sound should have been heard to its end.
    quiet_by: Option<Millis>,
    last_clock: u64,
    /// A flush that waits for the clock.
    flushed: bool,
    /// What the server complained of last, before it is ready.
    complaint: Option<String>,
    ignored: u64,
}

impl Machine {
    /// A machine for one conversation. `secure_page` says whether the page came by `https:`.
    ///
    /// # Errors
    /// [`InvalidCredentials`](ErrorCode::InvalidCredentials), before anything is ordered.
    pub fn new(options: &ConversationOptions, secure_page: bool) -> Result<Self, SpekoClientError> {
        let realtime = options.credentials.checked_realtime(secure_page)?;
        Ok(Self {
            phase: Phase::Idle,
            out: Outbox::default(),
            told: Told::default(),
            publisher: Publisher::new(options),
            hotplug: Hotplug::default(),
            options: options.clone(),
            id: realtime.session_id.to_owned(),
            url: realtime.url.to_owned(),
            token: WsToken(realtime.token.clone()),
            input: realtime.input,
            output: realtime.output,
            device: None,
            uplink: None,
            downlink: Downlink::default(),
            said: Said::default(),
            tools: Tools::default(),
            ready_by: None,
            quiet_by: None,
            last_clock: 0,
            flushed: false,
            complaint: None,
            ignored: 0,
        })
    }

    /// Takes one fact.
    pub fn handle(&mut self, now: Millis, input: Input) {
        if self.phase == Phase::Over {
            return;
        }
        match input {
            Input::Command(command) => self.command(now, command),
            Input::Realtime(fact) => self.fact(now, fact),
            Input::Mic(op, fact) => self.microphone_fact(op, fact),
            Input::Speaker(fact) => self.speaker(fact),
            Input::DevicesChanged => {
                self.publisher.forget_losses();
                self.hotplug.changed(now);
            }
            Input::Devices(list) => {
                let outcome = self
                    .hotplug
                    .devices(&list, &mut self.publisher, &mut self.out);
                self.microphone(outcome);
            }
            Input::Tick => self.tick(now),
            _ => {}
        }
        self.settle();
    }

    /// The next order; nothing when all are carried out.
    pub fn poll(&mut self) -> Option<Order> {
        self.out.pop()
    }

    /// When to call back with [`Input::Tick`] at the latest.
    pub fn deadline(&self) -> Option<Millis> {
        let live = !matches!(self.phase, Phase::Idle | Phase::Over);
        let quiet_by = self.quiet_by;
        let times = [
            self.ready_by,
            quiet_by,
            self.hotplug.deadline(),
            self.tools.deadline(),
        ];
        earliest(times).filter(|_| live)
    }

    /// Where the session stands.
    pub fn status(&self) -> Status {
        self.told.status()
    }

    /// Who has the floor.
    pub fn mode(&self) -> Mode {
        self.told.mode()
    }

    /// The session's id.
    pub fn conversation_id(&self) -> &str {
        &self.id
    }

    /// Whether the browser lets the agent's sound play.
    pub fn can_play_audio(&self) -> bool {
        !self.told.audio_blocked()
    }

    /// How many frames were ignored: no JSON, of wrong fields, of an unknown type, or of half a sample.
    pub fn ignored(&self) -> u64 {
        self.ignored + self.downlink.dropped
    }

    /// How many frames of the microphone were dropped because the socket was full.
    pub fn dropped(&self) -> u64 {
        self.uplink.as_ref().map_or(0, |uplink| uplink.dropped)
    }

    /// How much of the agent's sound was heard until the loudspeaker's clock stood there, in ms; without a clock, until it
    /// was last known.
    pub fn played_ms(&self, clock: Option<u64>) -> u64 {
        let at = clock.unwrap_or(self.last_clock);
        self.playout().map_or(0, |playout| playout.played_ms(at))
    }

    /// The plan of what is played when; nothing before there is a loudspeaker.
    pub fn playout(&self) -> Option<&Playout> {
        self.downlink.playout()
    }

    fn command(&mut self, now: Millis, command: Command) {
        match (self.phase, command) {
            (Phase::Idle, Command::Start) => self.start(now),
            (Phase::Idle, Command::End) => self.phase = Phase::Over,
            (Phase::Idle, _) => {}
            (_, Command::End) => self.end(),
            (_, Command::SetVolume(volume)) => self.out.push(Order::SetVolume(volume)),
            (_, Command::SetOutputDevice(device)) => self.hotplug.choose(device, &mut self.out),
            (Phase::Connecting, Command::SetInputDevice(device)) => self.publisher.device = device,
            (_, Command::SetInputDevice(device)) => self.publisher.choose(device, &mut self.out),
            // Asked for only once the server is ready.
            (Phase::Connecting, Command::SetMicMuted(muted)) => self.publisher.muted = muted,
            (_, Command::SetMicMuted(muted)) => {
                self.publisher.set_muted(muted, &mut self.out);
                if let Some(uplink) = self.uplink.as_mut().filter(|_| muted) {
                    uplink.clear();
                }
            }
            (_, Command::StartAudio) => self.out.push(Order::ResumeAudio),
            (Phase::Open, Command::Realtime(RealtimeCommand::Interrupt)) => {
                self.send(&Word::Interrupt);
                self.flush(Some(now));
            }
            (Phase::Open, Command::Realtime(RealtimeCommand::Commit)) => {
                let rest = self.uplink.as_mut().and_then(Uplink::flush);
                if let Some(frame) = rest.filter(|_| self.is_audible()) {
                    self.order(RealtimeOrder::SendSound(frame));
                }
                self.send(&Word::Commit);
            }
            _ => {}
        }
    }

    fn start(&mut self, now: Millis) {
        self.phase = Phase::Connecting;
        self.ready_by = Some(now.after(READY_WITHIN));
        self.told.status_is(Status::Connecting, &mut self.out);
        let (url, token) = (self.url.clone(), self.token.clone());
        self.order(RealtimeOrder::Connect { url, token });
        // Side by side with the socket: it asks nobody for anything.
        self.order(RealtimeOrder::OpenSound);
        self.out.push(Order::SetVolume(self.options.volume));
        if let Some(device) = self.options.output_device.clone() {
            self.hotplug.set_output(Some(device), &mut self.out);
        }
    }

    fn fact(&mut self, now: Millis, fact: RealtimeInput) {
        match fact {
            RealtimeInput::Text(text) => match Frame::decode(&text) {
                Ok(frame) => self.frame(now, frame),
                Err(_) => self.ignored += 1,
            },
            RealtimeInput::Sound(bytes, clock) => {
                let piece = self.downlink.push(now, &bytes, clock);
                self.play(piece);
                self.clock(now, clock);
            }
            RealtimeInput::Closed { code, reason } => self.closed(code, reason),
            RealtimeInput::Stands { rate } => {
                self.device = Some(rate);
                self.order(RealtimeOrder::AskClock);
            }
            RealtimeInput::Broken(name) => {
                let error =
                    SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::Browser);
                self.fail(error.with_cause(name), "audio_setup_failed");
            }
            RealtimeInput::Captured(samples, waiting) => self.captured(&samples, waiting),
            RealtimeInput::Clock(clock) => self.clock(now, Some(clock)),
            RealtimeInput::ToolDone { id, result } => {
                if let Some(name) = self.tools.done(&id) {
                    self.answer(id, name, result);
                }
            }
        }
    }

    fn frame(&mut self, now: Millis, frame: Frame) {
        match frame {
            Frame::Ready { input, output } if self.phase == Phase::Connecting => {
                self.input = input.unwrap_or(self.input);
                self.output = output.unwrap_or(self.output);
                self.ready();
            }
            Frame::Ready { .. } => self.ignored += 1,
            Frame::Transcript {
                source,
                text,
                is_final,
            } => {
                if let Some(message) = self.said.hear(now, source, text, is_final) {
                    self.out.emit(Event::Message(message));
                }
            }
            Frame::Interruption => {
                self.flush(None);
                self.out.emit(Event::Interrupted);
            }
            Frame::Error { code, message } => {
                let words = if message.is_empty() {
                    code
                } else {
                    code + ": " + &message
                };
                let error =
                    SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Reported);
                self.out
                    .emit(Event::Error(error.with_cause(words.as_str())));
                self.complaint = Some(words);
            }
            Frame::ToolCall {
                id,
                name,
                arguments,
            } => {
                if self.tools.begin(now, &id, &name) {
                    self.tool(&id, &name, false, ToolStatus::Started);
                    self.order(RealtimeOrder::CallTool {
                        id,
                        name,
                        arguments,
                    });
                } else {
                    self.ignored += 1;
                }
            }
            Frame::ServerToolCall { id, name, status } => match ToolStatus::parse(&status) {
                Some(status) => self.tool(&id, &name, true, status),
                None => self.ignored += 1,
            },
            Frame::Usage {
                input_audio_tokens,
                output_audio_tokens,
            } => self.out.emit(Event::Usage {
                input_audio_tokens,
                output_audio_tokens,
            }),
            // The close that follows says it.
            Frame::End { .. } => {}
        }
    }

    fn ready(&mut self) {
        self.phase = Phase::Opening;
        self.ready_by = None;
        if self.device.is_some() {
            self.order(RealtimeOrder::AskClock);
        }
    }

    fn captured(&mut self, samples: &[f32], waiting: u32) {
        if !self.is_audible() {
            return;
        }
        let Some(uplink) = &mut self.uplink else {
            return;
        };
        let out = &mut self.out;
        uplink.push(samples, waiting, |frame| {
            out.push(Order::Realtime(RealtimeOrder::SendSound(frame)));
        });
    }

    /// Whether the microphone's sound may leave.
    fn is_audible(&self) -> bool {
        self.phase == Phase::Open && !self.publisher.is_silent() && self.publisher.line.is_some()
    }

    /// The loudspeaker's clock is known.
    fn clock(&mut self, now: Millis, clock: Option<u64>) {
        self.last_clock = clock.unwrap_or(self.last_clock);
        if std::mem::take(&mut self.flushed) {
            self.downlink.flush(clock);
        }
        let ready = matches!(self.phase, Phase::Opening | Phase::Open);
        if let (Some(clock), Some(device), None, true) = (clock, self.device, &self.uplink, ready) {
            self.uplink = Some(Uplink::new(device, self.input));
            let kept = self.downlink.stands(self.output, device, clock);
            self.play(kept);
            // Not before: there would be nothing to put it on.
            if self.options.mic_enabled {
                self.publisher.start(&mut self.out);
            }
        }
        if let Some(clock) = clock {
            // On the wall's clock, which goes on while the browser holds sound back: then it is asked again.
            let left = self.downlink.remaining(clock);
            let blocked = self.told.audio_blocked();
            let wait = if blocked { left.max(1_000) } else { left };
            self.quiet_by = (left > 0).then(|| now.after(wait));
        }
    }

    fn play(&mut self, piece: Option<(u64, Vec<f32>)>) {
        if let Some((at, samples)) = piece {
            self.order(RealtimeOrder::Play(at, samples));
        }
    }

    /// What is queued will not be heard. `deaf` also drops what the server still sends of it.
    fn flush(&mut self, deaf: Option<Millis>) {
        self.order(RealtimeOrder::Flush);
        self.downlink.forget(deaf);
        self.flushed = true;
        self.quiet_by = None;
        self.order(RealtimeOrder::AskClock);
    }

    fn microphone_fact(&mut self, op: Op, fact: MicInput) {
        // Most browsers let a page play that captures.
        if fact == MicInput::Opened && self.told.audio_blocked() {
            self.out.push(Order::ResumeAudio);
        }
        let outcome = self.publisher.fact(op, fact, &mut self.out);
        self.microphone(outcome);
    }

    fn microphone(&mut self, outcome: Outcome) {
        let (reason, name, goes_on) = match outcome {
            Outcome::None => return,
            Outcome::Failed(reason, name) => (reason, name, false),
            Outcome::Kept(reason, name) => (reason, name, true),
        };
        let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason).with_cause(name);
        if self.phase == Phase::Opening && !goes_on {
            self.fail(error, "audio_setup_failed");
        } else {
            self.out.emit(Event::Error(error));
        }
    }

    fn speaker(&mut self, fact: SpeakerInput) {
        match fact {
            SpeakerInput::Blocked => self.told.audio_blocked_is(true, &mut self.out),
            SpeakerInput::Playing => self.told.audio_blocked_is(false, &mut self.out),
            SpeakerInput::OutputFailed(name) => self.hotplug.output_failed(name, &mut self.out),
        }
    }

    fn tick(&mut self, now: Millis) {
        self.hotplug.tick(now);
        if self.ready_by.is_some_and(|by| by <= now) {
            return self.fail(failed(ErrorReason::Timeout), "ready_timeout");
        }
        if self.quiet_by.is_some_and(|by| by <= now) {
            self.quiet_by = Some(now.after(READY_WITHIN));
            self.order(RealtimeOrder::AskClock);
        }
        while let Some((id, name)) = self.tools.overdue(now) {
            self.answer(id, name, Err("the tool took too long".to_owned()));
        }
    }

    /// After each fact: whether the session is open now, and what of the state is news.
    fn settle(&mut self) {
        if self.phase == Phase::Over {
            return;
        }
        let microphone = !self.options.mic_enabled || self.publisher.is_open();
        if self.phase == Phase::Opening && self.uplink.is_some() && microphone {
            self.phase = Phase::Open;
            self.hotplug.want_list();
            self.told.status_is(Status::Connected, &mut self.out);
            self.told
                .connection_is(ConnectionState::Good, &mut self.out);
            self.out.emit(Event::Connected {
                conversation_id: self.id.clone(),
            });
            self.out.push(Order::Settle(Ok(())));
            if self.options.overrides.is_some() {
                let error =
                    SpekoClientError::new(ErrorCode::Unsupported, ErrorReason::OtherTransport);
                self.out.emit(Event::Error(error.with_cause("overrides")));
            }
        }
        self.told.mic_is(self.publisher.state(), &mut self.out);
        self.hotplug.settle(&self.publisher, &mut self.out);
        if self.phase == Phase::Open {
            let (mode, state) = if self.quiet_by.is_some() {
                (Mode::Speaking, AgentState::Speaking)
            } else {
                (Mode::Listening, AgentState::Listening)
            };
            self.told.mode_is(mode, &mut self.out);
            self.told.agent_state_is(state, &mut self.out);
        }
    }

    fn tool(&mut self, id: &str, name: &str, at_server: bool, status: ToolStatus) {
        self.out.emit(Event::Tool(ToolUse {
            id: id.to_owned(),
            name: name.to_owned(),
            at_server,
            status,
        }));
    }

    fn answer(&mut self, id: String, name: String, result: Result<String, String>) {
        let (output, status) = match result {
            Ok(output) => (output, ToolStatus::Completed),
            Err(error) => (tools::error(&error), ToolStatus::Failed),
        };
        self.tool(&id, &name, false, status);
        self.send(&Word::ToolResult { id, output });
    }

    fn send(&mut self, word: &Word) {
        self.order(RealtimeOrder::SendText(word.encode()));
    }

    fn order(&mut self, order: RealtimeOrder) {
        self.out.push(Order::Realtime(order));
    }

    fn closed(&mut self, code: u16, reason: String) {
        let by_agent = matches!(code, 1000 | 1005);
        if self.phase == Phase::Open {
            if !by_agent {
                self.told
                    .connection_is(ConnectionState::Lost, &mut self.out);
            }
            self.release();
            let why = if by_agent {
                DisconnectReason::Agent
            } else {
                DisconnectReason::Error
            };
            return self.over(why, (!reason.is_empty()).then_some(reason));
        }
        let error = match (self.complaint.take(), code) {
            (Some(words), _) => failed(ErrorReason::Refused).with_cause(words),
            // What a browser says of a server that is not there, and of one that did not want this token.
            (None, 1006) => failed(ErrorReason::Network).with_cause("1006"),
            (None, code) => {
                let words = code.to_string() + " " + &reason;
                failed(ErrorReason::Refused).with_cause(words.trim_end())
            }
        };
        self.fail(error, "");
    }

    /// The app hangs up.
    fn end(&mut self) {
        let was_open = self.phase == Phase::Open;
        self.told.status_is(Status::Disconnecting, &mut self.out);
        self.close("client_stopped");
        self.release();
        if was_open {
            self.over(DisconnectReason::User, None);
        } else {
            self.unopened(failed(ErrorReason::Cancelled));
        }
    }

    /// It will not open.
    fn fail(&mut self, error: SpekoClientError, reason: &'static str) {
        if self.phase == Phase::Open {
            return self.out.emit(Event::Error(error));
        }
        self.close(reason);
        self.release();
        self.unopened(error);
    }

    fn close(&mut self, reason: &'static str) {
        self.order(RealtimeOrder::Close { code: 1000, reason });
    }

    /// The microphone first of all: its light is what people look at.
    fn release(&mut self) {
        self.phase = Phase::Over;
        self.publisher.release(&mut self.out);
        self.told.clear(&mut self.out);
    }

    fn over(&mut self, reason: DisconnectReason, message: Option<String>) {
        self.out
            .emit(Event::Disconnected(Disconnection { reason, message }));
        self.out.push(Order::Finish);
    }

    fn unopened(&mut self, error: SpekoClientError) {
        self.out.push(Order::Settle(Err(error)));
        self.out.push(Order::Finish);
    }
}

const fn failed(reason: ErrorReason) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, reason)
}
