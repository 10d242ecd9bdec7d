//! What a session's server says when a line is mended: it takes the session up again, or not, or orders another.

use super::io::{Op, Order, PeerOrder};
use super::lines::Lines;
use super::machine::{Machine, Phase};
use super::mend::{Cut, Step, TRY};
use super::negotiate::Negotiator;
use super::proto::{
    DisconnectReason as Why, LeaveRequest, ReconnectResponse, leave_request::Action,
    signal_response,
};
use super::select::Selection;
use super::signal::failed;
use super::stream::TextStreams;
use super::subscribe::Subscriber;
use crate::credentials::Credentials;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::DisconnectReason;
use crate::time::Millis;

impl Machine {
    /// Everything that belongs to the session that was.
    pub(super) fn leave_behind(&mut self) {
        self.out.forget_held();
        self.participants.clear(&mut self.out);
        self.streams = TextStreams::default();
        self.negotiator = Negotiator::default();
        self.subscriber = Subscriber::default();
        self.lines = Lines::default();
        self.held_offer = None;
        self.rights.leave_behind();
        self.selection = Selection::default();
        self.data.anew();
    }

    /// The server takes the session up again.
    pub(super) fn resumed(&mut self, now: Millis, mut first: signal_response::Message) {
        let response = match &mut first {
            signal_response::Message::Reconnect(response) => std::mem::take(response),
            _ => ReconnectResponse::default(),
        };
        self.mending.step = Step::Trying(now.after(TRY));
        self.mending.catch_up = true;
        self.mending.compare = Some(self.mending.knew_muted);
        // Only changes are told: who fell silent meanwhile would speak for ever.
        self.participants.hush_all();
        self.utterances.speech.is(now, false);
        if !response.ice_servers.is_empty() {
            self.configure(response.ice_servers, response.client_configuration);
        }
        self.send_sync_state();
        self.data.resend(response.last_message_seq, &mut self.out);
        if self.mending.restart || !self.lines.are_connected() {
            self.negotiator.restart(&mut self.out);
        } else if !self.negotiator.is_stable() {
            self.negotiator.repeat(&mut self.out);
        }
        self.signal_message(now, first);
    }

    /// The server does not: it may still take us in anew.
    pub(super) fn unresumed(&mut self, now: Millis, leave: &LeaveRequest) {
        if is_final(leave) {
            return self.server_left(now, leave);
        }
        self.mending.anew = true;
        self.dial(now);
    }

    /// This attempt came to nothing.
    pub(super) fn refused(&mut self, now: Millis, error: SpekoClientError) {
        if self.phase != Phase::Open {
            return self.fail(error);
        }
        if self.mending.is_whole() {
            return;
        }
        self.signal.close(&mut self.out);
        match error.reason() {
            ErrorReason::TokenExpired | ErrorReason::TokenInvalid | ErrorReason::RoomNotFound => {
                self.renew(now, error);
            }
            reason => {
                self.mending.unreachable |=
                    matches!(reason, ErrorReason::Network | ErrorReason::Timeout);
                self.next_attempt(now);
            }
        }
    }

    /// The token has had its day.
    pub(super) fn renew(&mut self, now: Millis, error: SpekoClientError) {
        self.mending.probes.clear();
        if !self.wishes.renews {
            return self.give_up(error);
        }
        let op = self.out.op();
        self.mending.step = Step::Renewing(op, now.after(TRY));
        self.out.push(Order::RenewCredentials(op));
    }

    pub(super) fn renewed(
        &mut self,
        now: Millis,
        op: Op,
        credentials: Result<Credentials, SpekoClientError>,
    ) {
        if !matches!(self.mending.step, Step::Renewing(wanted, _) if wanted == op) {
            return;
        }
        let valid = credentials.and_then(|credentials| {
            let server = credentials.server(self.secure_page)?;
            Ok((server, credentials.token().clone()))
        });
        match valid {
            Ok((server, token)) => {
                self.signal.renew(server, token);
                self.mending.anew = true;
                self.dial(now);
            }
            // The backend is as far away as everything else, perhaps.
            Err(_) => self.next_attempt(now),
        }
    }

    /// The server ends the session, or asks for another attempt.
    pub(super) fn server_left(&mut self, now: Millis, leave: &LeaveRequest) {
        let name = leave.reason().as_str_name();
        if self.phase != Phase::Open {
            return self.fail(failed(ErrorReason::Refused).with_cause(name));
        }
        if is_final(leave) {
            let reason = match leave.reason() {
                Why::ClientInitiated => DisconnectReason::User,
                Why::ParticipantRemoved | Why::RoomDeleted | Why::RoomClosed => {
                    DisconnectReason::Agent
                }
                Why::JoinFailure => DisconnectReason::Error,
                _ => DisconnectReason::Unknown,
            };
            // The number 0 is no reason.
            return self.over(
                reason,
                (leave.reason() != Why::UnknownReason).then_some(name),
            );
        }
        let resume = leave.action() == Action::Resume;
        let cut = if resume { Cut::Media } else { Cut::Session };
        self.broken(now, cut, failed(ErrorReason::Refused), name);
    }

    /// The second connection, once the server is known to offer on one.
    pub(super) fn open_subscriber(&mut self) {
        self.out.push(Order::Subscriber(PeerOrder::Open {
            microphone: false,
            receivers: 0,
        }));
    }
}

/// Whether another attempt would be refused, or would throw somebody else out.
fn is_final(leave: &LeaveRequest) -> bool {
    let reconnects = leave.action() != Action::Disconnect
        // Older servers say it so.
        || leave.can_reconnect
        // Nobody's wish, and none of it says that another join would be refused.
        || matches!(
            leave.reason(),
            Why::ServerShutdown | Why::StateMismatch | Why::Migration | Why::SignalClose | Why::ConnectionTimeout
        );
    !reconnects || leave.reason() == Why::DuplicateIdentity
}
