//! Routes the inputs of the peer connections to the parts that handle them.

use super::{Machine, Phase};
use crate::error::ErrorReason;
use crate::livekit::candidates;
use crate::livekit::io::{Channel, PeerInput};
use crate::livekit::negotiator;
use crate::livekit::recovery::Failure;
use crate::livekit::signal::failed;
use crate::livekit::wire::{SignalTarget as Role, signal_request};
use crate::time::Millis;

impl Machine {
    pub(super) fn peer(&mut self, now: Millis, role: Role, input: PeerInput) {
        match input {
            PeerInput::OfferCreated(id, sdp) => {
                self.announce_replaced_transceiver(&sdp);
                let outcome = self.negotiator.offer_created(now, id, sdp, &mut self.out);
                self.negotiated(now, outcome);
            }
            PeerInput::DescriptionSet(id) => self.negotiator.done(id, &mut self.out),
            PeerInput::AnswerCreated(id, sdp) => {
                self.subscriber.answer_created(id, sdp, &mut self.out)
            }
            PeerInput::Failed(id, what) => {
                let outcome = if self.subscriber.failed(id) {
                    negotiator::Outcome::Broken(what)
                } else {
                    self.negotiator.failed(id, what)
                };
                self.negotiated(now, outcome);
            }
            PeerInput::Candidate(candidate) => {
                // Firefox signals the end of gathering with an empty candidate.
                if self.signal.is_joined() && !candidate.candidate.is_empty() {
                    let trickle = candidates::trickle(&candidate, role);
                    self.out
                        .signal_now(signal_request::Message::Trickle(trickle));
                }
            }
            PeerInput::State(state) => self.peer_state(now, role, state),
            PeerInput::IceConnected => {
                self.marks.ice.get_or_insert(now.0);
                self.peer_connections.ice_connected(now, role);
            }
            PeerInput::LastInboundAge(millis) if role == Role::Publisher => {
                self.inbound_idle(now, millis);
            }
            PeerInput::LastInboundAge(_) => {}
            // Data is sent on the publisher's channels.
            PeerInput::ChannelOpened(channel) if role == Role::Publisher => {
                self.data.opened(channel, &mut self.out);
            }
            PeerInput::ChannelClosed(channel) if role == Role::Publisher => {
                self.data.closed(channel);
                if channel == Channel::Reliable && self.phase == Phase::Open {
                    self.peer_connections.channel_closed(now);
                }
            }
            PeerInput::ChannelOpened(_) | PeerInput::ChannelClosed(_) => {}
            PeerInput::ChannelMessage(channel, bytes) => self.data_message(now, channel, &bytes),
            PeerInput::Track { mid, stream } => {
                let mapped = match role {
                    Role::Publisher => self.negotiator.track_id(&mid),
                    Role::Subscriber => self.subscriber.track_id(&mid),
                };
                let mapped = mapped.map(str::to_owned);
                self.participants
                    .track_added(mid, &stream, mapped.as_deref(), &mut self.out);
            }
        }
    }

    fn negotiated(&mut self, now: Millis, outcome: negotiator::Outcome) {
        match outcome {
            negotiator::Outcome::None => {}
            negotiator::Outcome::FirstOffer(sdp) => self.pending_offer = Some(sdp),
            negotiator::Outcome::Broken(what) => {
                let error = failed(ErrorReason::Browser).with_cause(what);
                self.connection_lost(now, Failure::Session, error, "STATE_MISMATCH");
            }
        }
    }
}
