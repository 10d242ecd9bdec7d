//! The server's reaction to a reconnect: it resumes the session, rejects the resume, or demands a
//! full reconnect.

use super::recovery::ATTEMPT_TIMEOUT;
use super::{Machine, Phase};
use crate::credentials::Credentials;
use crate::engine::outbox::Effects;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::DisconnectReason;
use crate::livekit::io::{LiveKitOutput, PeerOutput, RequestId};
use crate::livekit::negotiator::Negotiator;
use crate::livekit::peer_connections::PeerConnections;
use crate::livekit::recovery::{Failure, Step};
use crate::livekit::signal::{failed, rejected};
use crate::livekit::subscriber_pc::Subscriber;
use crate::livekit::subscriptions::Subscriptions;
use crate::livekit::wire::{
    DisconnectReason as Why, LeaveRequest, ReconnectResponse, leave_request::Action,
    signal_response,
};
use crate::time::Millis;

impl Machine {
    /// Discards all state of the previous session.
    pub(super) fn reset_session(&mut self) {
        self.out.drop_queued();
        self.end_streams(None);
        self.participants.clear(&mut self.out);
        self.negotiator = Negotiator::default();
        self.subscriber = Subscriber::default();
        self.peer_connections = PeerConnections::default();
        self.pending_offer = None;
        self.permissions.reset_session();
        self.subscriptions = Subscriptions::default();
        self.data.reset();
    }

    /// Continues with a resumed session.
    pub(super) fn resumed(&mut self, now: Millis, mut first: signal_response::Message) {
        let response = match &mut first {
            signal_response::Message::Reconnect(response) => std::mem::take(response),
            _ => ReconnectResponse::default(),
        };
        self.recovery.step = Step::Connecting(now.after(ATTEMPT_TIMEOUT));
        self.recovery.needs_offer = true;
        self.recovery.mute_before_resume = Some(self.recovery.server_knew_muted);
        // The server reports only changes. A participant who stopped speaking during the outage
        // would remain an active speaker.
        self.participants.clear_active_speakers();
        self.transcript_merge.speech.set_speaking(now, false);
        if !response.ice_servers.is_empty() {
            self.configure(response.ice_servers, response.client_configuration);
        }
        self.send_sync_state();
        self.data.resend(response.last_message_seq, &mut self.out);
        if self.recovery.needs_ice_restart || !self.peer_connections.are_connected() {
            self.negotiator.restart(&mut self.out);
        } else if !self.negotiator.is_stable() {
            self.negotiator.repeat(&mut self.out);
        }
        self.signal_message(now, first);
    }

    /// Handles a rejected resume: a full reconnect follows, unless the leave is final.
    pub(super) fn resume_rejected(&mut self, now: Millis, leave: &LeaveRequest) {
        if is_final(leave) {
            return self.server_left(now, leave);
        }
        self.recovery.needs_full_reconnect = true;
        self.reconnect(now);
    }

    /// Handles a failed attempt to join.
    pub(super) fn join_failed(&mut self, now: Millis, error: SpekoClientError) {
        if self.phase != Phase::Open {
            return self.fail(error);
        }
        if self.recovery.is_healthy() {
            return;
        }
        self.signal.close(&mut self.out);
        match error.reason() {
            ErrorReason::TokenExpired | ErrorReason::TokenInvalid | ErrorReason::RoomNotFound => {
                self.renew(now, error);
            }
            reason => {
                self.recovery.unreachable |=
                    matches!(reason, ErrorReason::Network | ErrorReason::Timeout);
                self.next_attempt(now);
            }
        }
    }

    /// Requests fresh credentials from the app, because the token was rejected.
    pub(super) fn renew(&mut self, now: Millis, error: SpekoClientError) {
        self.recovery.probes.clear();
        if !self.config.renews_credentials {
            return self.give_up(error);
        }
        let id = self.out.next_id();
        self.recovery.step = Step::Renewing(id, now.after(ATTEMPT_TIMEOUT));
        self.out.push(LiveKitOutput::RenewCredentials(id));
    }

    pub(super) fn renewed(
        &mut self,
        now: Millis,
        id: RequestId,
        credentials: Result<Credentials, SpekoClientError>,
    ) {
        if !matches!(self.recovery.step, Step::Renewing(wanted, _) if wanted == id) {
            return;
        }
        let valid = credentials.and_then(|credentials| {
            let server = credentials.server(self.secure_page)?;
            Ok((server, credentials.token().clone()))
        });
        match valid {
            Ok((server, token)) => {
                self.signal.renew(server, token);
                self.recovery.needs_full_reconnect = true;
                self.reconnect(now);
            }
            // The app's backend may be unreachable as well.
            Err(_) => self.next_attempt(now),
        }
    }

    /// Handles the server's leave: ends the session, or reconnects.
    pub(super) fn server_left(&mut self, now: Millis, leave: &LeaveRequest) {
        let name = leave.reason().as_str_name();
        if self.phase != Phase::Open {
            return self.fail(rejected(leave));
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
            // Reason 0 carries no information.
            return self.close(
                reason,
                (leave.reason() != Why::UnknownReason).then_some(name),
            );
        }
        let resume = leave.action() == Action::Resume;
        let failure = if resume {
            Failure::Media
        } else {
            Failure::Session
        };
        self.connection_lost(now, failure, failed(ErrorReason::Refused), name);
    }

    /// Opens the subscriber peer connection. Called once the server has accepted the join.
    pub(super) fn open_subscriber(&mut self) {
        self.out.push(LiveKitOutput::Subscriber(PeerOutput::Create {
            microphone: false,
            receivers: 0,
        }));
    }
}

/// Returns whether another join would be refused, or would replace another client.
fn is_final(leave: &LeaveRequest) -> bool {
    let reconnects = leave.action() != Action::Disconnect
        // Set by older servers instead of the action.
        || leave.can_reconnect
        // These reasons were not requested by anyone, and do not imply that another join is
        // refused.
        || matches!(
            leave.reason(),
            Why::ServerShutdown | Why::StateMismatch | Why::Migration | Why::SignalClose | Why::ConnectionTimeout
        );
    !reconnects || leave.reason() == Why::DuplicateIdentity
}
