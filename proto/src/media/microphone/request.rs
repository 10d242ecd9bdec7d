//! Requests for a microphone, and what the browser reports about them: opened, attached, failed,
//! muted by the system.

use super::{Attached, Microphone, Outcome, Pending, RequestReason, Stage};
use crate::device::{DeviceChange, DeviceReason};
use crate::engine::io::{MediaOutput, MicInput, RequestId};
use crate::engine::outbox::Effects;
use crate::error::ErrorReason;
use crate::event::{Event, MicState};
use crate::time::Millis;

impl Microphone {
    /// Requests a microphone, and drops a pending request. The attached one stays until the new one
    /// replaces it, so a refusal interrupts nothing. Safari ends or mutes the old track when a new
    /// one opens, which is not reported as a loss. A browser that cannot open two at once reports
    /// so; the request is then repeated after the first is released.
    pub(crate) fn request(
        &mut self,
        device: Option<String>,
        reason: RequestReason,
        out: &mut dyn Effects,
    ) {
        self.drop_pending(out);
        self.retry = None;
        let id = out.next_id();
        out.media(MediaOutput::OpenMic {
            id,
            device: device.clone(),
            constraints: self.constraints,
            muted: self.is_muted(),
        });
        self.pending = Some(Pending {
            id,
            device,
            reason,
            stage: Stage::Prompting,
            asked: false,
            previous_device: None,
            system_muted: false,
        });
    }

    pub(crate) fn handle(
        &mut self,
        now: Millis,
        id: RequestId,
        input: MicInput,
        out: &mut dyn Effects,
    ) -> Outcome {
        let stage = self.pending.as_ref().filter(|pending| pending.id == id);
        let stage = stage.map(|pending| pending.stage);
        let in_use = stage.is_none() && self.attached.as_ref().is_some_and(|mic| mic.id == id);
        match input {
            MicInput::Prompted => {
                if let Some(pending) = self.pending.as_mut().filter(|pending| pending.id == id) {
                    pending.asked = true;
                }
            }
            MicInput::Opened => {
                if let Some(pending) = self
                    .pending
                    .as_mut()
                    .filter(|_| stage == Some(Stage::Prompting))
                {
                    pending.stage = Stage::Attaching;
                    self.attach_by = None;
                    // The user may have muted during the prompt.
                    out.media(MediaOutput::EnableMic(id, !self.is_muted()));
                    out.media(MediaOutput::AttachMic(id));
                } else {
                    // The request was dropped before the user granted it.
                    out.media(MediaOutput::ReleaseMic(id));
                }
            }
            MicInput::Failed(reason, name) => {
                if stage == Some(Stage::Prompting) {
                    return self.refused(now, reason, name, out);
                }
            }
            MicInput::Attached => {
                self.sender = Some(id);
                if stage == Some(Stage::Attaching) {
                    self.on_attached(out);
                }
            }
            MicInput::AttachFailed(name) => {
                // The sender keeps the track that it has.
                if stage == Some(Stage::Attaching) {
                    return self.not_attached(now, name, out);
                }
                if in_use && !self.is_attached() {
                    return self.lost(now, ErrorReason::DeviceFailed, name, out);
                }
            }
            MicInput::Ended if stage == Some(Stage::Attaching) => {
                out.media(MediaOutput::ReleaseMic(id));
                self.attach_again(out);
                return self.refused(now, ErrorReason::DeviceLost, String::new(), out);
            }
            MicInput::Ended if in_use => {
                return self.lost(now, ErrorReason::DeviceLost, String::new(), out);
            }
            MicInput::Ended => {}
            // Known before it opens, if the track is muted from the start.
            MicInput::TrackMuted(muted) => match (&mut self.pending, &mut self.attached) {
                (Some(pending), _) if pending.id == id => pending.system_muted = muted,
                (_, Some(mic)) if mic.id == id => mic.system_muted = muted,
                _ => {}
            },
        }
        Outcome::None
    }

    fn on_attached(&mut self, out: &mut dyn Effects) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        if let Some(old) = self.attached.take() {
            out.media(MediaOutput::ReleaseMic(old.id));
        }
        if let RequestReason::Change(reason) = pending.reason {
            let device = pending.device.clone();
            out.emit(Event::InputDevice(DeviceChange { device, reason }));
        }
        self.attached = Some(Attached {
            id: pending.id,
            device: pending.device,
            system_muted: pending.system_muted,
        });
    }

    /// Handles the failure of a request: tries another device, keeps the previous one, or fails.
    pub(super) fn refused(
        &mut self,
        now: Millis,
        reason: ErrorReason,
        name: String,
        out: &mut dyn Effects,
    ) -> Outcome {
        let Some(pending) = self.pending.take() else {
            return Outcome::None;
        };
        let chosen = pending.reason == RequestReason::Change(DeviceReason::Chosen);
        if let Some(attached) = &self.attached {
            if !chosen {
                return Outcome::None;
            }
            if reason != ErrorReason::DeviceBusy {
                let device = attached.device.clone();
                return self.keep_previous(device, reason, name, out);
            }
            // Perhaps the browser cannot open two at once.
            out.media(MediaOutput::ReleaseMic(attached.id));
            let previous_device = self.attached.take().map(|mic| mic.device);
            self.request(pending.device, pending.reason, out);
            if let Some(pending) = &mut self.pending {
                pending.previous_device = previous_device;
            }
            return Outcome::None;
        }
        if let Some(previous_device) = pending.previous_device {
            self.request(previous_device.clone(), RequestReason::Wanted, out);
            return self.keep_previous(previous_device, reason, name, out);
        }
        let gone = matches!(reason, ErrorReason::NoDevice | ErrorReason::DeviceLost);
        if gone && pending.device.is_some() {
            // The chosen device is not plugged in.
            self.request(None, RequestReason::Change(DeviceReason::Unplugged), out);
            return Outcome::None;
        }
        self.detached_state = match reason {
            _ if reason.is_denial() => MicState::Blocked,
            ErrorReason::DeviceBusy => MicState::InUse,
            _ if gone => MicState::Missing,
            _ => MicState::Unavailable,
        };
        if !chosen && pending.reason != RequestReason::Wanted {
            self.count_loss(now);
        }
        match pending.reason {
            // This attempt was automatic, so its failure is not reported.
            RequestReason::Change(DeviceReason::Returned) => Outcome::None,
            RequestReason::Change(DeviceReason::Unplugged) if gone => {
                Outcome::Failed(ErrorReason::DeviceLost, name)
            }
            _ => Outcome::Failed(reason, name),
        }
    }

    /// Selects the previous device again, after the chosen one was refused.
    fn keep_previous(
        &mut self,
        device: Option<String>,
        cause: ErrorReason,
        name: String,
        out: &mut dyn Effects,
    ) -> Outcome {
        self.device = device.clone();
        let reason = DeviceReason::Refused;
        out.emit(Event::InputDevice(DeviceChange { device, reason }));
        Outcome::Kept(cause, name)
    }
}
