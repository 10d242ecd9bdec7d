//! The signal socket: opening, join, keep-alive and, if it never opens, an HTTP request for the
//! reason.

mod errors;
mod keep_alive;
mod receive;

use crate::credentials::Token;
use crate::engine::outbox::Effects;
use crate::error::SpekoClientError;
use crate::livekit::io::{LiveKitOutput, RequestId};
use crate::livekit::outbox::Outbox;
use crate::livekit::url::{JoinParams, ServerUrl};
use crate::livekit::wire::{JoinResponse, LeaveRequest, signal_response};
use crate::time::Millis;
pub(in crate::livekit) use errors::{failed, refusal, rejected};

/// How long the socket may take to open, in ms. This and the next are as in livekit-client.
const OPEN_TIMEOUT: u64 = 15_000;

/// The same during recovery, where another attempt follows.
const REOPEN_TIMEOUT: u64 = 5_000;

/// How long the first message may take after that, in ms.
const JOIN_TIMEOUT: u64 = 5_000;

/// livekit-server's defaults in seconds, for servers that send none.
const PING_INTERVAL: i32 = 5;

const PING_TIMEOUT: i32 = 15;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Opening(RequestId, Millis),
    /// Open; the server sends the first message.
    Joining(RequestId, Millis),
    Joined(RequestId),
    /// Never opened. The browser hides the reason, so an HTTP request asks for it.
    DiagnosingClose(RequestId),
    Closed,
}

/// What an input means for the rest of the machine.
#[derive(Debug, PartialEq)]
pub(in crate::livekit) enum SignalEvent {
    None,
    /// A frame that could not be decoded.
    Undecodable,
    Joined(Box<JoinResponse>),
    /// The session was resumed; contains the first message.
    Resumed(Box<signal_response::Message>),
    Message(Box<signal_response::Message>),
    /// The join failed.
    JoinFailed(SpekoClientError),
    /// The server rejected the resume.
    ResumeRejected(LeaveRequest),
    /// The server does not support single-PC mode.
    SinglePcUnsupported,
    /// The socket of a joined session has closed.
    Lost,
    /// The server has been silent for too long.
    PingTimeout,
}

#[derive(Debug)]
pub(in crate::livekit) struct Signal {
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
    pub(in crate::livekit) fn new(server: ServerUrl, token: Token) -> Self {
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
    pub(in crate::livekit) fn renew(&mut self, server: ServerUrl, token: Token) {
        self.server = server;
        self.token = token;
    }

    /// Returns host, port and path of the server.
    pub(in crate::livekit) fn authority(&self) -> &str {
        self.server.authority()
    }

    /// Returns when the last frame was received.
    pub(in crate::livekit) fn last_received(&self) -> Option<Millis> {
        self.last_received
    }

    pub(in crate::livekit) fn is_joined(&self) -> bool {
        matches!(self.state, State::Joined(_))
    }

    /// Returns whether the current socket resumes a session.
    pub(in crate::livekit) fn is_resume(&self) -> bool {
        self.params.resume
    }

    pub(in crate::livekit) fn open(&mut self, now: Millis, params: JoinParams, out: &mut Outbox) {
        let id = out.next_id();
        let timeout = if params.is_reconnect {
            REOPEN_TIMEOUT
        } else {
            OPEN_TIMEOUT
        };
        self.state = State::Opening(id, now.after(timeout));
        out.joined = false;
        self.ping_at = None;
        self.silence_deadline = None;
        let url = self.server.join(self.token.reveal(), &params);
        self.params = params;
        out.push(LiveKitOutput::OpenSocket(id, url));
    }

    /// Probes by HTTP whether the server is reachable and accepts the token. With `no_cors`, the
    /// probe is no-CORS and only shows that there is an answer.
    pub(in crate::livekit) fn probe(
        &self,
        params: &JoinParams,
        no_cors: bool,
        out: &mut Outbox,
    ) -> RequestId {
        let probe = out.next_id();
        let url = self.server.validate(self.token.reveal(), params);
        out.push(if no_cors {
            LiveKitOutput::ProbeNoCors(probe, url)
        } else {
            LiveKitOutput::Probe(probe, url)
        });
        probe
    }

    pub(in crate::livekit) fn close(&mut self, out: &mut Outbox) {
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
}
