//! Offers, answers and candidates of the connection.

use str0m::Candidate;
use str0m::change::{SdpAnswer, SdpOffer};
use str0m::channel::{ChannelConfig, Reliability};
use str0m::media::{Direction, MediaKind, Mid};

use super::{Peer, PeerError, RELIABLE};
use crate::sdp::{self, RewrittenAnswer};

impl Peer {
    /// Answers an offer. The agent's m-line gets this stream and track.
    ///
    /// # Errors
    /// Fails if the offer is invalid.
    pub(crate) fn answer(
        &mut self,
        offer: &str,
        stream: &str,
        track: &str,
    ) -> Result<RewrittenAnswer, PeerError> {
        let offer = SdpOffer::from_sdp_string(offer)
            .map_err(|_| PeerError("the offer is not SDP".into()))?;
        let answer = self.rtc.sdp_api().accept_offer(offer);
        let answer = answer.map_err(|_| PeerError("the offer cannot be answered".into()))?;
        let previous_mid = self.agent_mid.map(|mid| mid.to_string());
        let rewritten = sdp::rewrite_answer(
            &answer.to_sdp_string(),
            previous_mid.as_deref(),
            stream,
            track,
        );
        self.agent_mid = rewritten.agent_mid.as_deref().map(Mid::from);
        Ok(rewritten)
    }

    /// Offers the agent's m-line and the data channels, or an ICE restart. Returns the offer and
    /// the agent's mid.
    ///
    /// # Errors
    /// Currently never fails.
    pub(crate) fn offer(
        &mut self,
        restart: bool,
        stream: &str,
        track: &str,
    ) -> Result<Option<(String, String)>, PeerError> {
        let mut changes = self.rtc.sdp_api();
        let mid = *self.agent_mid.get_or_insert_with(|| {
            changes.add_channel(RELIABLE.into());
            changes.add_channel_with_config(ChannelConfig {
                label: "_lossy".into(),
                ordered: false,
                reliability: Reliability::MaxRetransmits { retransmits: 0 },
                ..ChannelConfig::default()
            });
            let (stream, track) = (Some(stream.to_owned()), Some(track.to_owned()));
            changes.add_media(MediaKind::Audio, Direction::SendOnly, stream, track, None)
        });
        if restart {
            changes.ice_restart(true);
        }
        Ok(changes.apply().map(|(offer, pending)| {
            self.offered = Some(pending);
            (offer.to_sdp_string(), mid.to_string())
        }))
    }

    /// Applies the answer to the local offer.
    ///
    /// # Errors
    /// Fails if the answer is invalid or does not match the offer.
    pub(crate) fn accept(&mut self, answer: &str) -> Result<(), PeerError> {
        let Some(pending) = self.offered.take() else {
            return Ok(());
        };
        let answer = SdpAnswer::from_sdp_string(answer)
            .map_err(|_| PeerError("the answer is not SDP".into()))?;
        let accepted = self.rtc.sdp_api().accept_answer(pending, answer);
        accepted.map_err(|_| PeerError("the answer does not match".into()))
    }

    /// Returns whether the agent's m-line is negotiated.
    pub(crate) fn carries_agent(&self) -> bool {
        self.agent_mid.is_some()
    }

    /// Adds a candidate of the caller, formatted as `candidate:…`. An invalid one is ignored.
    pub(crate) fn add_candidate(&mut self, candidate: &str) {
        if let Ok(candidate) = Candidate::from_sdp_string(candidate) {
            self.rtc.add_remote_candidate(candidate);
        }
    }
}
