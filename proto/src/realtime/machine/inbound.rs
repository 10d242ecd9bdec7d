//! Handles inputs from the server, the audio graph and tools.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{Event, Message, ToolStatus, ToolUse};
use crate::realtime::capture::Capture;
use crate::realtime::frame::{Downlink, Uplink};
use crate::realtime::io::{RealtimeInput, RealtimeOutput};
use crate::realtime::tools;
use crate::time::Millis;

/// How often the audio clock is checked during playback, in ms.
const CHECK: u64 = 1_000;
/// How long the clock may be at the same position before the output counts as stopped, in ms.
const STOPPED: u64 = 2_000;

/// The audio clock, and since when it is at this position.
#[derive(Debug, Default)]
pub(super) struct OutputClock {
    position: u64,
    since: Millis,
    /// Blocked audio was reported for this, not by the browser.
    is_stopped: bool,
}

impl Machine {
    pub(super) fn transport(&mut self, now: Millis, input: RealtimeInput) {
        self.is_reached |= matches!(input, RealtimeInput::Text(_) | RealtimeInput::Audio(..));
        match input {
            RealtimeInput::Interrupt if self.phase == Phase::Open => self.interrupt(now),
            RealtimeInput::Commit if self.phase == Phase::Open => self.commit(),
            RealtimeInput::Interrupt | RealtimeInput::Commit => {}
            RealtimeInput::Text(text) => match Downlink::decode(&text, self.config.parsers.json) {
                Ok(frame) => self.frame(now, frame),
                Err(_) => self.ignored += 1,
            },
            RealtimeInput::Audio(bytes, clock) => {
                let audio = self.playback.push(now, &bytes, clock);
                self.play(audio);
                self.clock(now, clock);
            }
            RealtimeInput::Blocked(directive) => self.blocked(&directive),
            RealtimeInput::Closed { code, reason } => self.closed(now, code, reason),
            RealtimeInput::AudioReady { rate } => {
                self.device = Some(rate);
                self.output(RealtimeOutput::QueryClock);
            }
            RealtimeInput::AudioFailed(name) => {
                // The devices do not fit, or else the browser lacks something.
                let reason = match ErrorReason::of_microphone(&name, "") {
                    ErrorReason::DeviceFailed if name != "NotSupportedError" => {
                        ErrorReason::Browser
                    }
                    reason => reason,
                };
                let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason);
                self.fail(error.with_cause(name), "audio_setup_failed");
            }
            RealtimeInput::Captured(samples, waiting) => self.captured(now, &samples, waiting),
            RealtimeInput::Clock(clock) => self.clock(now, Some(clock)),
            RealtimeInput::ToolDone { id, result } => {
                if let Some(name) = self.tools.done(&id) {
                    self.answer(id, name, result);
                }
            }
        }
    }

    fn frame(&mut self, now: Millis, frame: Downlink) {
        match frame {
            Downlink::Ready { input, output } if self.phase == Phase::Connecting => {
                self.input = input.unwrap_or(self.input);
                self.output = output.unwrap_or(self.output);
                self.ready();
            }
            Downlink::Ready { .. } => self.ignored += 1,
            Downlink::Transcript {
                source,
                text,
                is_final,
            } => {
                let message = self.transcript.update(now, source, text, is_final);
                self.emit_message(message);
            }
            Downlink::Interruption => {
                self.end_answer(now, false);
                self.flush(None);
                self.out.emit(Event::Interrupted);
            }
            Downlink::Error { code, message } => {
                let cause = if message.is_empty() {
                    code
                } else {
                    code + ": " + &message
                };
                let error =
                    SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Reported);
                self.out
                    .emit(Event::Error(error.with_cause(cause.as_str())));
                self.last_error = Some((now, cause));
            }
            Downlink::ToolCall { id, .. } if self.tools.has(&id) => self.ignored += 1,
            Downlink::ToolCall {
                id,
                name,
                arguments,
            } => {
                if let Some(output) = self.tools.result(&id) {
                    return self.send(&Uplink::ToolResult { id, output });
                }
                self.tool(&id, &name, false, ToolStatus::Started);
                if self.tools.begin(now, &id, &name) {
                    self.output(RealtimeOutput::CallTool {
                        id,
                        name,
                        arguments,
                    });
                } else {
                    self.answer(id, name, Err("too many tools at once".to_owned()));
                }
            }
            Downlink::ServerToolCall { id, name, status } => match ToolStatus::parse(&status) {
                Some(status) => self.tool(&id, &name, true, status),
                None => self.ignored += 1,
            },
            Downlink::Usage {
                input_audio_tokens,
                output_audio_tokens,
            } => self.out.emit(Event::Usage {
                input_audio_tokens,
                output_audio_tokens,
            }),
            // The close event that follows ends the session.
            Downlink::End { .. } => {}
        }
    }

    /// Ends the row of the agent's answer, which was interrupted by the app or by the user.
    pub(super) fn end_answer(&mut self, now: Millis, by_app: bool) {
        let is_playing = self.playback_ends_at.is_some();
        let message = self.transcript.interrupt(now, by_app, is_playing);
        self.emit_message(message);
    }

    fn emit_message(&mut self, message: Option<Message>) {
        if let Some(message) = message {
            self.out.emit(Event::Message(message));
        }
    }

    fn captured(&mut self, now: Millis, samples: &[f32], waiting: u32) {
        if !self.is_audible() {
            return self.transcript.hear(now, &[]);
        }
        self.transcript.hear(now, samples);
        let Some(capture) = &mut self.capture else {
            return;
        };
        let out = &mut self.out;
        capture.push(samples, waiting, |frame| {
            out.push(RealtimeOutput::SendAudio(frame));
        });
    }

    /// Returns whether microphone audio may be sent.
    pub(super) fn is_audible(&self) -> bool {
        self.phase == Phase::Open && !self.mic.is_muted() && self.mic.attached.is_some()
    }

    /// Handles the current position of the audio clock. `None` if it is not available.
    pub(super) fn clock(&mut self, now: Millis, clock: Option<u64>) {
        self.last_clock = clock.unwrap_or(self.last_clock);
        if std::mem::take(&mut self.flush_pending) {
            self.playback.flush(clock);
        }
        let ready = matches!(self.phase, Phase::Opening | Phase::Open);
        if let (Some(clock), Some(device), None, true) = (clock, self.device, &self.capture, ready)
        {
            self.capture = Some(Capture::new(device, self.input));
            let buffered = self.playback.start_playback(self.output, device, clock);
            self.play(buffered);
            // Before this, there is no audio graph to attach the microphone to.
            if self.config.mic_enabled {
                self.mic.start(&mut self.out);
            }
        }
        if let Some(clock) = clock {
            // In wall-clock time, which also advances while the browser blocks audio. So the clock
            // is queried again after at most 1 s, and while it is blocked not earlier.
            let left = self.playback.remaining(clock);
            let blocked = self.reported.audio_blocked();
            let wait = if blocked { CHECK } else { left.min(CHECK) };
            let plays = self.playback_ends_at.is_some() && left > 0;
            self.playback_ends_at = (left > 0).then(|| now.after(wait));
            self.check_output(now, clock, plays);
        }
    }

    /// Reports blocked audio if the clock does not advance while there is audio to play: the output
    /// device has stopped, although the browser may report it as running.
    fn check_output(&mut self, now: Millis, clock: u64, plays: bool) {
        let output = &mut self.output_clock;
        if output.position != clock || !plays {
            (output.position, output.since) = (clock, now);
            if std::mem::take(&mut output.is_stopped) {
                self.reported.set_audio_blocked(false, &mut self.out);
            }
        } else if output.since.after(STOPPED) <= now && !self.reported.audio_blocked() {
            output.is_stopped = true;
            self.reported.set_audio_blocked(true, &mut self.out);
        }
    }

    fn play(&mut self, audio: Option<(u64, Vec<f32>)>) {
        if let Some((at, samples)) = audio {
            self.output(RealtimeOutput::Play(at, samples));
        }
    }

    /// Drops the queued audio. `suppressed` also drops what the server still sends of it.
    pub(super) fn flush(&mut self, suppressed: Option<Millis>) {
        self.output(RealtimeOutput::Flush);
        self.playback.clear(suppressed);
        self.flush_pending = true;
        self.playback_ends_at = None;
        self.output(RealtimeOutput::QueryClock);
    }

    pub(super) fn tool(&mut self, id: &str, name: &str, at_server: bool, status: ToolStatus) {
        self.out.emit(Event::Tool(ToolUse {
            id: id.to_owned(),
            name: name.to_owned(),
            at_server,
            status,
        }));
    }

    pub(super) fn answer(&mut self, id: String, name: String, result: Result<String, String>) {
        let (output, status) = match result {
            Ok(output) => (output, ToolStatus::Completed),
            Err(error) => (tools::error(&error), ToolStatus::Failed),
        };
        self.tool(&id, &name, false, status);
        self.tools.answered(&id, &output);
        self.send(&Uplink::ToolResult { id, output });
    }
}
