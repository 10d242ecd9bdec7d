//! The conversation over one socket: routes facts to its parts, decides when it is open, and how it ends.

use super::downlink::Downlink;
use super::frame::{Rate, Uplink as Word};
use super::io::{RealtimeCommand, RealtimeInput, RealtimeOrder, WsToken};
use super::lifecycle::failed;
use super::playout::Playout;
use super::said::Said;
use super::tools::Tools;
use super::uplink::Uplink;
use crate::call::hotplug::Hotplug;
use crate::call::io::{Command, Input, MicInput, Op, Order, SpeakerInput};
use crate::call::outbox::Outbox;
use crate::call::publish::{Outcome, Publisher};
use crate::call::told::Told;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{Event, Mode, Status};
use crate::options::ConversationOptions;
use crate::time::{Millis, earliest};

/// How long the server may take until it is ready, in ms.
pub(super) const READY_WITHIN: u64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
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
    pub(super) phase: Phase,
    pub(super) out: Outbox,
    pub(super) told: Told,
    pub(super) publisher: Publisher,
    pub(super) hotplug: Hotplug,
    pub(super) options: ConversationOptions,
    pub(super) id: String,
    pub(super) url: String,
    pub(super) token: WsToken,
    pub(super) expires: Option<Millis>,
    /// Of the microphone's sound on the wire.
    pub(super) input: Rate,
    pub(super) output: Rate,
    /// The device's rate, once its sound stands.
    pub(super) device: Option<u32>,
    /// From when both rates are known on.
    pub(super) uplink: Option<Uplink>,
    pub(super) downlink: Downlink,
    pub(super) said: Said,
    pub(super) tools: Tools,
    pub(super) ready_by: Option<Millis>,
    /// When the agent's sound should have been heard to its end.
    pub(super) quiet_by: Option<Millis>,
    pub(super) last_clock: u64,
    /// A flush that waits for the clock.
    pub(super) flushed: bool,
    /// What the server complained of last, before it is ready.
    pub(super) complaint: Option<String>,
    pub(super) ignored: u64,
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
            expires: realtime.expires,
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
            // Asked for as the last thing: what was heard until then.
            if let Input::Realtime(RealtimeInput::Clock(clock)) = input {
                self.clock(now, Some(clock));
            }
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
        earliest(&times).filter(|_| live)
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
    /// was last known, which is the end once there was one.
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
            // Asked for only once the server is ready, and what it is put on stands.
            (_, Command::SetInputDevice(device)) if self.uplink.is_none() => {
                self.publisher.device = device;
            }
            (_, Command::SetInputDevice(device)) => self.publisher.choose(device, &mut self.out),
            (_, Command::SetMicMuted(muted)) if self.uplink.is_none() => {
                self.publisher.muted = muted;
            }
            (_, Command::SetMicMuted(muted)) => {
                self.publisher.set_muted(muted, &mut self.out);
                if let Some(uplink) = self.uplink.as_mut().filter(|_| muted) {
                    uplink.clear();
                }
            }
            (_, Command::StartAudio) => self.out.push(Order::ResumeAudio),
            (Phase::Open, Command::Realtime(RealtimeCommand::Interrupt)) => {
                self.send(&Word::Interrupt);
                // Without anything to be heard, what comes next is a new answer.
                if self.quiet_by.is_some() {
                    self.flush(Some(now));
                }
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

    fn microphone_fact(&mut self, op: Op, fact: MicInput) {
        // Most browsers let a page play that captures, and do not say so of a context that has just begun.
        if fact == MicInput::Opened {
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

    pub(super) fn send(&mut self, word: &Word) {
        self.order(RealtimeOrder::SendText(word.encode()));
    }

    pub(super) fn order(&mut self, order: RealtimeOrder) {
        self.out.push(Order::Realtime(order));
    }
}
