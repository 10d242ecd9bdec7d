//! The participant's permissions: to publish the microphone and to send data. The server may revoke
//! and restore both during the call.

use super::wire::{ParticipantPermission, TrackSource};
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};

#[derive(Debug)]
pub(super) struct Permissions {
    /// Data may be sent.
    pub(super) can_publish_data: bool,
    /// The cid of the microphone's previous transceiver, after it was replaced. The server needs an
    /// announcement of the new one before the offer.
    pub(super) replaced_cid: Option<String>,
}

impl Default for Permissions {
    fn default() -> Self {
        Self {
            can_publish_data: true,
            replaced_cid: None,
        }
    }
}

impl Permissions {
    /// Resets for a new session, which has a new transceiver.
    pub(super) fn reset_session(&mut self) {
        self.replaced_cid = None;
    }
}

/// Builds the error for a microphone that may not be published. `cause` is the server's reason, or
/// ours.
pub(super) fn not_permitted(cause: &str) -> SpekoClientError {
    let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::NotPermitted);
    error.with_cause(cause)
}

/// Returns whether the microphone may be published. An empty source list permits all sources.
pub(super) fn may_publish_microphone(permissions: &ParticipantPermission) -> bool {
    let microphone = |source: &i32| TrackSource::try_from(*source) == Ok(TrackSource::Microphone);
    let sources = &permissions.can_publish_sources;
    permissions.can_publish && (sources.is_empty() || sources.iter().any(microphone))
}
