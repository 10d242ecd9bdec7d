//! Selects track subscriptions, for sessions that are joined before the call starts.
//!
//! An agent delays its greeting until a participant subscribes to its audio. So a prepared session
//! subscribes to nothing until the click, and then to all audio tracks.

use super::outbox::Outbox;
use super::wire::{ParticipantInfo, TrackType, UpdateSubscription, signal_request};

/// The maximum number of tracks. It exceeds what a voice room holds; more are ignored.
const MAX_TRACKS: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    /// The server does not subscribe us automatically.
    pub(super) manual: bool,
    /// The call has started: subscribe to audio.
    open: bool,
    /// The published audio tracks or, with automatic subscription, the refused video tracks.
    known: Vec<String>,
}

impl Subscriptions {
    /// Handles a participant's tracks: subscribes to audio or, where the server subscribes us to
    /// everything, unsubscribes from video.
    pub(super) fn tracks_published(
        &mut self,
        info: &ParticipantInfo,
        dual_pc: bool,
        out: &mut Outbox,
    ) {
        let wanted = match (self.manual, dual_pc) {
            (true, _) => TrackType::Audio,
            // On a single connection the server has no m-line for video. On the subscriber
            // connection it sends video, whether it is shown or not.
            (false, true) => TrackType::Video,
            (false, false) => return,
        };
        for track in &info.tracks {
            let is_new = track.r#type() == wanted && !self.known.contains(&track.sid);
            if is_new && self.known.len() < MAX_TRACKS {
                self.known.push(track.sid.clone());
                if self.open || !self.manual {
                    subscription(vec![track.sid.clone()], self.manual, out);
                }
            }
        }
    }

    /// Subscribes to all audio tracks, known and future.
    pub(super) fn subscribe_all(&mut self, out: &mut Outbox) {
        self.open = true;
        if self.manual && !self.known.is_empty() {
            subscription(self.known.clone(), true, out);
        }
    }

    /// Returns our subscriptions or, with automatic subscription, the tracks that we refused.
    pub(super) fn state(&self) -> UpdateSubscription {
        UpdateSubscription {
            track_sids: if self.open || !self.manual {
                self.known.clone()
            } else {
                Vec::new()
            },
            subscribe: self.manual,
        }
    }
}

fn subscription(track_sids: Vec<String>, subscribe: bool, out: &mut Outbox) {
    let wanted = UpdateSubscription {
        track_sids,
        subscribe,
    };
    out.signal(signal_request::Message::Subscription(wanted));
}
