//! The state machine of a realtime conversation: dispatches inputs to its parts and tracks its
//! phase.

mod command;
mod inbound;
mod lifecycle;

use crate::config::SessionConfig;
use crate::engine::outbox::{Effects, Outbox};
use crate::engine::reported_state::ReportedState;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{Event, Mode, Status};
use crate::media;
use crate::media::hotplug::Hotplug;
use crate::media::microphone::{Microphone, Outcome};
use crate::realtime::capture::Capture;
use crate::realtime::frame::{Rate, Uplink};
use crate::realtime::io::{
    Input, MediaInput, MediaOutput, MicInput, Output, RealtimeInput, RealtimeOutput, StateMachine,
    WsToken,
};
use crate::realtime::playback::Playback;
use crate::realtime::playout::Playout;
use crate::realtime::tools::Tools;
use crate::realtime::transcript::TranscriptState;
use crate::time::{Millis, earliest};
use inbound::OutputClock;
use lifecycle::failed;

/// Time limit for the server's `ready` frame, in ms.
const READY_TIMEOUT: u64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    /// The socket is connecting. The microphone is not requested yet.
    Connecting,
    /// The server is ready. The audio graph and the microphone are being opened.
    Opening,
    Open,
    Closed,
}

/// A realtime client without clock, socket or browser: takes inputs and returns outputs.
///
/// [`StateMachine`] describes how to drive it.
#[derive(Debug)]
pub struct Machine {
    phase: Phase,
    out: Outbox<RealtimeOutput>,
    reported: ReportedState,
    mic: Microphone,
    hotplug: Hotplug,
    config: SessionConfig,
    id: String,
    url: String,
    token: WsToken,
    expires: Option<Millis>,
    /// The rate of the microphone's audio on the wire.
    input: Rate,
    output: Rate,
    /// The device rate, once the audio graph is ready.
    device: Option<u32>,
    /// `Some` once both rates are known.
    capture: Option<Capture>,
    playback: Playback,
    transcript: TranscriptState,
    tools: Tools,
    ready_by: Option<Millis>,
    /// Whether the server has sent a frame.
    is_reached: bool,
    /// When the audio clock is queried next: when playback of the agent's audio should end, or
    /// earlier. `None` while nothing is left to play.
    playback_ends_at: Option<Millis>,
    output_clock: OutputClock,
    last_clock: u64,
    /// A flush that waits for the clock position.
    flush_pending: bool,
    /// The server's last error and when it came. It explains a close that follows.
    last_error: Option<(Millis, String)>,
    ignored: u64,
}

impl Machine {
    /// Creates a machine for one conversation. `secure_page` is whether the page was loaded over
    /// `https:`.
    ///
    /// # Errors
    /// [`InvalidCredentials`](crate::ErrorCode::InvalidCredentials), before there is any output.
    pub fn new(config: SessionConfig, secure_page: bool) -> Result<Self, SpekoClientError> {
        let realtime = config.credentials.checked_realtime(secure_page)?;
        Ok(Self {
            phase: Phase::Idle,
            out: Outbox::default(),
            reported: ReportedState::default(),
            mic: Microphone::new(&config),
            hotplug: Hotplug::default(),
            id: realtime.session_id.to_owned(),
            url: realtime.url.to_owned(),
            token: WsToken(realtime.token.clone()),
            expires: realtime.expires,
            input: realtime.input,
            output: realtime.output,
            device: None,
            capture: None,
            playback: Playback::default(),
            transcript: TranscriptState::default(),
            tools: Tools::default(),
            ready_by: None,
            is_reached: false,
            playback_ends_at: None,
            output_clock: OutputClock::default(),
            last_clock: 0,
            flush_pending: false,
            last_error: None,
            ignored: 0,
            config,
        })
    }

    /// Returns the status of the session.
    pub fn status(&self) -> Status {
        self.reported.status()
    }

    /// Returns who is speaking.
    pub fn mode(&self) -> Mode {
        self.reported.mode()
    }

    /// Returns the id of the session.
    pub fn conversation_id(&self) -> &str {
        &self.id
    }

    /// Returns whether the browser lets the agent's audio play.
    pub fn can_play_audio(&self) -> bool {
        !self.reported.audio_blocked()
    }

    /// Returns how many received frames were ignored or incomplete: malformed or unexpected JSON,
    /// half a sample without its other half, audio beyond the limit, and audio suppressed after an
    /// interruption.
    pub fn ignored(&self) -> u64 {
        self.ignored + self.playback.dropped
    }

    /// Returns how many frames of microphone audio were dropped because the socket was full.
    pub fn dropped(&self) -> u64 {
        self.capture.as_ref().map_or(0, |capture| capture.dropped)
    }

    /// Returns how much of the agent's audio was played when the audio clock was at `clock`, in ms.
    /// `None` uses the last known position, which is the final one after the session ended.
    pub fn played_ms(&self, clock: Option<u64>) -> u64 {
        let at = clock.unwrap_or(self.last_clock);
        self.playout().map_or(0, |playout| playout.played_ms(at))
    }

    /// Returns the playout plan. `None` until the audio graph is ready.
    pub fn playout(&self) -> Option<&Playout> {
        self.playback.playout()
    }

    fn media(&mut self, now: Millis, input: MediaInput) {
        // Most browsers allow playback while the page captures audio, but do not report it for a
        // context that was just created.
        if matches!(input, MediaInput::Mic(_, MicInput::Opened)) {
            self.out.media(MediaOutput::ResumeAudio);
        }
        let (mic, hotplug) = (&mut self.mic, &mut self.hotplug);
        let outcome = media::handle(now, input, mic, hotplug, &mut self.reported, &mut self.out);
        self.microphone(outcome);
    }

    fn microphone(&mut self, outcome: Outcome) {
        let Some((error, has_microphone)) = outcome.into_error() else {
            return;
        };
        if self.phase == Phase::Opening && !has_microphone {
            self.fail(error, "audio_setup_failed");
        } else {
            self.out.emit(Event::Error(error));
        }
    }

    fn tick(&mut self, now: Millis) {
        self.hotplug.tick(now);
        if self.ready_by.is_some_and(|by| by <= now) {
            return self.fail(failed(ErrorReason::Timeout), "ready_timeout");
        }
        if self.playback_ends_at.is_some_and(|by| by <= now) {
            self.playback_ends_at = Some(now.after(READY_TIMEOUT));
            self.output(RealtimeOutput::QueryClock);
        }
        while let Some((id, name)) = self.tools.overdue(now) {
            self.answer(id, name, Err("the tool took too long".to_owned()));
        }
    }

    fn send(&mut self, frame: &Uplink) {
        self.output(RealtimeOutput::SendText(frame.encode()));
    }

    fn output(&mut self, output: RealtimeOutput) {
        self.out.push(output);
    }
}

impl StateMachine for Machine {
    type Input = RealtimeInput;
    type Output = RealtimeOutput;

    fn handle(&mut self, now: Millis, input: Input) {
        if self.phase == Phase::Closed {
            // The answer to the last `QueryClock`, which fixes the final playback position.
            if let Input::Transport(RealtimeInput::Clock(clock)) = input {
                self.clock(now, Some(clock));
            }
            return;
        }
        match input {
            Input::Command(command) => self.command(now, command),
            Input::Media(input) => self.media(now, input),
            Input::Transport(input) => self.transport(now, input),
            Input::Tick => self.tick(now),
        }
        let outcome = self.mic.settle(now, &mut self.out);
        self.microphone(outcome);
        self.settle();
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }

    fn deadline(&self) -> Option<Millis> {
        let live = !matches!(self.phase, Phase::Idle | Phase::Closed);
        let times = [
            self.ready_by,
            self.playback_ends_at,
            self.hotplug.deadline(),
            self.mic.deadline(),
            self.tools.deadline(),
        ];
        earliest(&times).filter(|_| live)
    }
}
