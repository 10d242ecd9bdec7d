//! Recovers lost connections: by an ICE restart, by resuming the session on a new socket, or by a
//! full reconnect.
//!
//! What still works is left alone. Audio continues while only the socket is lost. ICE recovers from
//! a short outage by itself, faster than any restart. Without network, only the server's
//! reachability is probed.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{ConnectionState, DisconnectReason, Event};
use crate::list;
use crate::livekit::io::{Probe, RequestId};
use crate::livekit::join;
use crate::livekit::recovery::{Failure, Step};
use crate::livekit::signal::{failed, refusal};
use crate::time::Millis;

/// How long an attempt that has reached the server may take, in ms.
pub(super) const ATTEMPT_TIMEOUT: u64 = 10_000;
/// How long the server may send nothing once the media is silent, in ms.
pub(super) const SERVER_TIMEOUT: u64 = 4_000;
/// How long ICE may recover by itself once the server has responded again, in ms.
pub(super) const ICE_GRACE: u64 = 600;
/// The minimum delay from the second attempt on, in ms, whatever the policy says.
const MIN_DELAY: u64 = 100;
/// The maximum number of pending reachability probes.
const MAX_PROBES: usize = 12;
/// The interval between unanswered probes, in ms. At first TCP itself retransmits every second. A
/// browser allows six connections per host and keeps those still connecting, even if their requests
/// are aborted. With more frequent probes all six would soon be old ones, which retransmit every
/// four seconds, then every eight.
const PROBE_INTERVAL: u64 = 2_500;
/// A failure within this time after a network change, in ms, is attributed to it.
const NETWORK_CHANGE: u64 = 10_000;
/// The server removes a participant that is silent for longer than this, in ms. A resume would then
/// be a wasted round trip.
const PARTICIPANT_TIMEOUT: u64 = 40_000;

impl Machine {
    /// Handles a lost connection. Before the session opens, this is the error of `create`;
    /// afterwards recovery starts.
    pub(super) fn connection_lost(
        &mut self,
        now: Millis,
        failure: Failure,
        error: SpekoClientError,
        reason_name: &'static str,
    ) {
        match self.phase {
            Phase::Connecting | Phase::Prepared => self.fail(error),
            Phase::Open => {
                self.begin_recovery(now, failure, reason_name);
                self.next_attempt(now);
            }
            Phase::Idle | Phase::Closed => {}
        }
    }

    pub(super) fn begin_recovery(&mut self, now: Millis, failure: Failure, name: &'static str) {
        let recovery = &mut self.recovery;
        if recovery.is_healthy() {
            recovery.since = recovery.silent_since.unwrap_or(now);
            recovery.attempt = 0;
            recovery.server_knew_muted = self.publication.server_knows_muted;
            recovery.mute_before_resume = None;
        }
        let network_changed = recovery
            .network_changed_at
            .is_some_and(|at| at.after(NETWORK_CHANGE) > now);
        recovery.name = name;
        recovery.needs_ice_restart |= network_changed || failure == Failure::Media;
        recovery.unreachable |= failure == Failure::Silent;
        recovery.needs_full_reconnect |= failure == Failure::Session || self.resume_disabled;
        recovery.awaiting_inbound |=
            recovery.is_media_silent() && self.peer_connections.are_connected();
        (recovery.silent_since, recovery.restart_at) = (None, None);
        self.negotiator.pause();
        self.out.queue_signals();
        self.reported
            .set_connection(ConnectionState::Reconnecting, &mut self.out);
    }

    /// Starts recovery with an ICE restart. The server is reachable, so the policy is not asked to
    /// delay the first attempt.
    fn begin_ice_restart(&mut self, now: Millis, name: &'static str) {
        self.begin_recovery(now, Failure::Media, name);
        self.recovery.attempt = 1;
        self.out.emit(Event::Reconnecting { attempt: 1 });
    }

    pub(super) fn next_attempt(&mut self, now: Millis) {
        let recovery = &mut self.recovery;
        let elapsed = now.0.saturating_sub(recovery.since.0);
        match self
            .config
            .reconnect_policy
            .delay(recovery.attempt + 1, elapsed)
        {
            None => self.give_up(failed(ErrorReason::LineLost)),
            Some(0) if recovery.attempt == 0 => self.attempt(now),
            Some(delay) => {
                // A failed attempt may have left its socket open; no answer is awaited on it.
                recovery.step = Step::Waiting(now.after(delay.max(MIN_DELAY)));
            }
        }
    }

    pub(super) fn attempt(&mut self, now: Millis) {
        let recovery = &mut self.recovery;
        recovery.attempt += 1;
        let attempt = recovery.attempt;
        self.out.emit(Event::Reconnecting { attempt });
        if !self.recovery.unreachable || self.recovery.probes_blocked {
            return self.reconnect(now);
        }
        // A WebSocket that connects without network retries at growing intervals. So separate
        // probes are sent, and the first answer counts. The existing socket stays open, since it
        // may recover by itself.
        let waits = |(_, at): &(RequestId, Millis)| at.after(PROBE_INTERVAL) > now;
        if !self.recovery.probes.last().is_some_and(waits) {
            self.send_probe(now);
        }
        let recovery = &mut self.recovery;
        let elapsed = now.0.saturating_sub(recovery.since.0);
        match self.config.reconnect_policy.delay(attempt + 1, elapsed) {
            Some(delay) => recovery.step = Step::Probing(now.after(delay.max(MIN_DELAY))),
            None => recovery.step = Step::Probing(now.after(ATTEMPT_TIMEOUT)),
        }
    }

    pub(super) fn send_probe(&mut self, now: Millis) {
        let params = join::resume(self.dual_pc, self.participants.local_sid());
        let recovery = &mut self.recovery;
        if recovery.probes.len() == MAX_PROBES {
            list::take_at(&mut recovery.probes, 0);
        }
        // Alternates between CORS and no-CORS probes: browsers keep separate connections for each.
        // The first probe uses CORS, so that a rejection's reason can be read.
        recovery.last_no_cors = !recovery.last_no_cors && !recovery.probes.is_empty();
        let probe = self
            .signal
            .probe(&params, recovery.last_no_cors, &mut self.out);
        recovery.probes.push((probe, now));
    }

    /// Handles the result of a reachability probe. Returns whether `id` was one.
    pub(super) fn probe_answered(&mut self, now: Millis, id: RequestId, probe: &Probe) -> bool {
        let pending = self.recovery.probes.iter().position(|(one, _)| *one == id);
        let Some(at) = pending else {
            return false;
        };
        match probe {
            // The probe was sent when the media became silent, and nothing was received on media or
            // socket since. The device is on another network, and its old connections do not
            // recover.
            Probe::Answered { .. } if self.recovery.is_healthy() => {
                // The browser may report ICE as connected for a while, but it needs a restart all
                // the same.
                self.begin_ice_restart(now, "CONNECTION_TIMEOUT");
                self.reconnect(now);
            }
            Probe::Answered { status, .. } if *status < 500 => match status {
                401 | 403 => self.renew(now, refusal(probe)),
                _ => self.reconnect(now),
            },
            // This probe failed without waiting for a network. The next attempt sends another.
            _ => drop(list::take_at(&mut self.recovery.probes, at)),
        }
        true
    }

    pub(super) fn reconnect(&mut self, now: Millis) {
        let recovery = &mut self.recovery;
        recovery.probes.clear();
        recovery.unreachable = false;
        recovery.step = Step::Connecting(now.after(ATTEMPT_TIMEOUT));
        recovery.needs_full_reconnect |= recovery.since.after(PARTICIPANT_TIMEOUT) < now;
        let full = recovery.needs_full_reconnect;
        self.signal.close(&mut self.out);
        if full {
            recovery.awaiting_inbound = false;
            self.reset_session();
            self.create_peer_connection();
            // The microphone stays open; only its transceiver is new.
            self.reattach_mic();
        } else {
            let mut params = join::resume(self.dual_pc, self.participants.local_sid());
            params.is_reconnect = true;
            self.signal.open(now, params, &mut self.out);
        }
    }

    pub(super) fn recover_on_tick(&mut self, now: Millis) {
        let recovery = &mut self.recovery;
        if recovery.restart_at.is_some_and(|at| at <= now) {
            self.begin_ice_restart(now, "MEDIA_FAILURE");
            if self.peer_connections.has_subscriber_pc {
                // The server restarts ICE on the subscriber connection only for a resumed session.
                return self.reconnect(now);
            }
            self.recovery.step = Step::Connecting(now.after(ATTEMPT_TIMEOUT));
            // Uses the existing socket, since a new one would cost two round trips.
            return self.negotiator.restart(&mut self.out);
        }
        match recovery.step {
            Step::Waiting(at) | Step::Probing(at) if at <= now => {
                let elapsed = now.0.saturating_sub(recovery.since.0);
                if self
                    .config
                    .reconnect_policy
                    .delay(recovery.attempt + 1, elapsed)
                    .is_none()
                {
                    self.give_up(failed(ErrorReason::LineLost));
                } else {
                    self.attempt(now);
                }
            }
            Step::Renewing(_, at) if at <= now => self.next_attempt(now),
            Step::Connecting(at) if at <= now => {
                // If the attempt did not get as far as the join, the server may still have the
                // session.
                recovery.needs_full_reconnect |= self.signal.is_joined();
                recovery.unreachable = true;
                self.signal.close(&mut self.out);
                self.next_attempt(now);
            }
            _ => {}
        }
    }

    /// Skips the wait for the next attempt, because the user asked for it or the network changed.
    pub(super) fn attempt_now(&mut self, now: Millis) {
        if matches!(
            self.recovery.step,
            Step::Waiting(_) | Step::Probing(_) | Step::Renewing(..)
        ) {
            self.attempt(now);
        }
    }

    pub(super) fn network_changed(&mut self, now: Millis) {
        if self.phase != Phase::Open {
            return;
        }
        self.recovery.network_changed_at = Some(now);
        if self.recovery.is_healthy() {
            self.signal.ping(now, SERVER_TIMEOUT);
        } else {
            self.attempt_now(now);
        }
    }

    /// Completes the recovery once the attempt has succeeded. Called after each input.
    pub(super) fn settle_recovery(&mut self) {
        let mic = &self.mic;
        let published = !mic.enabled || mic.unpublished_by_server || self.publication.has_sid();
        if matches!(self.recovery.step, Step::Connecting(_))
            && self.signal.is_joined()
            && self.peer_connections.are_connected()
            && self.negotiator.is_stable()
            && !self.recovery.awaiting_inbound
            && published
        {
            self.data.resume(&mut self.out);
            self.recovered();
        }
    }

    pub(super) fn recovered(&mut self) {
        let recovery = &mut self.recovery;
        recovery.step = Step::Healthy;
        recovery.probes.clear();
        (
            recovery.unreachable,
            recovery.needs_ice_restart,
            recovery.needs_full_reconnect,
        ) = (false, false, false);
        if std::mem::take(&mut recovery.needs_offer) && !self.dual_pc {
            // The server's request for m-lines, for participants who joined during the outage, went
            // to the old socket. It sends another one after each answer.
            self.negotiator.offer(&mut self.out);
        }
        self.inbound_poll.delay(self.data.now);
        self.out.send_queued();
        self.reported
            .set_connection(ConnectionState::Good, &mut self.out);
    }

    pub(super) fn give_up(&mut self, error: SpekoClientError) {
        self.leave();
        self.reported
            .set_connection(ConnectionState::Lost, &mut self.out);
        self.out.emit(Event::Error(error));
        self.close(DisconnectReason::Unknown, Some(self.recovery.name));
    }
}
