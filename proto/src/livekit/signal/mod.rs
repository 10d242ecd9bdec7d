//! The signal socket: opening, join, keep-alive and, if it never opens, an HTTP request for the
//! reason.

use super::io::{LiveKitOutput, Probe, RequestId, SocketInput};
use super::outbox::Outbox;
use super::url::{JoinParams, ServerUrl};
use super::wire::{
    DisconnectReason, JoinResponse, LeaveRequest, Ping, SignalResponse, leave_request,
    signal_request, signal_response,
};
use crate::credentials::Token;
use crate::engine::outbox::Effects;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::time::{Millis, earliest};

/// How long the socket may take to open, in ms. This and the next are as in livekit-client.
const OPEN_TIMEOUT: u64 = 15_000;
/// The same during recovery, where another attempt follows.
const REOPEN_TIMEOUT: u64 = 5_000;
/// How long the first message may take after that, in ms.
const JOIN_TIMEOUT: u64 = 5_000;
/// livekit-server's defaults in seconds, for servers that send none.
const PING_INTERVAL: i32 = 5;
const PING_TIMEOUT: i32 = 15;
/// A tick that is late by more than this, in ms, means that the page was suspended and could not
/// receive. Timers of a hidden page run once a second, or once a minute.
const SUSPENDED_AFTER: u64 = 2_000;
/// How long the server may take to respond after such a suspension, in ms.
const WAKE_TIMEOUT: u64 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Opening(RequestId, Millis),
    /// Open; the server sends the first message.
    Joining(RequestId, Millis),
    Joined(RequestId),
    /// Never opened. The browser hides the reason.
    Probing(RequestId),
    Closed,
}

/// What an input means for the rest of the machine.
#[derive(Debug, PartialEq)]
pub(super) enum SignalEvent {
    None,
    /// A frame that could not be decoded.
    Undecodable,
    Joined(Box<JoinResponse>),
    /// The session was resumed; contains the first message.
    Resumed(Box<signal_response::Message>),
    Message(Box<signal_response::Message>),
    /// The join failed.
    Refused(SpekoClientError),
    /// The server rejected the resume.
    ResumeRejected(LeaveRequest),
    /// The server does not support a single peer connection.
    SinglePcUnsupported,
    /// The socket of a joined session has closed. From a tick: the server has been silent for too
    /// long.
    Lost,
}

#[derive(Debug)]
pub(super) struct Signal {
    server: ServerUrl,
    token: Token,
    params: JoinParams,
    state: State,
    /// Ping interval and maximum silence, in ms.
    ping_interval: u64,
    ping_timeout: u64,
    ping_at: Option<Millis>,
    silence_deadline: Option<Millis>,
    /// The page was suspended, and a ping was sent to test the connection.
    waking: bool,
    last_received: Option<Millis>,
    rtt: u64,
}

impl Signal {
    pub(super) fn new(server: ServerUrl, token: Token) -> Self {
        Self {
            server,
            token,
            params: JoinParams::default(),
            state: State::Idle,
            ping_interval: 0,
            ping_timeout: 0,
            ping_at: None,
            silence_deadline: None,
            waking: false,
            last_received: None,
            rtt: 0,
        }
    }

    /// Uses this server and token from the next join on.
    pub(super) fn renew(&mut self, server: ServerUrl, token: Token) {
        self.server = server;
        self.token = token;
    }

    /// Returns host, port and path of the server.
    pub(super) fn authority(&self) -> &str {
        self.server.authority()
    }

    /// Returns when the last frame was received.
    pub(super) fn last_received(&self) -> Option<Millis> {
        self.last_received
    }

    /// Pings the server now. It has to respond within `timeout` ms.
    pub(super) fn ping(&mut self, now: Millis, timeout: u64) {
        self.ping_at = Some(now);
        self.silence_deadline = earliest(&[self.silence_deadline, Some(now.after(timeout))]);
    }

    /// Extends the deadline after an outage: a pending ping arrives as late as TCP retransmits it.
    pub(super) fn extend_deadline(&mut self, now: Millis, timeout: u64) {
        if let Some(until) = &mut self.silence_deadline {
            *until = now.after(timeout).max(*until);
        }
    }

    pub(super) fn is_joined(&self) -> bool {
        matches!(self.state, State::Joined(_))
    }

    /// Returns whether the session was resumed.
    pub(super) fn is_resumed(&self) -> bool {
        self.params.resume
    }

    pub(super) fn open(&mut self, now: Millis, params: JoinParams, out: &mut Outbox) {
        let op = out.next_id();
        let timeout = if params.is_reconnect {
            REOPEN_TIMEOUT
        } else {
            OPEN_TIMEOUT
        };
        self.state = State::Opening(op, now.after(timeout));
        out.joined = false;
        self.ping_at = None;
        self.silence_deadline = None;
        let url = self.server.join(self.token.reveal(), &params);
        self.params = params;
        out.push(LiveKitOutput::OpenSocket(op, url));
    }

    /// Probes by HTTP whether the server is reachable and accepts the token. With `no_cors`, the
    /// probe is no-CORS and only shows that there is an answer.
    pub(super) fn probe(&self, params: &JoinParams, no_cors: bool, out: &mut Outbox) -> RequestId {
        let probe = out.next_id();
        let url = self.server.validate(self.token.reveal(), params);
        out.push(if no_cors {
            LiveKitOutput::ProbeNoCors(probe, url)
        } else {
            LiveKitOutput::Probe(probe, url)
        });
        probe
    }

    pub(super) fn close(&mut self, out: &mut Outbox) {
        if matches!(
            self.state,
            State::Opening(..) | State::Joining(..) | State::Joined(_)
        ) {
            out.push(LiveKitOutput::CloseSocket);
        }
        self.state = State::Closed;
        out.joined = false;
        self.ping_at = None;
        self.silence_deadline = None;
    }

    pub(super) fn handle(
        &mut self,
        now: Millis,
        op: RequestId,
        input: SocketInput,
        out: &mut Outbox,
    ) -> SignalEvent {
        let heard = self.on_input(now, op, input, out);
        out.joined = self.is_joined();
        heard
    }

    fn on_input(
        &mut self,
        now: Millis,
        op: RequestId,
        input: SocketInput,
        out: &mut Outbox,
    ) -> SignalEvent {
        let is_current = match self.state {
            State::Opening(ours, _) | State::Joining(ours, _) | State::Joined(ours) => ours == op,
            State::Idle | State::Probing(_) | State::Closed => false,
        };
        if !is_current {
            return SignalEvent::None;
        }
        match input {
            SocketInput::Opened => {
                if matches!(self.state, State::Opening(..)) {
                    self.state = State::Joining(op, now.after(JOIN_TIMEOUT));
                }
                SignalEvent::None
            }
            SocketInput::Frame(bytes) => match self.state {
                State::Joining(..) => self.first_message(now, op, &bytes),
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
                    self.state = State::Probing(self.probe(&self.params, false, out));
                    SignalEvent::None
                }
                State::Opening(..) | State::Joining(..) => SignalEvent::Refused(
                    failed(ErrorReason::Network).with_cause("closed before joining"),
                ),
                _ => SignalEvent::Lost,
            },
        }
    }

    /// Handles the first message: the join or resume response, or a rejection.
    fn first_message(&mut self, now: Millis, op: RequestId, bytes: &[u8]) -> SignalEvent {
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
                self.state = State::Joined(op);
                self.ping_at = Some(now.after(self.ping_interval));
                self.silence_deadline = Some(now.after(self.ping_timeout));
                SignalEvent::Resumed(Box::new(message))
            }
            Some(signal_response::Message::Join(join)) => {
                self.state = State::Joined(op);
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
            Some(signal_response::Message::Leave(leave)) => SignalEvent::Refused(
                failed(ErrorReason::Refused).with_cause(leave.reason().as_str_name()),
            ),
            _ => SignalEvent::Refused(failed(ErrorReason::Refused).with_cause("no join")),
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
            // A message of a newer protocol.
            None => SignalEvent::None,
        }
    }

    /// Handles the HTTP response that explains why the socket did not open.
    pub(super) fn probed(&mut self, op: RequestId, probe: Probe) -> SignalEvent {
        if self.state != State::Probing(op) {
            return SignalEvent::None;
        }
        self.state = State::Closed;
        if !self.params.dual_pc && lacks_single_pc(&probe) {
            return SignalEvent::SinglePcUnsupported;
        }
        SignalEvent::Refused(refusal(&probe))
    }

    pub(super) fn tick(&mut self, now: Millis) -> SignalEvent {
        match self.state {
            State::Opening(_, by) | State::Joining(_, by) if by <= now => {
                return SignalEvent::Refused(failed(ErrorReason::Timeout));
            }
            State::Joined(_) => {}
            _ => return SignalEvent::None,
        }
        let Some(until) = self.silence_deadline.filter(|until| *until <= now) else {
            return SignalEvent::None;
        };
        if self.waking || now < until.after(SUSPENDED_AFTER) {
            // The socket stays open, since it may recover by itself.
            self.silence_deadline = None;
            return SignalEvent::Lost;
        }
        // Frames received during the suspension may be queued behind this tick, and no ping was
        // sent.
        self.waking = true;
        self.silence_deadline = Some(now.after(WAKE_TIMEOUT));
        self.ping_at = Some(now);
        SignalEvent::None
    }

    /// Sends a ping if one is due. It runs after every input, since timers of a hidden page are
    /// late.
    pub(super) fn keep_alive(&mut self, now: Millis, out: &mut Outbox) {
        if !self.is_joined() || self.ping_at.is_none_or(|at| at > now) {
            return;
        }
        self.ping_at = Some(now.after(self.ping_interval));
        let timestamp = i64::try_from(now.0).unwrap_or_default();
        let rtt = i64::try_from(self.rtt).unwrap_or_default();
        // Older servers answer only the first of the two.
        out.signal(signal_request::Message::Ping(timestamp));
        out.signal(signal_request::Message::PingReq(Ping { timestamp, rtt }));
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Opening(_, by) | State::Joining(_, by) => Some(by),
            State::Joined(_) => earliest(&[self.ping_at, self.silence_deadline]),
            _ => None,
        }
    }
}

/// Returns whether the server sent this close code itself, and so accepted the socket. Browsers use
/// 1006 for a lost connection and 1015 for a failed TLS handshake.
const fn is_close_frame(code: u16) -> bool {
    !matches!(code, 1006 | 1015)
}

/// Builds the leave request of a server that no longer has the session.
fn state_mismatch() -> LeaveRequest {
    LeaveRequest {
        reason: DisconnectReason::StateMismatch.into(),
        action: leave_request::Action::Reconnect.into(),
        ..LeaveRequest::default()
    }
}

/// Returns whether the endpoint is missing, rather than the room.
fn lacks_single_pc(probe: &Probe) -> bool {
    matches!(probe, Probe::Answered { status: 404, body } if !contains(body, "room does not exist"))
}

/// Converts an HTTP response to an error. The body may contain the token, so it is not passed on.
pub(super) fn refusal(probe: &Probe) -> SpekoClientError {
    let Probe::Answered { status, body } = probe else {
        return failed(ErrorReason::Network);
    };
    let reason = match status {
        200 => ErrorReason::Network,
        401 | 403 if contains(body, "expired") => ErrorReason::TokenExpired,
        401 | 403 => ErrorReason::TokenInvalid,
        404 if contains(body, "room does not exist") => ErrorReason::RoomNotFound,
        _ => ErrorReason::Refused,
    };
    let cause = if *status == 200 {
        "WebSocket blocked".to_owned()
    } else {
        "HTTP ".to_owned() + &status.to_string()
    };
    failed(reason).with_cause(cause)
}

/// Builds the error of a failed join.
pub(super) const fn failed(reason: ErrorReason) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, reason)
}

/// Returns whether `text` contains `words`. Compares bytes, since the standard library's search
/// adds 7 KB.
fn contains(text: &str, words: &str) -> bool {
    let mut windows = text.as_bytes().windows(words.len());
    windows.any(|window| window == words.as_bytes())
}
