//! Keeps the socket alive with pings, and detects a server that is silent.

use super::errors::failed;
use super::{Signal, SignalEvent, State};
use crate::error::ErrorReason;
use crate::livekit::outbox::Outbox;
use crate::livekit::wire::{Ping, signal_request};
use crate::time::{Millis, earliest};

/// A tick that is late by more than this, in ms, means that the page was suspended and could not
/// receive. Timers of a hidden page run once a second, or once a minute.
const SUSPENDED_AFTER: u64 = 2_000;
/// How long the server may take to respond after such a suspension, in ms.
const WAKE_TIMEOUT: u64 = 5_000;

impl Signal {
    /// Pings the server now. It has to respond within `timeout` ms.
    pub(in crate::livekit) fn ping(&mut self, now: Millis, timeout: u64) {
        self.ping_at = Some(now);
        self.silence_deadline = earliest(&[self.silence_deadline, Some(now.after(timeout))]);
    }

    /// Extends the deadline after an outage: a pending ping arrives as late as TCP retransmits it.
    pub(in crate::livekit) fn extend_deadline(&mut self, now: Millis, timeout: u64) {
        if let Some(until) = &mut self.silence_deadline {
            *until = now.after(timeout).max(*until);
        }
    }

    pub(in crate::livekit) fn tick(&mut self, now: Millis) -> SignalEvent {
        match self.state {
            State::Opening(_, by) | State::Joining(_, by) if by <= now => {
                return SignalEvent::JoinFailed(failed(ErrorReason::Timeout));
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
            return SignalEvent::PingTimeout;
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
    pub(in crate::livekit) fn keep_alive(&mut self, now: Millis, out: &mut Outbox) {
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

    pub(in crate::livekit) fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Opening(_, by) | State::Joining(_, by) => Some(by),
            State::Joined(_) => earliest(&[self.ping_at, self.silence_deadline]),
            _ => None,
        }
    }
}
