//! Handles the events of the socket: its first message, later messages, and its close.

use super::errors::{failed, is_close_frame, lacks_single_pc, refusal, rejected};
use super::{JOIN_TIMEOUT, PING_INTERVAL, PING_TIMEOUT, Signal, SignalEvent, State};
use crate::credentials::Token;
use crate::error::ErrorReason;
use crate::livekit::io::{Probe, RequestId, SocketInput};
use crate::livekit::outbox::Outbox;
use crate::livekit::wire::{
    DisconnectReason, LeaveRequest, SignalResponse, has_field, leave_request, signal_response,
};
use crate::time::Millis;

impl Signal {
    pub(in crate::livekit) fn handle(
        &mut self,
        now: Millis,
        id: RequestId,
        input: SocketInput,
        out: &mut Outbox,
    ) -> SignalEvent {
        let event = self.on_input(now, id, input, out);
        out.joined = self.is_joined();
        event
    }

    fn on_input(
        &mut self,
        now: Millis,
        id: RequestId,
        input: SocketInput,
        out: &mut Outbox,
    ) -> SignalEvent {
        // Some browsers report that a policy blocks the socket only after its close.
        if let (SocketInput::Blocked(directive), State::Opening(..) | State::DiagnosingClose(_)) =
            (&input, self.state)
        {
            self.state = State::Closed;
            let error = failed(ErrorReason::ContentPolicy);
            return SignalEvent::JoinFailed(error.with_cause(directive.as_str()));
        }
        let is_current = match self.state {
            State::Opening(ours, _) | State::Joining(ours, _) | State::Joined(ours) => ours == id,
            State::Idle | State::DiagnosingClose(_) | State::Closed => false,
        };
        if !is_current {
            return SignalEvent::None;
        }
        match input {
            SocketInput::Opened => {
                if matches!(self.state, State::Opening(..)) {
                    self.state = State::Joining(id, now.after(JOIN_TIMEOUT));
                }
                SignalEvent::None
            }
            SocketInput::Text => SignalEvent::Undecodable,
            SocketInput::Blocked(_) => SignalEvent::None,
            SocketInput::Frame(bytes) => match self.state {
                State::Joining(..) => self.first_message(now, id, &bytes),
                State::Joined(_) => self.message(now, &bytes),
                _ => SignalEvent::None,
            },
            SocketInput::Closed { code } => match std::mem::replace(&mut self.state, State::Closed)
            {
                // If the server closes right after a message, Firefox drops the message, and even
                // the `open` event.
                State::Opening(..) | State::Joining(..)
                    if self.params.resume && is_close_frame(code) =>
                {
                    SignalEvent::ResumeRejected(state_mismatch())
                }
                State::Opening(..) if !is_close_frame(code) => {
                    self.state = State::DiagnosingClose(self.probe(&self.params, false, out));
                    SignalEvent::None
                }
                State::Opening(..) | State::Joining(..) => SignalEvent::JoinFailed(
                    failed(ErrorReason::Network).with_cause("closed before joining"),
                ),
                _ => SignalEvent::Lost,
            },
        }
    }

    /// Handles the first message: the join or resume response, or a rejection.
    fn first_message(&mut self, now: Millis, id: RequestId, bytes: &[u8]) -> SignalEvent {
        let message = SignalResponse::decode(bytes)
            .ok()
            .and_then(|response| response.message);
        self.last_received = Some(now);
        self.waking = false;
        match message {
            Some(signal_response::Message::Leave(leave)) if self.params.resume => {
                SignalEvent::ResumeRejected(leave)
            }
            // Any message but a leave confirms the resume.
            Some(message) if self.params.resume => {
                self.state = State::Joined(id);
                self.ping_at = Some(now.after(self.ping_interval));
                self.silence_deadline = Some(now.after(self.ping_timeout));
                SignalEvent::Resumed(Box::new(message))
            }
            Some(signal_response::Message::Join(join)) => {
                self.state = State::Joined(id);
                let millis = |seconds: i32, default: i32| {
                    let seconds = if (1..=3600).contains(&seconds) {
                        seconds
                    } else {
                        default
                    };
                    u64::from(seconds.unsigned_abs()) * 1000
                };
                self.ping_interval = millis(join.ping_interval, PING_INTERVAL);
                self.ping_timeout = millis(join.ping_timeout, PING_TIMEOUT);
                self.ping_at = Some(now.after(self.ping_interval));
                self.silence_deadline = Some(now.after(self.ping_timeout));
                SignalEvent::Joined(Box::new(join))
            }
            Some(signal_response::Message::Leave(leave)) => {
                SignalEvent::JoinFailed(rejected(&leave))
            }
            _ => SignalEvent::JoinFailed(failed(ErrorReason::Refused).with_cause("no join")),
        }
    }

    fn message(&mut self, now: Millis, bytes: &[u8]) -> SignalEvent {
        // Any frame shows that the server is responsive.
        self.last_received = Some(now);
        self.silence_deadline = Some(now.after(self.ping_timeout));
        self.waking = false;
        let Ok(response) = SignalResponse::decode(bytes) else {
            return SignalEvent::Undecodable;
        };
        match response.message {
            Some(signal_response::Message::PongResp(pong)) => {
                let sent = u64::try_from(pong.last_ping_timestamp).unwrap_or(now.0);
                self.rtt = now.0.saturating_sub(sent);
                SignalEvent::None
            }
            Some(signal_response::Message::RefreshToken(token)) => {
                self.token = Token::new(token);
                SignalEvent::None
            }
            Some(message) => SignalEvent::Message(Box::new(message)),
            None if has_field(bytes, UNUSED) => SignalEvent::None,
            // A message of a newer protocol.
            None => SignalEvent::Undecodable,
        }
    }

    /// Handles the HTTP response that explains why the socket did not open.
    pub(in crate::livekit) fn diagnose_close(
        &mut self,
        id: RequestId,
        probe: Probe,
    ) -> SignalEvent {
        if self.state != State::DiagnosingClose(id) {
            return SignalEvent::None;
        }
        self.state = State::Closed;
        if !self.params.dual_pc && lacks_single_pc(&probe) {
            return SignalEvent::SinglePcUnsupported;
        }
        SignalEvent::JoinFailed(refusal(&probe))
    }
}

/// The kinds of responses that this client knows and does not need, by the number of their field:
/// connection qualities, stream states, and what is sent about subscriptions.
const UNUSED: u32 = 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15 | 1 << 21 | 1 << 23 | 1 << 24 | 1 << 26;

/// Builds the leave request of a server that no longer has the session.
fn state_mismatch() -> LeaveRequest {
    LeaveRequest {
        reason: DisconnectReason::StateMismatch.into(),
        action: leave_request::Action::Reconnect.into(),
        ..LeaveRequest::default()
    }
}
