//! The participant's permissions: to publish the microphone and to send data. The server may revoke
//! and restore both during the call.

use super::io::PeerOutput;
use super::machine::{Machine, Phase};
use super::proto::{ParticipantPermission, TrackSource};
use super::sdp;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};

#[derive(Debug)]
pub(super) struct Rights {
    /// Data may be sent.
    pub(super) send: bool,
    /// The cid of the microphone's previous transceiver, after it was replaced. The server needs an
    /// announcement of the new one before the offer.
    replaced_cid: Option<String>,
}

impl Default for Rights {
    fn default() -> Self {
        Self {
            send: true,
            replaced_cid: None,
        }
    }
}

impl Rights {
    /// Resets for a new session, which has a new transceiver.
    pub(super) fn reset_session(&mut self) {
        self.replaced_cid = None;
    }
}

impl Machine {
    /// Applies the permissions of the join response. Returns whether they suffice.
    pub(super) fn rights_at_join(&mut self, rights: Option<&ParticipantPermission>) -> bool {
        self.rights.send = rights.is_none_or(|rights| rights.can_publish_data);
        if !self.publisher.enabled || rights.is_none_or(may_speak) {
            return true;
        }
        if self.phase == Phase::Open {
            // Revoked during the call, which continues without the microphone.
            self.publisher.unpublished(&mut self.out);
            return true;
        }
        self.fail(not_permitted("the token lacks canPublish"));
        false
    }

    /// Applies changed permissions.
    pub(super) fn rights_changed(&mut self, rights: &ParticipantPermission) {
        self.rights.send = rights.can_publish_data;
        if self.publisher.taken && may_speak(rights) {
            self.publish_again();
        }
    }

    /// Publishes the microphone again, on a new transceiver. The server ignores media on the
    /// transceiver of an unpublished track.
    fn publish_again(&mut self) {
        self.rights.replaced_cid = Some(self.publisher.cid.take().unwrap_or_default());
        self.out.peer(PeerOutput::ReplaceMicTransceiver);
        self.publisher.reattach(&mut self.out);
        self.negotiator.offer(&mut self.out);
    }

    /// Announces the microphone's new transceiver once an offer contains it. An offer that was
    /// already being created has the old one.
    pub(super) fn announce_other_line(&mut self, sdp: &str) {
        let other = |old: &String| sdp::microphone_cid(sdp).is_some_and(|cid| cid != old);
        if self.rights.replaced_cid.take_if(|old| other(old)).is_some() {
            self.announce(sdp);
        }
    }
}

/// Builds the error for a microphone that may not be published. `cause` is the server's reason, or
/// ours.
pub(super) fn not_permitted(cause: &str) -> SpekoClientError {
    let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::NotPermitted);
    error.with_cause(cause)
}

/// Returns whether the microphone may be published. An empty source list permits all sources.
fn may_speak(rights: &ParticipantPermission) -> bool {
    let microphone = |source: &i32| TrackSource::try_from(*source) == Ok(TrackSource::Microphone);
    let sources = &rights.can_publish_sources;
    rights.can_publish && (sources.is_empty() || sources.iter().any(microphone))
}
