//! The local microphone: requested, attached to its transceiver, replaced and released. Muting is
//! in `mute`.
//!
//! At most two microphones are open: the attached one and its replacement. Both are enabled and
//! disabled together, so that mute holds for whichever track the browser sends during the
//! replacement.

use crate::config::{AudioConstraints, SessionConfig};
use crate::device::{DeviceChange, DeviceReason};
use crate::engine::io::{MediaOutput, MicInput, RequestId};
use crate::engine::outbox::Effects;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{Event, MicState};

/// What an input means for the rest of the machine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing, or a change that [`Microphone::state`] reflects.
    None,
    /// No microphone is available: the reason and the browser's error name.
    Failed(ErrorReason, String),
    /// The chosen microphone is not available, and the previous one stays in use.
    Kept(ErrorReason, String),
}

impl Outcome {
    /// Returns the error to report, and whether the session still has a microphone.
    pub(crate) fn into_error(self) -> Option<(SpekoClientError, bool)> {
        let (reason, name, has_microphone) = match self {
            Self::None => return None,
            Self::Failed(reason, name) => (reason, name, false),
            Self::Kept(reason, name) => (reason, name, true),
        };
        let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, reason);
        Some((error.with_cause(name), has_microphone))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The browser asks the user for permission, for an unlimited time.
    Prompting,
    /// Its track is being attached.
    Attaching,
}

/// Why a microphone is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestReason {
    /// The session starts, or the user unmutes.
    Wanted,
    /// The reason that the event will report.
    Change(DeviceReason),
}

/// A microphone that was requested and is not attached yet.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) op: RequestId,
    pub(crate) device: Option<String>,
    pub(crate) why: RequestReason,
    stage: Stage,
    /// The previous microphone's device, to return to. `Some` if it was released to open this one.
    previous_device: Option<Option<String>>,
}

/// The attached microphone.
#[derive(Debug)]
pub(crate) struct Attached {
    pub(crate) op: RequestId,
    pub(crate) device: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Microphone {
    pub(crate) attached: Option<Attached>,
    pub(crate) pending: Option<Pending>,
    /// The chosen device. `None` tracks the system default.
    pub(crate) device: Option<String>,
    pub(crate) constraints: AudioConstraints,
    /// Whether this session uses a microphone at all.
    pub(crate) enabled: bool,
    pub(crate) release_on_mute: bool,
    pub(crate) muted: bool,
    pub(crate) server_muted: bool,
    /// The server revoked publish permission and no longer forwards the track.
    pub(crate) unpublished_by_server: bool,
    /// The system muted the attached track.
    pub(crate) system_muted: bool,
    /// The state that is reported while no microphone is attached.
    pub(crate) detached_state: MicState,
    /// Losses since the last user action or device change. A device that ends whenever it opens is
    /// not retried forever.
    pub(crate) losses: u32,
}

const MAX_LOSSES: u32 = 3;

impl Microphone {
    pub(crate) fn new(config: &SessionConfig) -> Self {
        Self {
            attached: None,
            pending: None,
            device: config.input_device.clone(),
            constraints: config.constraints,
            enabled: config.mic_enabled,
            release_on_mute: config.release_mic_on_mute,
            muted: config.mic_muted,
            server_muted: false,
            unpublished_by_server: false,
            system_muted: false,
            detached_state: MicState::Unavailable,
            losses: 0,
        }
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.muted || self.server_muted || self.unpublished_by_server
    }

    pub(crate) fn state(&self) -> MicState {
        match self.attached {
            None => self.detached_state,
            Some(_) if self.server_muted || self.unpublished_by_server => MicState::ServerMuted,
            Some(_) if self.muted || self.system_muted => MicState::Muted,
            Some(_) => MicState::Live,
        }
    }

    /// Returns whether the permission prompt is open.
    pub(crate) fn is_prompting(&self) -> bool {
        let pending = self.pending.as_ref();
        pending.is_some_and(|pending| pending.stage == Stage::Prompting)
    }

    /// Returns whether the microphone is ready: attached, or released by mute.
    pub(crate) fn is_open(&self) -> bool {
        self.attached.is_some() || self.detached_state == MicState::Released
    }

    /// Starts the microphone with the session.
    pub(crate) fn start(&mut self, out: &mut dyn Effects) {
        if self.muted && self.release_on_mute {
            self.detached_state = MicState::Released;
        } else {
            self.request(self.device.clone(), RequestReason::Wanted, out);
        }
    }

    /// Requests a microphone, and drops a pending request. The attached one stays until the new one
    /// replaces it, so a refusal interrupts nothing. Safari ends or mutes the old track when a new
    /// one opens, which is not reported as a loss. A browser that cannot open two at once reports
    /// so; the request is then repeated after the first is released.
    pub(crate) fn request(
        &mut self,
        device: Option<String>,
        why: RequestReason,
        out: &mut dyn Effects,
    ) {
        self.drop_pending(out);
        let op = out.next_id();
        out.media(MediaOutput::OpenMic {
            op,
            device: device.clone(),
            constraints: self.constraints,
            muted: self.is_muted(),
        });
        self.pending = Some(Pending {
            op,
            device,
            why,
            stage: Stage::Prompting,
            previous_device: None,
        });
    }

    /// Selects a device at the app's request.
    pub(crate) fn select_device(&mut self, device: Option<String>, out: &mut dyn Effects) {
        self.losses = 0;
        self.device = device.clone();
        let used = self.attached.as_ref().map(|mic| &mic.device);
        if (self.pending.is_none() && used == Some(&device)) || !self.is_wanted() {
            return;
        }
        let first = self.attached.is_none() && self.detached_state == MicState::Unavailable;
        let chosen = RequestReason::Change(DeviceReason::Chosen);
        self.request(
            device,
            if first { RequestReason::Wanted } else { chosen },
            out,
        );
    }

    /// Returns whether the device should be open.
    pub(crate) fn is_wanted(&self) -> bool {
        self.enabled && !(self.muted && self.release_on_mute)
    }

    /// Attaches the open microphone to a new transceiver.
    pub(crate) fn reattach(&mut self, out: &mut dyn Effects) {
        if std::mem::take(&mut self.unpublished_by_server) {
            self.enable(out);
        }
        let attached = self.attached.as_ref().map(|mic| mic.op);
        let pending = self.pending.as_ref();
        let pending = pending.filter(|pending| pending.stage == Stage::Attaching);
        for op in attached
            .into_iter()
            .chain(pending.map(|pending| pending.op))
        {
            out.media(MediaOutput::AttachMic(op));
        }
    }

    pub(crate) fn handle(
        &mut self,
        op: RequestId,
        input: MicInput,
        out: &mut dyn Effects,
    ) -> Outcome {
        let stage = self.pending.as_ref().filter(|pending| pending.op == op);
        let stage = stage.map(|pending| pending.stage);
        let in_use = stage.is_none() && self.attached.as_ref().is_some_and(|mic| mic.op == op);
        match input {
            MicInput::Opened => {
                if let Some(pending) = self
                    .pending
                    .as_mut()
                    .filter(|_| stage == Some(Stage::Prompting))
                {
                    pending.stage = Stage::Attaching;
                    // The user may have muted during the prompt.
                    out.media(MediaOutput::EnableMic(op, !self.is_muted()));
                    out.media(MediaOutput::AttachMic(op));
                } else {
                    // The request was dropped before the user granted it.
                    out.media(MediaOutput::ReleaseMic(op));
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
                    out.media(MediaOutput::ReleaseMic(op));
                    return self.refused(ErrorReason::Browser, name, out);
                }
            }
            MicInput::Ended if stage == Some(Stage::Attaching) => {
                out.media(MediaOutput::ReleaseMic(op));
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
            out.media(MediaOutput::ReleaseMic(old.op));
        }
        if let RequestReason::Change(reason) = pending.why {
            let device = pending.device.clone();
            out.emit(Event::InputDevice(DeviceChange { device, reason }));
        }
        self.system_muted = false;
        self.attached = Some(Attached {
            op: pending.op,
            device: pending.device,
        });
    }

    /// Handles a microphone that ended or is no longer listed, and requests the system default.
    pub(crate) fn lost(&mut self, out: &mut dyn Effects) -> Outcome {
        let Some(lost) = self.attached.take() else {
            return Outcome::None;
        };
        out.media(MediaOutput::ReleaseMic(lost.op));
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
        let chosen = pending.why == RequestReason::Change(DeviceReason::Chosen);
        if let Some(attached) = &self.attached {
            if !chosen {
                return Outcome::None;
            }
            if reason != ErrorReason::DeviceBusy {
                let device = attached.device.clone();
                return self.keep_previous(device, reason, name, out);
            }
            // Perhaps the browser cannot open two at once.
            out.media(MediaOutput::ReleaseMic(attached.op));
            let previous_device = self.attached.take().map(|mic| mic.device);
            self.request(pending.device, pending.why, out);
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
        match pending.why {
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
        why: ErrorReason,
        name: String,
        out: &mut dyn Effects,
    ) -> Outcome {
        self.device = device.clone();
        let reason = DeviceReason::Refused;
        out.emit(Event::InputDevice(DeviceChange { device, reason }));
        Outcome::Kept(why, name)
    }

    /// Resets the count of losses, because the devices of the system changed.
    pub(crate) fn reset_losses(&mut self) {
        self.losses = 0;
    }

    /// Releases the microphone in any stage.
    pub(crate) fn release(&mut self, out: &mut dyn Effects) {
        self.drop_pending(out);
        if let Some(mic) = self.attached.take() {
            out.media(MediaOutput::ReleaseMic(mic.op));
        }
        self.detached_state = MicState::Unavailable;
    }

    fn drop_pending(&mut self, out: &mut dyn Effects) {
        if let Some(pending) = self.pending.take() {
            out.media(MediaOutput::ReleaseMic(pending.op));
        }
    }
}
