//! Joins the room: the peer connection and its first offer, the request, and the response.

use super::{Machine, Phase};
use crate::error::ErrorReason;
use crate::livekit::io::{IceServer, LiveKitOutput, PeerOutput};
use crate::livekit::negotiator::{self, Negotiator};
use crate::livekit::signal::failed;
use crate::livekit::url::JoinParams;
use crate::livekit::wire::{
    self, AddTrackRequest, ClientConfigSetting, ClientConfiguration, JoinResponse, Room, SyncState,
    signal_request,
};
use crate::livekit::{join, sdp};
use crate::time::Millis;

/// How long the media may take to connect after the join, in ms, as in livekit-client. Time in the
/// permission prompt does not count.
pub(super) const MEDIA_TIMEOUT: u64 = 15_000;

impl Machine {
    /// Opens the peer connection and creates its first offer, in parallel with everything else.
    pub(super) fn create_peer_connection(&mut self) {
        self.needs_join = true;
        self.out.peer(PeerOutput::Create {
            microphone: self.mic.enabled,
            receivers: u32::from(!self.dual_pc),
        });
        self.negotiator.offer(&mut self.out);
    }

    /// Joins as soon as all prerequisites are met.
    pub(super) fn join_if_ready(&mut self, now: Millis) {
        let first = self.mic.enabled
            && self.config.microphone_first
            && self.phase == Phase::Connecting
            && self.mic.is_prompting();
        if first || self.phase == Phase::Closed {
            return;
        }
        if self.dual_pc {
            // The join request depends on neither offer nor microphone.
            if std::mem::take(&mut self.needs_join) {
                let params = join::dual_pc(!self.subscriptions.manual);
                self.open_socket(now, params);
            }
            if self.signal.is_joined()
                && let Some(sdp) = self.pending_offer.take()
            {
                self.publish(now, &sdp);
            }
        } else if self.needs_join
            && let Some(sdp) = self.pending_offer.take()
        {
            self.needs_join = false;
            self.join(now, sdp);
        }
    }

    fn open_socket(&mut self, now: Millis, mut params: JoinParams) {
        params.is_reconnect = self.phase == Phase::Open;
        self.signal.open(now, params, &mut self.out);
    }

    /// Joins in single-PC mode, with the first offer in the request.
    fn join(&mut self, now: Millis, sdp: String) {
        let Ok(microphone) = self.announcement(&sdp) else {
            return;
        };
        let offer = negotiator::description(Negotiator::FIRST_OFFER, sdp);
        let params = join::single(offer, microphone, !self.subscriptions.manual);
        self.open_socket(now, params);
    }

    /// Sends the first offer after the join, in dual-PC mode. The server needs the track's
    /// announcement before it.
    fn publish(&mut self, now: Millis, sdp: &str) {
        self.announce(sdp);
        if self.phase != Phase::Closed {
            self.negotiator.joined(now, false, &mut self.out);
        }
    }

    /// Announces the microphone track of an offer that follows.
    pub(super) fn announce(&mut self, sdp: &str) {
        if let Ok(Some(microphone)) = self.announcement(sdp) {
            self.out
                .signal_now(signal_request::Message::AddTrack(microphone));
        }
    }

    fn announcement(&mut self, sdp: &str) -> Result<Option<AddTrackRequest>, ()> {
        if !self.mic.enabled {
            return Ok(None);
        }
        let Some(cid) = sdp::microphone_cid(sdp) else {
            self.fail(failed(ErrorReason::Browser).with_cause("no microphone in the offer"));
            return Err(());
        };
        let muted = self.mic.is_muted();
        self.publication.announced(cid, muted);
        let constraints = self.mic.constraints;
        Ok(Some(join::microphone(cid, muted, constraints)))
    }

    /// Falls back to two peer connections, because the server does not support a single one. The
    /// server is remembered, so that the next call uses two at once.
    pub(super) fn fall_back(&mut self) {
        self.dual_pc = true;
        let authority = self.signal.authority().to_owned();
        self.out.push(LiveKitOutput::RememberDualPc(authority));
        self.negotiator = Negotiator::default();
        self.pending_offer = None;
        self.create_peer_connection();
        self.reattach_mic();
    }

    /// Handles a successful join: the media timeout starts.
    pub(super) fn joined(&mut self, now: Millis) {
        self.marks.join.get_or_insert(now.0);
        if matches!(self.phase, Phase::Connecting | Phase::Prepared) {
            self.media_by = Some(now.after(MEDIA_TIMEOUT));
        }
        if !self.dual_pc {
            self.negotiator.joined(now, true, &mut self.out);
        }
    }

    /// Attaches the open microphone to a new transceiver, for which the server has no track yet.
    pub(super) fn reattach_mic(&mut self) {
        self.publication.reset();
        self.mic.reattach(&mut self.out);
    }

    /// Handles the server unpublishing the microphone.
    pub(super) fn unpublished(&mut self) {
        self.publication.unpublished();
        self.mic.unpublished(&mut self.out);
    }

    pub(super) fn join_response(&mut self, now: Millis, join: JoinResponse) {
        if join.subscriber_primary && !self.dual_pc {
            // The server ignored our offer: it will make its own on a second peer connection.
            self.signal.close(&mut self.out);
            return self.fall_back();
        }
        let local = join.participant.as_ref();
        if !self.permissions_at_join(local.and_then(|local| local.permission.as_ref())) {
            return;
        }
        self.conversation_id = name_of(join.room);
        self.participants.join(join.participant);
        for participant in &join.other_participants {
            self.participant(participant);
        }
        let mut others = join.other_participants.iter();
        self.expects_tracks =
            others.any(|other| !other.tracks.is_empty()) && !self.subscriptions.manual;
        self.peer_connections.has_subscriber_pc = self.dual_pc && join.subscriber_primary;
        if self.dual_pc {
            self.open_subscriber();
        }
        self.configure(join.ice_servers, join.client_configuration);
        self.joined(now);
    }

    /// Applies the server's ICE servers and client configuration.
    pub(super) fn configure(
        &mut self,
        servers: Vec<wire::IceServer>,
        configuration: Option<ClientConfiguration>,
    ) {
        let configuration = configuration.unwrap_or_default();
        self.resume_disabled = configuration.resume_connection() == ClientConfigSetting::Disabled;
        let relay_only = configuration.force_relay() == ClientConfigSetting::Enabled;
        let ice_servers: Vec<_> = servers
            .into_iter()
            .map(|server| IceServer {
                urls: server.urls,
                username: server.username,
                credential: server.credential,
            })
            .collect();
        if self.dual_pc {
            self.out
                .push(LiveKitOutput::Subscriber(PeerOutput::Configure {
                    ice_servers: ice_servers.clone(),
                    relay_only,
                }));
        }
        self.out.peer(PeerOutput::Configure {
            ice_servers,
            relay_only,
        });
    }

    /// Sends our state of a resumed session.
    pub(super) fn send_sync_state(&mut self) {
        let (offer, answer) = match (&self.subscriber.last, self.dual_pc) {
            (Some((offer, answer)), true) => (Some(offer.clone()), Some(answer.clone())),
            (None, true) => (None, None),
            (_, false) => self.negotiator.last(),
        };
        let state = SyncState {
            offer,
            answer,
            subscription: Some(self.subscriptions.state()),
            publish_tracks: self.publication.synced(),
            datachannel_receive_states: self.data.receive_states(),
            data_channels: Vec::new(),
        };
        self.out
            .signal_now(signal_request::Message::SyncState(state));
    }
}

pub(super) fn name_of(room: Option<Room>) -> String {
    room.map(|room| room.name).unwrap_or_default()
}
