//! The mute state of the microphone, and its synchronization with the server.

use super::microphone::{Publisher, Why};
use crate::engine::io::Output;
use crate::engine::outbox::Outbox;
use crate::event::MicState;
use crate::livekit::proto::{MuteTrackRequest, TrackPublishedResponse, signal_request};

impl Publisher {
    /// Handles a track of ours that the server published. Returns whether it is the microphone.
    pub(crate) fn published(&mut self, track: TrackPublishedResponse, out: &mut Outbox) -> bool {
        let sid = track.track.as_ref().map(|info| info.sid.clone());
        let sid = sid.filter(|sid| !sid.is_empty());
        if self.cid.as_deref() != Some(&track.cid) || self.sid.is_some() || sid.is_none() {
            return false;
        }
        self.sid = sid;
        self.known = Some(track);
        self.sync_mute(out);
        true
    }

    pub(crate) fn is_cid(&self, cid: &str) -> bool {
        self.cid.as_deref() == Some(cid)
    }

    pub(crate) fn is_sid(&self, sid: &str) -> bool {
        self.sid.as_deref() == Some(sid)
    }

    /// Mutes or unmutes at the app's request. The track is disabled before the server is notified.
    /// An unmute also lifts the server's mute, and requests the microphone again after a refusal.
    pub(crate) fn set_muted(&mut self, muted: bool, out: &mut Outbox) {
        let same = self.muted == muted;
        self.muted = muted;
        self.server_muted &= muted;
        self.losses = 0;
        if self.is_wanted() {
            self.enable(out);
            let idle = self.line.is_none() && self.next.is_none();
            if idle && !muted && (!same || self.without != MicState::Unavailable) {
                self.ask(self.device.clone(), Why::Wanted, out);
            } else if same && !muted && self.system_muted && self.next.is_none() {
                // After a phone call some systems keep a track muted forever. A new track of the
                // same device works.
                let device = self.line.as_ref().and_then(|line| line.device.clone());
                self.ask(device, Why::Wanted, out);
            }
        } else if self.line.is_some() || self.next.is_some() {
            out.push(Output::DetachMic);
            self.release(out);
            self.without = MicState::Released;
        }
        self.sync_mute(out);
    }

    /// Handles a mute or unmute by the server, which needs no notification. The server's unmute
    /// never lifts the app's mute.
    pub(crate) fn muted_by_server(&mut self, muted: bool, out: &mut Outbox) {
        self.server_muted = muted;
        self.server_knows_muted = muted;
        self.enable(out);
        self.sync_mute(out);
    }

    /// Handles the server unpublishing the track, after publish permission was revoked during the
    /// call.
    pub(crate) fn unpublished(&mut self, out: &mut Outbox) {
        self.taken = true;
        self.known = None;
        self.enable(out);
    }

    pub(super) fn enable(&mut self, out: &mut Outbox) {
        let line = self.line.as_ref().map(|line| line.op);
        let next = self.next.as_ref().map(|next| next.op);
        for op in line.into_iter().chain(next) {
            out.push(Output::EnableMic(op, !self.is_silent()));
        }
    }

    /// Notifies the server if the mute state differs from what it last received.
    pub(super) fn sync_mute(&mut self, out: &mut Outbox) {
        let muted = self.is_silent();
        let Some(sid) = &self.sid else { return };
        if self.taken {
            return;
        }
        if self.server_knows_muted != muted {
            self.server_knows_muted = muted;
            let mute = MuteTrackRequest {
                sid: sid.clone(),
                muted,
            };
            out.signal(signal_request::Message::Mute(mute));
        }
    }
}
