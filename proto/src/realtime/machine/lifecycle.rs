//! How a session starts, opens and ends, on request or after a failure.

use super::{Machine, Phase, READY_TIMEOUT};
use crate::engine::io::MediaOutput;
use crate::engine::outbox::Effects;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{
    AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Mode, Status, ToolStatus,
};
use crate::realtime::io::RealtimeOutput;
use crate::time::Millis;

/// How long an error of the server explains a close that follows, in ms.
const ERROR_EXPLAINS: u64 = 2_000;

impl Machine {
    pub(super) fn start(&mut self, now: Millis) {
        self.phase = Phase::Connecting;
        self.ready_by = Some(now.after(READY_TIMEOUT));
        self.reported.set_status(Status::Connecting, &mut self.out);
        let (url, token) = (self.url.clone(), self.token.clone());
        self.output(RealtimeOutput::Connect { url, token });
        // In parallel with the socket, because it needs no permission.
        self.output(RealtimeOutput::OpenAudio);
        self.out.media(MediaOutput::SetVolume(self.config.volume));
        if let Some(device) = self.config.output_device.clone() {
            self.hotplug.set_output(Some(device), &mut self.out);
        }
    }

    pub(super) fn ready(&mut self) {
        self.phase = Phase::Opening;
        self.ready_by = None;
        if self.device.is_some() {
            self.output(RealtimeOutput::QueryClock);
        }
    }

    /// Runs after each input. Reports whether the session is open, and state changes.
    pub(super) fn settle(&mut self) {
        if self.phase == Phase::Closed {
            return;
        }
        let microphone = !self.config.mic_enabled || self.mic.is_ready();
        if self.phase == Phase::Opening && self.capture.is_some() && microphone {
            self.phase = Phase::Open;
            self.hotplug.request_list();
            self.reported.set_status(Status::Connected, &mut self.out);
            self.reported
                .set_connection(ConnectionState::Good, &mut self.out);
            self.out.emit(Event::Connected {
                conversation_id: self.id.clone(),
            });
            self.out.resolve_ready(Ok(()));
            if self.config.overrides.is_some() {
                let error =
                    SpekoClientError::new(ErrorCode::Unsupported, ErrorReason::OtherTransport);
                self.out.emit(Event::Error(error.with_cause("overrides")));
            }
        }
        self.reported.set_mic(self.mic.state(), &mut self.out);
        let asked = self.mic.awaits_answer();
        self.reported.set_mic_prompt(asked, &mut self.out);
        self.hotplug.settle(&self.mic, &mut self.out);
        if self.phase == Phase::Open {
            let (mode, state) = if self.playback_ends_at.is_some() {
                (Mode::Speaking, AgentState::Speaking)
            } else {
                (Mode::Listening, AgentState::Listening)
            };
            self.reported.set_mode(mode, &mut self.out);
            self.reported.set_agent_state(state, &mut self.out);
        }
    }

    pub(super) fn closed(&mut self, now: Millis, code: u16, reason: String) {
        let by_agent = matches!(code, 1000 | 1005);
        if self.phase == Phase::Open {
            if !by_agent {
                self.reported
                    .set_connection(ConnectionState::Lost, &mut self.out);
            }
            self.release();
            // Without a reason, an error just before the close is the reason.
            let error = self.last_error.take();
            let error = error.filter(|(at, _)| !by_agent && at.after(ERROR_EXPLAINS) > now);
            let reason = match error {
                Some((_, cause)) if reason.is_empty() => cause,
                _ => reason,
            };
            let why = if by_agent {
                DisconnectReason::Agent
            } else {
                DisconnectReason::Error
            };
            return self.disconnected(why, (!reason.is_empty()).then_some(reason));
        }
        let error = match (self.last_error.take(), code) {
            (Some((_, cause)), _) => failed(ErrorReason::Refused).with_cause(cause),
            // Browsers report 1006 for an unreachable server and also for a rejected token.
            (None, 1006) => {
                let expired = self.expires.is_some_and(|at| at <= now);
                let reason = if expired {
                    ErrorReason::TokenExpired
                } else {
                    ErrorReason::Network
                };
                failed(reason).with_cause("1006")
            }
            (None, code) => {
                let cause = code.to_string() + " " + &reason;
                failed(ErrorReason::Refused).with_cause(cause.trim_end())
            }
        };
        self.fail(error, "");
    }

    /// Handles a socket that the page's policy blocks. No close has to follow. Once the server has
    /// sent a frame, it is another socket of the page.
    pub(super) fn blocked(&mut self, directive: &str) {
        if self.phase == Phase::Connecting && !self.is_reached {
            self.fail(failed(ErrorReason::ContentPolicy).with_cause(directive), "");
        }
    }

    /// Ends the session at the app's request.
    pub(super) fn end(&mut self) {
        let was_open = self.phase == Phase::Open;
        self.reported
            .set_status(Status::Disconnecting, &mut self.out);
        self.close("client_stopped");
        self.release();
        if was_open {
            self.disconnected(DisconnectReason::User, None);
        } else {
            self.unopened(failed(ErrorReason::Cancelled));
        }
    }

    /// Fails a session that is not open yet. If it is open, only emits the error.
    pub(super) fn fail(&mut self, error: SpekoClientError, reason: &'static str) {
        if self.phase == Phase::Open {
            return self.out.emit(Event::Error(error));
        }
        self.close(reason);
        self.release();
        self.unopened(error);
    }

    pub(super) fn close(&mut self, reason: &'static str) {
        self.output(RealtimeOutput::Close { code: 1000, reason });
    }

    /// Releases the microphone and resets the reported state. The microphone goes early, because
    /// users watch its recording indicator.
    fn release(&mut self) {
        self.phase = Phase::Closed;
        // Asked now, while the audio clock still exists.
        self.output(RealtimeOutput::QueryClock);
        // Their results can no longer be sent.
        while let Some((id, name)) = self.tools.overdue(Millis(u64::MAX)) {
            self.tool(&id, &name, false, ToolStatus::Failed);
        }
        self.mic.release(&mut self.out);
        self.reported.clear(&mut self.out);
    }

    fn disconnected(&mut self, reason: DisconnectReason, message: Option<String>) {
        self.out
            .emit(Event::Disconnected(Disconnection { reason, message }));
        self.out.closed();
    }

    fn unopened(&mut self, error: SpekoClientError) {
        self.out.resolve_ready(Err(error));
        self.out.closed();
    }
}

pub(super) const fn failed(reason: ErrorReason) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, reason)
}
