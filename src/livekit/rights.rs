//! What the server lets us do: speak and send. It may take either in the call, and give it back.

use super::io::PeerOrder;
use super::machine::{Machine, Phase};
use super::proto::{ParticipantPermission, TrackSource};
use super::sdp;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};

#[derive(Debug)]
pub(super) struct Rights {
    /// Data may be sent.
    pub(super) send: bool,
    /// The microphone has another line than the one with this id, and the server is to hear of it before the offer.
    relined: Option<String>,
}

impl Default for Rights {
    fn default() -> Self {
        Self {
            send: true,
            relined: None,
        }
    }
}

impl Rights {
    /// The session is another one, and so is the line.
    pub(super) fn leave_behind(&mut self) {
        self.relined = None;
    }
}

impl Machine {
    /// What the server's yes allows. Whether it is enough.
    pub(super) fn rights_at_join(&mut self, rights: Option<&ParticipantPermission>) -> bool {
        self.rights.send = rights.is_none_or(|rights| rights.can_publish_data);
        if !self.publisher.enabled || rights.is_none_or(may_speak) {
            return true;
        }
        if self.phase == Phase::Open {
            // Taken in the call, it is no reason to end it.
            self.publisher.unpublished(&mut self.out);
            return true;
        }
        self.fail(not_permitted("the token does not allow to publish"));
        false
    }

    /// They are others now.
    pub(super) fn rights_changed(&mut self, rights: &ParticipantPermission) {
        self.rights.send = rights.can_publish_data;
        if self.publisher.taken && may_speak(rights) {
            self.publish_again();
        }
    }

    /// What the server took back it hears no more, whatever comes on its line: so the open microphone gets another.
    fn publish_again(&mut self) {
        self.rights.relined = Some(self.publisher.cid.take().unwrap_or_default());
        self.out.peer(PeerOrder::AnotherMicrophoneLine);
        self.publisher.anew(&mut self.out);
        self.negotiator.offer(&mut self.out);
    }

    /// An offer is there; one that was on its way before has the old line.
    pub(super) fn announce_other_line(&mut self, sdp: &str) {
        let other = |old: &String| sdp::microphone_cid(sdp).is_some_and(|cid| cid != old);
        if self.rights.relined.take_if(|old| other(old)).is_some() {
            self.announce(sdp);
        }
    }
}

/// The microphone may not be published; the text is the server's word for it, or ours.
pub(super) fn not_permitted(cause: &str) -> SpekoClientError {
    let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::NotPermitted);
    error.with_cause(cause)
}

/// Whether the microphone may be published. Without a list of sources, all may.
fn may_speak(rights: &ParticipantPermission) -> bool {
    let microphone = |source: &i32| TrackSource::try_from(*source) == Ok(TrackSource::Microphone);
    let sources = &rights.can_publish_sources;
    rights.can_publish && (sources.is_empty() || sources.iter().any(microphone))
}
