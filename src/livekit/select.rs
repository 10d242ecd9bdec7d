//! Which tracks are heard, in a session that was joined before anybody wanted to hear anything.
//!
//! An agent waits with its greeting until somebody is subscribed to its voice. So a session that is joined ahead is
//! subscribed to nothing until the click, and from then on to every voice.

use super::outbox::Outbox;
use super::proto::{ParticipantInfo, TrackType, UpdateSubscription, signal_request};

/// More than a voice room holds; a flood is cut off.
const MAX_TRACKS: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The server subscribes us to nothing by itself.
    pub(super) ours: bool,
    /// Somebody wants to hear.
    open: bool,
    /// The voices that were offered; or the pictures that were refused, where the server subscribes us to all.
    known: Vec<String>,
}

impl Selection {
    /// What a participant has to be heard, or to be seen where the server subscribes us to all: that is refused.
    pub(super) fn offered(&mut self, info: &ParticipantInfo, dual: bool, out: &mut Outbox) {
        let wanted = match (self.ours, dual) {
            (true, _) => TrackType::Audio,
            // The server has no line for pictures on one connection. On its own one it sends them, looked at or not.
            (false, true) => TrackType::Video,
            (false, false) => return,
        };
        for track in &info.tracks {
            let news = track.r#type() == wanted && !self.known.contains(&track.sid);
            if news && self.known.len() < MAX_TRACKS {
                self.known.push(track.sid.clone());
                if self.open || !self.ours {
                    subscription(vec![track.sid.clone()], self.ours, out);
                }
            }
        }
    }

    /// From now on everything is heard.
    pub(super) fn open(&mut self, out: &mut Outbox) {
        self.open = true;
        if self.ours && !self.known.is_empty() {
            subscription(self.known.clone(), true, out);
        }
    }

    /// What we are subscribed to where the server does nothing by itself, or what we refused of what it does.
    pub(super) fn state(&self) -> UpdateSubscription {
        UpdateSubscription {
            track_sids: if self.open || !self.ours {
                self.known.clone()
            } else {
                Vec::new()
            },
            subscribe: self.ours,
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
