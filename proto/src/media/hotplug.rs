//! Reacts to device changes: tracks the system default device or keeps a chosen one.
//!
//! While a chosen device is unplugged, the system default is used in its place. Browsers fire
//! `devicechange` in bursts and do not say what changed, so the devices are listed after a burst.
//! They are never listed while a microphone request is pending, because Safari does not tolerate
//! that.
//!
//! A list never shows that a microphone is gone: some browsers list no devices, or only outputs,
//! while a microphone works. Only its track does, by ending.

use super::microphone::Microphone;
use crate::device::{Device, DeviceChange, DeviceKind, DeviceReason};
use crate::engine::io::{MediaOutput, RequestId};
use crate::engine::outbox::Effects;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{Event, MicState};
use crate::time::Millis;

/// Time from the first event of a burst to the device listing, in ms.
const BURST: u64 = 250;

#[derive(Debug, Default)]
pub(crate) struct Hotplug {
    list_at: Option<Millis>,
    /// A listing is due as soon as no microphone request is pending.
    list_pending: bool,
    /// The microphone that was attached at the last listing. A new one triggers a listing, because
    /// device labels are available once permission is granted.
    listed_for: Option<RequestId>,
    /// Label and group id of the system default microphone, as last listed.
    default_input: Option<(String, String)>,
    /// The chosen output device. `None` is the system default.
    output: Option<String>,
    /// The chosen output device is unplugged and the system default is used in its place.
    output_gone: bool,
}

impl Hotplug {
    pub(crate) fn devices_changed(&mut self, now: Millis) {
        self.list_at.get_or_insert(now.after(BURST));
    }

    pub(crate) fn tick(&mut self, now: Millis) {
        if self.list_at.is_some_and(|at| at <= now) {
            self.list_at = None;
            self.list_pending = true;
        }
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        self.list_at
    }

    pub(crate) fn request_list(&mut self) {
        self.list_pending = true;
    }

    /// Runs after each input. Requests a device listing if one is due.
    pub(crate) fn settle(&mut self, mic: &Microphone, out: &mut dyn Effects) {
        let attached = mic.attached.as_ref().map(|mic| mic.id);
        if attached.is_some() && attached != self.listed_for {
            self.listed_for = attached;
            self.list_pending = true;
        }
        if self.list_pending && mic.pending.is_none() {
            self.list_pending = false;
            out.media(MediaOutput::ListDevices);
        }
    }

    pub(crate) fn set_output(&mut self, device: Option<String>, out: &mut dyn Effects) {
        self.output_gone = false;
        out.media(MediaOutput::SetOutputDevice(
            device.clone().unwrap_or_default(),
        ));
        self.output = device;
    }

    /// Handles a device listing.
    pub(crate) fn devices(
        &mut self,
        now: Millis,
        list: &[Device],
        mic: &mut Microphone,
        out: &mut dyn Effects,
    ) {
        self.outputs(list, out);
        self.inputs(now, list, mic, out);
    }

    /// Selects an output device at the app's request.
    pub(crate) fn select_output(&mut self, device: Option<String>, out: &mut dyn Effects) {
        self.set_output(device.clone(), out);
        out.emit(output(device, DeviceReason::Chosen));
    }

    /// Handles an output device that the browser refused. `name` is the browser's error name.
    pub(crate) fn output_failed(&mut self, name: String, out: &mut dyn Effects) {
        if self.output_refused(out) {
            let error = SpekoClientError::new(ErrorCode::OutputFailed, ErrorReason::Browser);
            out.emit(Event::Error(error.with_cause(name)));
        }
    }

    /// Falls back to the system default after a refusal. Returns `false` if the default was already
    /// in use, because it cannot be refused.
    fn output_refused(&mut self, out: &mut dyn Effects) -> bool {
        let was_chosen = self.output.is_some();
        if was_chosen {
            self.set_output(None, out);
            out.emit(output(None, DeviceReason::Refused));
        }
        was_chosen
    }

    fn outputs(&mut self, list: &[Device], out: &mut dyn Effects) {
        let Some(wanted) = &self.output else { return };
        // Without permission the devices have no ids. Some browsers never list output devices.
        if !are_named(list, DeviceKind::Output) {
            return;
        }
        let gone = !is_listed(list, DeviceKind::Output, wanted);
        if gone == self.output_gone {
            return;
        }
        self.output_gone = gone;
        let (used, reason) = if gone {
            (None, DeviceReason::Unplugged)
        } else {
            (Some(wanted.clone()), DeviceReason::Returned)
        };
        out.media(MediaOutput::SetOutputDevice(
            used.clone().unwrap_or_default(),
        ));
        out.emit(output(used, reason));
    }

    fn inputs(
        &mut self,
        now: Millis,
        list: &[Device],
        mic: &mut Microphone,
        out: &mut dyn Effects,
    ) {
        if !mic.is_wanted() || mic.pending.is_some() {
            return;
        }
        let default = list.iter().find(|device| {
            device.kind == DeviceKind::Input && device.id == "default" && !device.label.is_empty()
        });
        let default = default.map(|device| (device.label.clone(), device.group_id.clone()));
        let default_changed = match (&self.default_input, &default) {
            (Some(old), Some(new)) => old != new,
            _ => false,
        };
        let wanted = mic.device.clone();
        let wanted = wanted.filter(|id| is_listed(list, DeviceKind::Input, id));
        let mut known = true;
        match &mic.attached {
            None => {
                let some = any(list, DeviceKind::Input, &|_| true);
                // The other application may have released it, or another one was plugged in.
                let may_return = matches!(mic.state(), MicState::Missing | MicState::InUse);
                if may_return && some {
                    mic.reopen(wanted.is_some());
                }
            }
            Some(attached) if wanted.is_some() => {
                if wanted != attached.device {
                    mic.change(now, wanted, DeviceReason::Returned, out);
                }
            }
            Some(attached) => {
                if attached.device.is_none() && default_changed {
                    known = mic.change(now, None, DeviceReason::DefaultChanged, out);
                }
            }
        }
        // A change that was not followed is found again in a later list.
        if default.is_some() && known {
            self.default_input = default;
        }
    }
}

fn any(list: &[Device], kind: DeviceKind, test: &dyn Fn(&Device) -> bool) -> bool {
    list.iter()
        .any(|device| device.kind == kind && test(device))
}

fn are_named(list: &[Device], kind: DeviceKind) -> bool {
    any(list, kind, &|device| !device.id.is_empty())
}

fn is_listed(list: &[Device], kind: DeviceKind, id: &str) -> bool {
    any(list, kind, &|device| device.id == id)
}

fn output(device: Option<String>, reason: DeviceReason) -> Event {
    Event::OutputDevice(DeviceChange { device, reason })
}
