//! Our microphone: asked for, attached to its line, exchanged and released. Its mute is in `mute`.
//!
//! At most two are held: the one on the line and the one that is to take its place. Both are switched together, so that
//! whichever of them the browser has on the line while one takes the other's place, muted is muted.

use super::io::{MicInput, Op, Order};
use super::outbox::Outbox;
use crate::device::{DeviceChange, DeviceReason};
use crate::error::ErrorReason;
use crate::event::{Event, MicState};
use crate::livekit::proto::TrackPublishedResponse;
use crate::options::{AudioConstraints, ConversationOptions};

/// What an input meant for the rest of the machine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing, or something that the state shows.
    None,
    /// There is no microphone: why, and the browser's word for it.
    Failed(ErrorReason, String),
    /// The wanted one is not to be had; the one before goes on.
    Kept(ErrorReason, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The person is being asked, for as long as they like.
    Asking,
    /// Its track is being put on the line.
    Attaching,
}

/// Why one is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The session begins, or the caller unmutes.
    Wanted,
    /// As the event will say it.
    Change(DeviceReason),
}

/// A microphone that is to take the line.
#[derive(Debug)]
pub(crate) struct Next {
    pub(crate) op: Op,
    pub(crate) device: Option<String>,
    pub(crate) why: Why,
    stage: Stage,
    /// The one before it was let go for its sake: that one's device, to go back to.
    before: Option<Option<String>>,
}

/// The microphone on the line.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) op: Op,
    pub(crate) device: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Publisher {
    pub(crate) line: Option<Line>,
    pub(crate) next: Option<Next>,
    /// Wanted; nothing follows the system's default.
    pub(crate) device: Option<String>,
    pub(crate) constraints: AudioConstraints,
    /// Whether this session has a microphone at all.
    pub(crate) enabled: bool,
    pub(crate) release_on_mute: bool,
    pub(crate) muted: bool,
    pub(crate) server_muted: bool,
    /// The server has taken the right to publish: nobody can hear it any more.
    pub(crate) taken: bool,
    /// The system silences the one on the line.
    pub(crate) silenced: bool,
    /// What is true while none is on the line.
    pub(crate) without: MicState,
    /// How often one was lost since anything else happened: a device that ends as soon as it opens is given up.
    pub(crate) losses: u32,
    /// The server's id of our track, once it has one.
    pub(crate) sid: Option<String>,
    /// What the server says of it.
    pub(crate) known: Option<TrackPublishedResponse>,
    /// What the server believes.
    pub(crate) told_muted: bool,
    /// The line's id in the offer.
    pub(crate) cid: Option<String>,
}

const MAX_LOSSES: u32 = 3;

impl Publisher {
    pub(crate) fn new(options: &ConversationOptions) -> Self {
        Self {
            line: None,
            next: None,
            device: options.input_device.clone(),
            constraints: options.constraints,
            enabled: options.mic_enabled,
            release_on_mute: options.release_mic_on_mute,
            muted: options.mic_muted,
            server_muted: false,
            taken: false,
            silenced: false,
            without: MicState::Unavailable,
            losses: 0,
            sid: None,
            known: None,
            told_muted: options.mic_muted,
            cid: None,
        }
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.muted || self.server_muted || self.taken
    }

    pub(crate) fn state(&self) -> MicState {
        match self.line {
            None => self.without,
            Some(_) if self.server_muted || self.taken => MicState::ServerMuted,
            Some(_) if self.muted || self.silenced => MicState::Muted,
            Some(_) => MicState::Live,
        }
    }

    /// Whether the person is still being asked.
    pub(crate) fn is_asking(&self) -> bool {
        let next = self.next.as_ref();
        next.is_some_and(|next| next.stage == Stage::Asking)
    }

    /// Whether its sound can leave as soon as it may, and the server knows the track.
    pub(crate) fn is_published(&self) -> bool {
        self.is_open() && self.sid.is_some()
    }

    /// Whether its sound can leave as soon as it may.
    pub(crate) fn is_open(&self) -> bool {
        self.line.is_some() || self.without == MicState::Released
    }

    /// Whether the server has yet to say that it knows the track.
    pub(crate) fn awaits_server(&self) -> bool {
        self.sid.is_none()
    }

    /// The session begins.
    pub(crate) fn start(&mut self, out: &mut Outbox) {
        if self.muted && self.release_on_mute {
            self.without = MicState::Released;
        } else {
            self.ask(self.device.clone(), Why::Wanted, out);
        }
        // Joined ahead, the track is known as it was muted then.
        self.tell(out);
    }

    /// Asks for a microphone, and no more for one that is on its way. The one on the line goes on until the new one has
    /// taken its place: so a refusal costs nothing. Safari ends or silences it once the new one opens, which is then
    /// nobody's loss; a browser that cannot open two at once says so, and is asked again with the first let go.
    pub(crate) fn ask(&mut self, device: Option<String>, why: Why, out: &mut Outbox) {
        self.drop_next(out);
        let op = out.op();
        out.push(Order::OpenMic {
            op,
            device: device.clone(),
            constraints: self.constraints,
            muted: self.is_silent(),
        });
        self.next = Some(Next {
            op,
            device,
            why,
            stage: Stage::Asking,
            before: None,
        });
    }

    /// The caller wants this one from now on.
    pub(crate) fn choose(&mut self, device: Option<String>, out: &mut Outbox) {
        self.losses = 0;
        self.device = device.clone();
        let used = self.line.as_ref().map(|line| &line.device);
        if (self.next.is_none() && used == Some(&device)) || !self.is_wanted() {
            return;
        }
        let first = self.line.is_none() && self.without == MicState::Unavailable;
        let chosen = Why::Change(DeviceReason::Chosen);
        self.ask(device, if first { Why::Wanted } else { chosen }, out);
    }

    /// Whether the hardware is to be held.
    pub(crate) fn is_wanted(&self) -> bool {
        self.enabled && !(self.muted && self.release_on_mute)
    }

    /// The line is another one: the open microphone goes on it, and the server knows nothing of it yet.
    pub(crate) fn anew(&mut self, out: &mut Outbox) {
        (self.sid, self.known, self.cid) = (None, None, None);
        if std::mem::take(&mut self.taken) {
            self.enable(out);
        }
        let line = self.line.as_ref().map(|line| line.op);
        let next = self.next.as_ref();
        let next = next.filter(|next| next.stage == Stage::Attaching);
        for op in line.into_iter().chain(next.map(|next| next.op)) {
            out.push(Order::AttachMic(op));
        }
    }

    /// Our track as the server knows it.
    pub(crate) fn synced(&self) -> Vec<TrackPublishedResponse> {
        self.known
            .as_ref()
            .map_or_else(Vec::new, |known| vec![known.clone()])
    }

    pub(crate) fn announced(&mut self, cid: &str) {
        self.cid = Some(cid.to_owned());
        self.told_muted = self.is_silent();
    }

    pub(crate) fn fact(&mut self, op: Op, input: MicInput, out: &mut Outbox) -> Outcome {
        let stage = self.next.as_ref().filter(|next| next.op == op);
        let stage = stage.map(|next| next.stage);
        let on_line = stage.is_none() && self.line.as_ref().is_some_and(|line| line.op == op);
        match input {
            MicInput::Opened => {
                if let Some(next) = self.next.as_mut().filter(|_| stage == Some(Stage::Asking)) {
                    next.stage = Stage::Attaching;
                    // It may have been muted while the person was being asked.
                    out.push(Order::EnableMic(op, !self.is_silent()));
                    out.push(Order::AttachMic(op));
                } else {
                    // Granted after we had given it up: let it go at once.
                    out.push(Order::ReleaseMic(op));
                }
            }
            MicInput::Failed(reason, name) => {
                if stage == Some(Stage::Asking) {
                    return self.refused(reason, name, out);
                }
            }
            MicInput::Attached => {
                if stage == Some(Stage::Attaching) {
                    self.attached(out);
                }
            }
            MicInput::AttachFailed(name) => {
                if stage == Some(Stage::Attaching) {
                    out.push(Order::ReleaseMic(op));
                    return self.refused(ErrorReason::Browser, name, out);
                }
            }
            MicInput::Ended if stage == Some(Stage::Attaching) => {
                out.push(Order::ReleaseMic(op));
                return self.refused(ErrorReason::DeviceLost, String::new(), out);
            }
            MicInput::Ended if on_line => return self.lost(out),
            MicInput::Silenced(silenced) if on_line => self.silenced = silenced,
            MicInput::Ended | MicInput::Silenced(_) => {}
        }
        Outcome::None
    }

    fn attached(&mut self, out: &mut Outbox) {
        let Some(next) = self.next.take() else { return };
        if let Some(old) = self.line.take() {
            out.push(Order::ReleaseMic(old.op));
        }
        if let Why::Change(reason) = next.why {
            let device = next.device.clone();
            out.emit(Event::InputDevice(DeviceChange { device, reason }));
        }
        self.silenced = false;
        self.line = Some(Line {
            op: next.op,
            device: next.device,
        });
    }

    /// The one on the line ended, or is not in the list any more: the system's default takes its place.
    pub(crate) fn lost(&mut self, out: &mut Outbox) -> Outcome {
        let Some(line) = self.line.take() else {
            return Outcome::None;
        };
        out.push(Order::ReleaseMic(line.op));
        self.without = MicState::Missing;
        self.losses += 1;
        if self.next.is_some() {
            // Safari ends the old one when another opens.
            return Outcome::None;
        }
        if self.losses > MAX_LOSSES {
            return Outcome::Failed(ErrorReason::DeviceLost, String::new());
        }
        self.ask(None, Why::Change(DeviceReason::Unplugged), out);
        Outcome::None
    }

    /// The one on its way will not come: another is tried, or the one before goes on, or there is none.
    fn refused(&mut self, reason: ErrorReason, name: String, out: &mut Outbox) -> Outcome {
        let Some(next) = self.next.take() else {
            return Outcome::None;
        };
        let chosen = next.why == Why::Change(DeviceReason::Chosen);
        if let Some(line) = &self.line {
            if !chosen {
                return Outcome::None;
            }
            if reason != ErrorReason::DeviceBusy {
                let device = line.device.clone();
                return self.keep(device, reason, name, out);
            }
            // Perhaps only because this browser opens no two at once.
            out.push(Order::ReleaseMic(line.op));
            let before = self.line.take().map(|line| line.device);
            self.ask(next.device, next.why, out);
            if let Some(next) = &mut self.next {
                next.before = before;
            }
            return Outcome::None;
        }
        if let Some(before) = next.before {
            self.ask(before.clone(), Why::Wanted, out);
            return self.keep(before, reason, name, out);
        }
        let gone = matches!(reason, ErrorReason::NoDevice | ErrorReason::DeviceLost);
        if gone && next.device.is_some() {
            // The wanted one is not plugged in.
            self.ask(None, Why::Change(DeviceReason::Unplugged), out);
            return Outcome::None;
        }
        self.without = match reason {
            ErrorReason::PermissionDenied => MicState::Blocked,
            ErrorReason::DeviceBusy => MicState::InUse,
            _ if gone => MicState::Missing,
            _ => MicState::Unavailable,
        };
        match next.why {
            // Nobody asked for this attempt.
            Why::Change(DeviceReason::Returned) => Outcome::None,
            Why::Change(DeviceReason::Unplugged) if gone => {
                Outcome::Failed(ErrorReason::DeviceLost, name)
            }
            _ => Outcome::Failed(reason, name),
        }
    }

    /// The chosen one was refused: the one before is wanted again.
    fn keep(
        &mut self,
        device: Option<String>,
        why: ErrorReason,
        name: String,
        out: &mut Outbox,
    ) -> Outcome {
        self.device = device.clone();
        let reason = DeviceReason::Refused;
        out.emit(Event::InputDevice(DeviceChange { device, reason }));
        Outcome::Kept(why, name)
    }

    /// The machine's devices are others now: what was lost before does not count any more.
    pub(crate) fn forget_losses(&mut self) {
        self.losses = 0;
    }

    /// Lets the device go, whatever stage it is in.
    pub(crate) fn release(&mut self, out: &mut Outbox) {
        self.drop_next(out);
        if let Some(line) = self.line.take() {
            out.push(Order::ReleaseMic(line.op));
        }
        self.without = MicState::Unavailable;
    }

    fn drop_next(&mut self, out: &mut Outbox) {
        if let Some(next) = self.next.take() {
            out.push(Order::ReleaseMic(next.op));
        }
    }
}
