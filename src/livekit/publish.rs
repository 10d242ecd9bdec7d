//! Our microphone: asked for, attached to its line, announced to the server, muted and released.

use super::io::{MicInput, Op, Order};
use super::outbox::Outbox;
use super::proto::{MuteTrackRequest, signal_request};
use crate::error::ErrorReason;
use crate::event::MicState;
use crate::options::AudioConstraints;

/// What an input meant for the rest of the machine.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing, or something that the state shows.
    None,
    /// There will be no microphone: why, and the browser's word for it.
    Failed(ErrorReason, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Never asked for, or gone.
    Absent,
    /// The person is being asked, for as long as they like.
    Asking(Op),
    /// Its track is being put on the line.
    Attaching(Op),
    /// Its sound can leave.
    Attached(Op),
}

#[derive(Debug)]
pub(super) struct Publisher {
    stage: Stage,
    muted: bool,
    /// The server's id of our track, once it has one.
    sid: Option<String>,
    /// What the server believes.
    told_muted: bool,
    /// The line's id in the offer.
    cid: Option<String>,
}

impl Publisher {
    pub(super) fn new(muted: bool) -> Self {
        Self {
            stage: Stage::Absent,
            muted,
            sid: None,
            told_muted: muted,
            cid: None,
        }
    }

    pub(super) fn is_muted(&self) -> bool {
        self.muted
    }

    pub(super) fn state(&self) -> MicState {
        match self.stage {
            Stage::Attached(_) if self.muted => MicState::Muted,
            Stage::Attached(_) => MicState::Live,
            _ => MicState::Unavailable,
        }
    }

    /// Whether the person is still being asked.
    pub(super) fn is_asking(&self) -> bool {
        matches!(self.stage, Stage::Asking(_))
    }

    /// Whether its sound can leave and the server knows the track.
    pub(super) fn is_published(&self) -> bool {
        matches!(self.stage, Stage::Attached(_)) && self.sid.is_some()
    }

    /// Whether the server has yet to say that it knows the track.
    pub(super) fn awaits_server(&self) -> bool {
        self.sid.is_none()
    }

    pub(super) fn ask(
        &mut self,
        device: Option<String>,
        constraints: AudioConstraints,
        out: &mut Outbox,
    ) {
        let op = out.op();
        self.stage = Stage::Asking(op);
        out.push(Order::OpenMic {
            op,
            device,
            constraints,
            muted: self.muted,
        });
    }

    pub(super) fn announced(&mut self, cid: &str) {
        self.cid = Some(cid.to_owned());
        self.told_muted = self.muted;
    }

    pub(super) fn fact(&mut self, op: Op, input: MicInput, out: &mut Outbox) -> Outcome {
        match (self.stage, input) {
            (Stage::Asking(wanted), MicInput::Opened) if wanted == op => {
                self.stage = Stage::Attaching(op);
                // It may have been muted while the person was being asked.
                out.push(Order::EnableMic(op, !self.muted));
                out.push(Order::AttachMic(op));
                Outcome::None
            }
            // Granted after we had given it up: let it go at once.
            (_, MicInput::Opened) => {
                out.push(Order::ReleaseMic(op));
                Outcome::None
            }
            (Stage::Asking(wanted), MicInput::Failed(reason, name)) if wanted == op => {
                self.stage = Stage::Absent;
                Outcome::Failed(reason, name)
            }
            (Stage::Attaching(wanted), MicInput::Attached) if wanted == op => {
                self.stage = Stage::Attached(op);
                Outcome::None
            }
            (Stage::Attaching(wanted), MicInput::AttachFailed(name)) if wanted == op => {
                self.release(out);
                Outcome::Failed(ErrorReason::Browser, name)
            }
            (Stage::Attaching(wanted) | Stage::Attached(wanted), MicInput::Ended)
                if wanted == op =>
            {
                self.release(out);
                Outcome::Failed(ErrorReason::DeviceLost, String::new())
            }
            _ => Outcome::None,
        }
    }

    /// The server knows a track of ours. Whether it is the microphone.
    pub(super) fn published(&mut self, cid: &str, sid: String, out: &mut Outbox) -> bool {
        if self.cid.as_deref() != Some(cid) || self.sid.is_some() {
            return false;
        }
        self.sid = Some(sid);
        self.tell(out);
        true
    }

    pub(super) fn is_cid(&self, cid: &str) -> bool {
        self.cid.as_deref() == Some(cid)
    }

    pub(super) fn is_sid(&self, sid: &str) -> bool {
        self.sid.as_deref() == Some(sid)
    }

    /// Silence first, then the word to the server.
    pub(super) fn set_muted(&mut self, muted: bool, out: &mut Outbox) {
        self.muted = muted;
        self.enable(out);
        self.tell(out);
    }

    /// The server has muted us: it knows already.
    pub(super) fn muted_by_server(&mut self, muted: bool, out: &mut Outbox) {
        self.muted = muted;
        self.told_muted = muted;
        self.enable(out);
    }

    fn enable(&mut self, out: &mut Outbox) {
        if let Stage::Attaching(op) | Stage::Attached(op) = self.stage {
            out.push(Order::EnableMic(op, !self.muted));
        }
    }

    fn tell(&mut self, out: &mut Outbox) {
        let Some(sid) = &self.sid else { return };
        if self.told_muted != self.muted {
            self.told_muted = self.muted;
            let mute = MuteTrackRequest {
                sid: sid.clone(),
                muted: self.muted,
            };
            out.signal(signal_request::Message::Mute(mute));
        }
    }

    /// Lets the device go, whatever stage it is in.
    pub(super) fn release(&mut self, out: &mut Outbox) {
        if let Stage::Asking(op) | Stage::Attaching(op) | Stage::Attached(op) = self.stage {
            out.push(Order::ReleaseMic(op));
        }
        self.stage = Stage::Absent;
    }
}
