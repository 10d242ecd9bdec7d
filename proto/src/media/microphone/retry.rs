//! Microphones that end or cannot be attached: requested again after a growing delay, then
//! reported.

use super::{Microphone, Outcome, RequestReason, Stage};
use crate::device::DeviceReason;
use crate::engine::io::{MediaOutput, RequestId};
use crate::engine::outbox::Effects;
use crate::error::ErrorReason;
use crate::event::MicState;
use crate::time::{Millis, earliest};

/// How often a microphone is requested again before the loss is reported. After that, only a device
/// change or the user leads to another request.
const MAX_LOSSES: u32 = 3;

/// How long after a loss and its delay it no longer counts, in ms.
const STABLE: u64 = 10_000;

/// Time limit for attaching a track, in ms.
const ATTACH_TIMEOUT: u64 = 10_000;

impl Microphone {
    /// Counts a loss, and delays the next automatic request: not at all after the first loss, then
    /// 0.5 s and 1 s, and 10 to 40 s once the loss was reported. The delay also limits requests
    /// that device changes cause: a failing device changes the device list whenever it fails.
    pub(super) fn count_loss(&mut self, now: Millis) {
        self.forget_losses(now);
        self.losses += 1;
        let unit = if self.losses > MAX_LOSSES { 625 } else { 125 };
        let delay = if self.losses > 1 {
            unit << self.losses.min(6)
        } else {
            0
        };
        self.retry_from = now.after(delay);
    }

    fn forget_losses(&mut self, now: Millis) {
        if self.retry_from.after(STABLE) <= now {
            self.losses = 0;
        }
    }

    /// Replaces the attached microphone without an act of the user, unless that happened too often.
    /// Returns whether it is requested.
    pub(crate) fn change(
        &mut self,
        now: Millis,
        device: Option<String>,
        reason: DeviceReason,
        out: &mut dyn Effects,
    ) -> bool {
        self.forget_losses(now);
        let may_change = self.losses < MAX_LOSSES;
        if may_change {
            self.losses += 1;
            self.retry_from = now;
            self.request(device, RequestReason::Change(reason), out);
        }
        may_change
    }

    /// Requests a microphone again because one is listed: the chosen one, or the system default.
    /// Has no effect if a request is planned already.
    pub(crate) fn reopen(&mut self, chosen: bool) {
        let returned = RequestReason::Change(DeviceReason::Returned);
        self.retry.get_or_insert((chosen, returned));
    }

    /// Handles a microphone that ended (`DeviceLost`), which the system default replaces, or that
    /// cannot be attached again (`DeviceFailed`), which is requested once more.
    pub(super) fn lost(
        &mut self,
        now: Millis,
        reason: ErrorReason,
        name: String,
        out: &mut dyn Effects,
    ) -> Outcome {
        let Some(lost) = self.attached.take() else {
            return Outcome::None;
        };
        out.media(MediaOutput::ReleaseMic(lost.id));
        let ended = reason == ErrorReason::DeviceLost;
        self.detached_state = if ended {
            MicState::Missing
        } else {
            MicState::Unavailable
        };
        self.count_loss(now);
        if let Some(pending) = &mut self.pending {
            // Safari ends the old track when a new one opens.
            if pending.reason == RequestReason::Change(DeviceReason::Chosen) {
                pending.previous_device = Some(lost.device);
            }
        } else if self.losses > MAX_LOSSES {
            return Outcome::Failed(reason, name);
        } else if ended {
            self.retry = Some((false, RequestReason::Change(DeviceReason::Unplugged)));
        } else {
            self.retry = Some((true, RequestReason::Wanted));
        }
        Outcome::None
    }

    /// Runs after each input: ends an attempt to attach a track that takes too long, and issues a
    /// delayed request.
    pub(crate) fn settle(&mut self, now: Millis, out: &mut dyn Effects) -> Outcome {
        let mut outcome = Outcome::None;
        if self.attach_by.take_if(|by| *by <= now).is_some() {
            let name = "TimeoutError".to_owned();
            outcome = self.not_attached(now, name, out);
            // The browser may complete it after all.
            self.attach_again(out);
        }
        if self.retry_from <= now
            && self.pending.is_none()
            && let Some((chosen, reason)) = self.retry.take()
        {
            let device = self.device.clone().filter(|_| chosen);
            self.request(device, reason, out);
        }
        let detached = self.attached.is_some() && !self.is_attached();
        let attach_by = self.attach_by.unwrap_or(now.after(ATTACH_TIMEOUT));
        self.attach_by = (detached || self.attaching().is_some()).then_some(attach_by);
        outcome
    }

    /// Returns the requested microphone whose track is being attached.
    pub(super) fn attaching(&self) -> Option<RequestId> {
        let pending = self.pending.as_ref();
        let attaching = pending.filter(|pending| pending.stage == Stage::Attaching);
        attaching.map(|pending| pending.id)
    }

    /// Handles a failure to attach the requested microphone, or else the attached one.
    pub(super) fn not_attached(
        &mut self,
        now: Millis,
        name: String,
        out: &mut dyn Effects,
    ) -> Outcome {
        match self.attaching() {
            Some(id) => {
                out.media(MediaOutput::ReleaseMic(id));
                self.refused(now, ErrorReason::DeviceFailed, name, out)
            }
            None => self.lost(now, ErrorReason::DeviceFailed, name, out),
        }
    }

    /// Returns when [`settle`](Self::settle) has something to do.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        let retry = self.retry.as_ref().filter(|_| self.pending.is_none());
        earliest(&[self.attach_by, retry.map(|_| self.retry_from)])
    }
}
