//! The mute state of the microphone: by the app, by the server, or by unpublishing.

use super::{Microphone, RequestReason};
use crate::engine::io::MediaOutput;
use crate::engine::outbox::Effects;
use crate::event::MicState;

impl Microphone {
    /// Mutes or unmutes at the app's request. The track is disabled at once.
    /// An unmute also lifts the server's mute, and requests the microphone again after a refusal.
    pub(crate) fn set_muted(&mut self, muted: bool, out: &mut dyn Effects) {
        let same = self.muted == muted;
        self.muted = muted;
        self.server_muted &= muted;
        self.losses = 0;
        if self.is_wanted() {
            self.enable(out);
            let idle = self.attached.is_none() && self.pending.is_none();
            if idle && !muted && (!same || self.detached_state != MicState::Unavailable) {
                self.request(self.device.clone(), RequestReason::Wanted, out);
            } else if same && !muted && self.is_system_muted() && self.pending.is_none() {
                // After a phone call some systems keep a track muted forever. A new track of the
                // same device works.
                let device = self.attached.as_ref().and_then(|mic| mic.device.clone());
                self.request(device, RequestReason::Wanted, out);
            }
        } else if self.attached.is_some() || self.pending.is_some() || self.retry.is_some() {
            out.media(MediaOutput::DetachMic);
            self.release(out);
            self.detached_state = MicState::Released;
        }
    }

    /// Handles a mute or unmute by the server. The server's unmute never lifts the app's mute.
    pub(crate) fn muted_by_server(&mut self, muted: bool, out: &mut dyn Effects) {
        self.server_muted = muted;
        self.enable(out);
    }

    /// Handles the server unpublishing the track, after publish permission was revoked during the
    /// call.
    pub(crate) fn unpublished(&mut self, out: &mut dyn Effects) {
        self.unpublished_by_server = true;
        self.enable(out);
    }

    /// Returns whether the system muted the attached track. It is independent of the app's mute:
    /// where the app's mute also mutes the track (`setMicrophoneActive` of Media Session in
    /// WebKit), the state stays `Muted` after an unmute until the track is unmuted, too.
    fn is_system_muted(&self) -> bool {
        self.attached.as_ref().is_some_and(|mic| mic.system_muted)
    }

    pub(super) fn enable(&mut self, out: &mut dyn Effects) {
        let attached = self.attached.as_ref().map(|mic| mic.id);
        let pending = self.pending.as_ref().map(|pending| pending.id);
        for id in attached.into_iter().chain(pending) {
            out.media(MediaOutput::EnableMic(id, !self.is_muted()));
        }
    }
}
