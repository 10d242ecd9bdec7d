//! Reacts to the participant's permissions, at the join and when they change.

use super::{Machine, Phase};
use crate::livekit::io::PeerOutput;
use crate::livekit::permissions::{may_publish_microphone, not_permitted};
use crate::livekit::sdp;
use crate::livekit::wire::ParticipantPermission;

impl Machine {
    /// Applies the permissions of the join response. Returns whether they suffice.
    pub(super) fn permissions_at_join(
        &mut self,
        permissions: Option<&ParticipantPermission>,
    ) -> bool {
        self.permissions.can_publish_data =
            permissions.is_none_or(|permissions| permissions.can_publish_data);
        if !self.mic.enabled || permissions.is_none_or(may_publish_microphone) {
            return true;
        }
        if self.phase == Phase::Open {
            // Revoked during the call, which continues without the microphone.
            self.unpublished();
            return true;
        }
        self.fail(not_permitted("the token lacks canPublish"));
        false
    }

    /// Applies changed permissions.
    pub(super) fn permissions_changed(&mut self, permissions: &ParticipantPermission) {
        self.permissions.can_publish_data = permissions.can_publish_data;
        if self.mic.unpublished_by_server && may_publish_microphone(permissions) {
            self.publish_again();
        }
    }

    /// Publishes the microphone again, on a new transceiver. The server ignores media on the
    /// transceiver of an unpublished track.
    fn publish_again(&mut self) {
        self.permissions.replaced_cid = Some(self.publication.cid.take().unwrap_or_default());
        self.out.peer(PeerOutput::ReplaceMicTransceiver);
        self.reattach_mic();
        self.negotiator.offer(&mut self.out);
    }

    /// Announces the microphone's new transceiver once an offer contains it. An offer that was
    /// already being created has the old one.
    pub(super) fn announce_replaced_transceiver(&mut self, sdp: &str) {
        let other = |old: &String| sdp::microphone_cid(sdp).is_some_and(|cid| cid != old);
        if self
            .permissions
            .replaced_cid
            .take_if(|old| other(old))
            .is_some()
        {
            self.announce(sdp);
        }
    }
}
