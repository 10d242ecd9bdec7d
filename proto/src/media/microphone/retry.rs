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

/// How long a microphone has to be attached until earlier losses no longer count, in ms.
const STABLE: u64 = 10_000;

/// Time limit for attaching a track, in ms.
const ATTACH_TIMEOUT: u64 = 10_000;

impl Microphone {
    /// Counts a loss, and delays the next automatic request: not at all after the first loss, then
    /// 0.5 s and 1 s, and 10 to 40 s once the loss was reported. The delay also limits requests
    /// that device changes cause: a failing device changes the device list whenever it fails.
    pub(super) fn count_loss(&mut self, now: Millis) {
        self.losses += 1;
        self.stable_at = None;
        let delay = match self.losses {
            0 | 1 => 0,
            more @ 2..=MAX_LOSSES => 250 << (more - 1),
            more => 10_000 << (more - MAX_LOSSES - 1).min(2),
        };
        self.retry_from = now.after(delay);
    }

    /// Replaces the attached microphone without an act of the user, unless that happened too often.
    /// Returns whether it is requested.
    pub(crate) fn change(
        &mut self,
        device: Option<String>,
        reason: DeviceReason,
        out: &mut dyn Effects,
    ) -> bool {
        let may_change = self.losses < MAX_LOSSES;
        if may_change {
            self.losses += 1;
            self.stable_at = None;
            self.request(device, RequestReason::Change(reason), out);
        }
        may_change
    }

    /// Requests a microphone again because one is listed, unless that is planned already.
    pub(crate) fn reopen(&mut self, device: Option<String>) {
        let returned = RequestReason::Change(DeviceReason::Returned);
        self.retry.get_or_insert((device, returned));
    }

    /// Handles a microphone that ended, and requests the system default.
    pub(super) fn lost(&mut self, now: Millis, out: &mut dyn Effects) -> Outcome {
        let unplugged = RequestReason::Change(DeviceReason::Unplugged);
        let failed = Outcome::Failed(ErrorReason::DeviceLost, String::new());
        self.gone(now, MicState::Missing, (None, unplugged), failed, out)
    }

    /// Handles a microphone that cannot be attached again, and requests the same device.
    pub(super) fn not_attached(
        &mut self,
        now: Millis,
        name: String,
        out: &mut dyn Effects,
    ) -> Outcome {
        let device = self.attached.as_ref().and_then(|mic| mic.device.clone());
        let again = (device, RequestReason::Wanted);
        let failed = Outcome::Failed(ErrorReason::DeviceFailed, name);
        self.gone(now, MicState::Unavailable, again, failed, out)
    }

    fn gone(
        &mut self,
        now: Millis,
        state: MicState,
        retry: (Option<String>, RequestReason),
        failed: Outcome,
        out: &mut dyn Effects,
    ) -> Outcome {
        let Some(gone) = self.attached.take() else {
            return Outcome::None;
        };
        out.media(MediaOutput::ReleaseMic(gone.id));
        self.detached_state = state;
        self.count_loss(now);
        if let Some(pending) = &mut self.pending {
            // Safari ends the old track when a new one opens.
            if pending.reason == RequestReason::Change(DeviceReason::Chosen) {
                pending.previous_device = Some(gone.device);
            }
            return Outcome::None;
        }
        if self.losses > MAX_LOSSES {
            return failed;
        }
        self.retry = Some(retry);
        Outcome::None
    }

    /// Runs after each input: ends an attempt to attach a track that takes too long, and issues a
    /// delayed request.
    pub(crate) fn settle(&mut self, now: Millis, out: &mut dyn Effects) -> Outcome {
        let late = self.attach_by.take_if(|by| *by <= now).is_some();
        let outcome = if late {
            self.attach_timed_out(now, out)
        } else {
            Outcome::None
        };
        let counts = self.attached.is_some() && self.losses > 0;
        let stable_at = self.stable_at.unwrap_or(now.after(STABLE));
        self.stable_at = counts.then_some(stable_at);
        if self.stable_at.take_if(|at| *at <= now).is_some() {
            self.losses = 0;
        }
        if self.retry_from <= now
            && self.pending.is_none()
            && let Some((device, reason)) = self.retry.take()
        {
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

    fn attach_timed_out(&mut self, now: Millis, out: &mut dyn Effects) -> Outcome {
        let name = "TimeoutError".to_owned();
        let Some(id) = self.attaching() else {
            return self.not_attached(now, name, out);
        };
        out.media(MediaOutput::ReleaseMic(id));
        self.attach_again(out);
        self.refused(now, ErrorReason::DeviceFailed, name, out)
    }

    /// Returns when [`settle`](Self::settle) has something to do.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        let retry = self.retry.as_ref().filter(|_| self.pending.is_none());
        earliest(&[
            self.attach_by,
            self.stable_at,
            retry.map(|_| self.retry_from),
        ])
    }
}
