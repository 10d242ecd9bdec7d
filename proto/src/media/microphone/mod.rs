//! The local microphone: requested, attached to its transceiver, replaced and released. Muting is
//! in `mute`, requests and their outcomes in `request`, lost microphones and timeouts in `retry`.
//!
//! At most two microphones are open: the attached one and its replacement. Both are enabled and
//! disabled together, so that mute holds for whichever track the browser sends during the
//! replacement.

mod mute;
mod request;
mod retry;

use crate::config::{AudioConstraints, SessionConfig};
use crate::device::DeviceReason;
use crate::engine::io::{MediaOutput, RequestId};
use crate::engine::outbox::Effects;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::MicState;
use crate::time::Millis;

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
    pub(crate) id: RequestId,
    pub(crate) device: Option<String>,
    pub(crate) reason: RequestReason,
    stage: Stage,
    /// The browser waits for the user's answer.
    asked: bool,
    /// The previous microphone's device, to return to. `Some` if it was released to open this one,
    /// or ended since.
    previous_device: Option<Option<String>>,
    /// The system muted its track.
    system_muted: bool,
}

/// The attached microphone.
#[derive(Debug)]
pub(crate) struct Attached {
    pub(crate) id: RequestId,
    pub(crate) device: Option<String>,
    /// The system muted its track.
    system_muted: bool,
}

#[derive(Debug)]
pub(crate) struct Microphone {
    pub(crate) attached: Option<Attached>,
    /// The microphone whose track the sender has. Not `attached` while its track is being attached
    /// to a new sender, or after the browser attached a track that was dropped in the meantime.
    sender: Option<RequestId>,
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
    /// The state that is reported while no microphone is attached.
    pub(crate) detached_state: MicState,
    /// Losses and automatic changes since the last user action, or the last pause between them. A
    /// device that ends whenever it opens is not retried forever.
    pub(crate) losses: u32,
    /// A request to issue by itself, at `retry_from` at the earliest: of the chosen device (`true`)
    /// or the system default.
    retry: Option<(bool, RequestReason)>,
    retry_from: Millis,
    /// When attaching has taken too long.
    attach_by: Option<Millis>,
}

impl Microphone {
    pub(crate) fn new(config: &SessionConfig) -> Self {
        Self {
            attached: None,
            sender: None,
            pending: None,
            device: config.input_device.clone(),
            constraints: config.constraints,
            enabled: config.mic_enabled,
            release_on_mute: config.release_mic_on_mute,
            muted: config.mic_muted,
            server_muted: false,
            unpublished_by_server: false,
            detached_state: MicState::Unavailable,
            losses: 0,
            retry: None,
            retry_from: Millis(0),
            attach_by: None,
        }
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.muted || self.server_muted || self.unpublished_by_server
    }

    /// Returns the state to report. It is `Live` exactly when a track is attached to a sender,
    /// enabled, and not muted by the system. A track that ended is no longer `attached`.
    pub(crate) fn state(&self) -> MicState {
        match &self.attached {
            None => self.detached_state,
            Some(_) if self.server_muted || self.unpublished_by_server => MicState::ServerMuted,
            Some(mic) if self.muted || mic.system_muted => MicState::Muted,
            Some(_) if self.is_attached() => MicState::Live,
            Some(_) => MicState::Unavailable,
        }
    }

    /// Returns whether the permission prompt is open.
    pub(crate) fn is_prompting(&self) -> bool {
        let pending = self.pending.as_ref();
        pending.is_some_and(|pending| pending.stage == Stage::Prompting)
    }

    /// Returns whether the prompt is open and the user has not answered it for a while.
    pub(crate) fn awaits_answer(&self) -> bool {
        self.is_prompting() && self.pending.as_ref().is_some_and(|pending| pending.asked)
    }

    /// Returns whether the microphone is ready: attached, or released by mute.
    pub(crate) fn is_ready(&self) -> bool {
        self.is_attached() || self.detached_state == MicState::Released
    }

    fn is_attached(&self) -> bool {
        let attached = self.attached.as_ref();
        attached.is_some_and(|mic| self.sender == Some(mic.id))
    }

    /// Starts the microphone with the session.
    pub(crate) fn start(&mut self, out: &mut dyn Effects) {
        if self.muted && self.release_on_mute {
            self.detached_state = MicState::Released;
        } else {
            self.request(self.device.clone(), RequestReason::Wanted, out);
        }
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
        // Attempts on the old transceiver are no longer answered.
        self.sender = None;
        self.attach_again(out);
        if let Some(id) = self.attaching() {
            out.media(MediaOutput::AttachMic(id));
        }
    }

    /// Attaches the attached microphone once more.
    fn attach_again(&mut self, out: &mut dyn Effects) {
        self.attach_by = None;
        if let Some(mic) = &self.attached {
            out.media(MediaOutput::AttachMic(mic.id));
        }
    }

    /// Releases the microphone in any stage.
    pub(crate) fn release(&mut self, out: &mut dyn Effects) {
        if let Some(mic) = self.attached.take() {
            out.media(MediaOutput::ReleaseMic(mic.id));
        }
        self.drop_pending(out);
        self.retry = None;
        self.detached_state = MicState::Unavailable;
    }

    fn drop_pending(&mut self, out: &mut dyn Effects) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        out.media(MediaOutput::ReleaseMic(pending.id));
        if pending.stage == Stage::Attaching {
            // The browser may still complete it, which leaves a stopped track on the sender.
            self.attach_again(out);
        }
    }
}
