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
    known: Vec<String>,
}

impl Selection {
    /// What a participant has to be heard.
    pub(super) fn offered(&mut self, info: &ParticipantInfo, out: &mut Outbox) {
        if !self.ours {
            return;
        }
        for track in &info.tracks {
            let news = track.r#type() == TrackType::Audio && !self.known.contains(&track.sid);
            if news && self.known.len() < MAX_TRACKS {
                self.known.push(track.sid.clone());
                if self.open {
                    subscribe(vec![track.sid.clone()], out);
                }
            }
        }
    }

    /// From now on everything is heard.
    pub(super) fn open(&mut self, out: &mut Outbox) {
        self.open = true;
        if self.ours && !self.known.is_empty() {
            subscribe(self.known.clone(), out);
        }
    }

    /// What we are subscribed to, beside what the server does by itself.
    pub(super) fn state(&self) -> UpdateSubscription {
        UpdateSubscription {
            track_sids: if self.open {
                self.known.clone()
            } else {
                Vec::new()
            },
            subscribe: self.ours,
        }
    }
}

fn subscribe(track_sids: Vec<String>, out: &mut Outbox) {
    let wanted = UpdateSubscription {
        track_sids,
        subscribe: true,
    };
    out.signal(signal_request::Message::Subscription(wanted));
}
