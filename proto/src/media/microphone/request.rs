//! Requests for a microphone, and what the browser reports about them: opened, attached, failed,
//! lost.

use super::{Attached, MAX_LOSSES, Microphone, Outcome, Pending, RequestReason, Stage};
use crate::device::{DeviceChange, DeviceReason};
use crate::engine::io::{MediaOutput, MicInput, RequestId};
use crate::engine::outbox::Effects;
use crate::error::ErrorReason;
use crate::event::{Event, MicState};

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
            previous_device: None,
        });
    }

    pub(crate) fn handle(
        &mut self,
        id: RequestId,
        input: MicInput,
        out: &mut dyn Effects,
    ) -> Outcome {
        let stage = self.pending.as_ref().filter(|pending| pending.id == id);
        let stage = stage.map(|pending| pending.stage);
        let in_use = stage.is_none() && self.attached.as_ref().is_some_and(|mic| mic.id == id);
        match input {
            MicInput::Opened => {
                if let Some(pending) = self
                    .pending
                    .as_mut()
                    .filter(|_| stage == Some(Stage::Prompting))
                {
                    pending.stage = Stage::Attaching;
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
                    return self.refused(reason, name, out);
                }
            }
            MicInput::Attached => {
                if stage == Some(Stage::Attaching) {
                    self.on_attached(out);
                }
            }
            MicInput::AttachFailed(name) => {
                if stage == Some(Stage::Attaching) {
                    out.media(MediaOutput::ReleaseMic(id));
                    return self.refused(ErrorReason::Browser, name, out);
                }
            }
            MicInput::Ended if stage == Some(Stage::Attaching) => {
                out.media(MediaOutput::ReleaseMic(id));
                return self.refused(ErrorReason::DeviceLost, String::new(), out);
            }
            MicInput::Ended if in_use => return self.lost(out),
            MicInput::TrackMuted(system_muted) if in_use => self.system_muted = system_muted,
            MicInput::Ended | MicInput::TrackMuted(_) => {}
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
        self.system_muted = false;
        self.attached = Some(Attached {
            id: pending.id,
            device: pending.device,
        });
    }

    /// Handles a microphone that ended or is no longer listed, and requests the system default.
    pub(crate) fn lost(&mut self, out: &mut dyn Effects) -> Outcome {
        let Some(lost) = self.attached.take() else {
            return Outcome::None;
        };
        out.media(MediaOutput::ReleaseMic(lost.id));
        self.detached_state = MicState::Missing;
        self.losses += 1;
        if self.pending.is_some() {
            // Safari ends the old track when a new one opens.
            return Outcome::None;
        }
        if self.losses > MAX_LOSSES {
            return Outcome::Failed(ErrorReason::DeviceLost, String::new());
        }
        self.request(None, RequestReason::Change(DeviceReason::Unplugged), out);
        Outcome::None
    }

    /// Handles the failure of a request: tries another device, keeps the previous one, or fails.
    fn refused(&mut self, reason: ErrorReason, name: String, out: &mut dyn Effects) -> Outcome {
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
            ErrorReason::PermissionDenied => MicState::Blocked,
            ErrorReason::DeviceBusy => MicState::InUse,
            _ if gone => MicState::Missing,
            _ => MicState::Unavailable,
        };
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
