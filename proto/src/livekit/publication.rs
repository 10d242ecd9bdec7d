//! The microphone's track at the server: announced, published, and the mute state that the server
//! knows.

use super::outbox::Outbox;
use super::wire::{MuteTrackRequest, TrackPublishedResponse, signal_request};

#[derive(Debug, Default)]
pub(super) struct Publication {
    /// The client id of the track, from the offer.
    pub(super) cid: Option<String>,
    /// The server's id of the track. Kept when the track is unpublished.
    sid: Option<String>,
    /// The published track, as the server described it.
    described: Option<TrackPublishedResponse>,
    /// The mute state that the server knows.
    pub(super) server_knows_muted: bool,
}

impl Publication {
    pub(super) fn new(muted: bool) -> Self {
        Self {
            server_knows_muted: muted,
            ..Self::default()
        }
    }

    /// Returns whether the server has assigned an id to the track of this transceiver. Stays `true`
    /// when the track is unpublished.
    pub(super) fn has_sid(&self) -> bool {
        self.sid.is_some()
    }

    pub(super) fn is_cid(&self, cid: &str) -> bool {
        self.cid.as_deref() == Some(cid)
    }

    pub(super) fn is_sid(&self, sid: &str) -> bool {
        self.sid.as_deref() == Some(sid)
    }

    /// Records that the track was announced with this mute state.
    pub(super) fn announced(&mut self, cid: &str, muted: bool) {
        self.cid = Some(cid.to_owned());
        self.server_knows_muted = muted;
    }

    /// Handles a track of ours that the server published. Returns whether it is the microphone.
    pub(super) fn published(&mut self, track: TrackPublishedResponse) -> bool {
        let sid = track.track.as_ref().map(|info| info.sid.clone());
        let sid = sid.filter(|sid| !sid.is_empty());
        if !self.is_cid(&track.cid) || self.sid.is_some() || sid.is_none() {
            return false;
        }
        self.sid = sid;
        self.described = Some(track);
        true
    }

    /// Handles the server unpublishing the track.
    pub(super) fn unpublished(&mut self) {
        self.described = None;
    }

    /// Resets for a new transceiver, for which the server has no track yet.
    pub(super) fn reset(&mut self) {
        (self.sid, self.described, self.cid) = (None, None, None);
    }

    /// Returns the published track for `SyncState`.
    pub(super) fn synced(&self) -> Vec<TrackPublishedResponse> {
        self.described.iter().cloned().collect()
    }

    /// Notifies the server if the mute state differs from what it last received.
    pub(super) fn sync_mute(&mut self, muted: bool, out: &mut Outbox) {
        let Some(sid) = &self.sid else { return };
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
