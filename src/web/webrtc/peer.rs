//! A peer connection: the publisher with its two data channels (the only one in single-PC mode), or
//! the subscriber.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise};
use speko_proto::livekit::io::{Channel, IceServer, PeerInput, PeerOutput, RequestId};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{
    MediaStreamTrack, RtcConfiguration, RtcDataChannelState, RtcPeerConnection, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcSdpType, RtcSessionDescriptionInit,
};

use super::peer_events::{
    PeerEvents, listen, listen_channel, listen_remote_channels, send_inbound_idle,
};
use super::peer_parts::{PeerParts, take_prewarmed};
use super::{ice, stats};
use crate::web::js::{detach, error_name, items, object, on_settled, property};
use crate::web::listener::Listener;

/// Dropping it closes the connection. No inputs are sent after that.
#[must_use = "dropping it closes the connection"]
pub(super) struct Peer {
    parts: PeerParts,
    /// The first offer, if the connection was prewarmed.
    offer: Cell<Option<Promise>>,
    events: PeerEvents,
    listeners: Vec<Listener>,
    /// Listeners of the data channels that the server opens.
    remote_channels: Rc<RefCell<Vec<Listener>>>,
}

/// Executes an output on the connection in `slot`, if there is one.
pub(super) fn execute(
    slot: &mut Option<Peer>,
    events: &PeerEvents,
    output: &PeerOutput,
    publishes: bool,
) {
    match (output, &*slot) {
        (
            PeerOutput::Create {
                microphone,
                receivers,
            },
            _,
        ) => {
            if let Some(old) = slot.take() {
                old.replaced();
            }
            *slot = Peer::open(events, publishes, *microphone, *receivers);
        }
        (PeerOutput::Close, _) => *slot = None,
        (PeerOutput::ReplaceMicTransceiver, _) => {
            if let Some(peer) = slot {
                peer.parts.replace_microphone();
            }
        }
        (output, Some(peer)) => peer.execute(output),
        (
            PeerOutput::CreateOffer(id)
            | PeerOutput::SetLocal(id, _)
            | PeerOutput::SetRemote(id, _)
            | PeerOutput::CreateAnswer(id, _),
            None,
        ) => events.send(PeerInput::Failed(*id, "InvalidStateError".to_owned())),
        (_, None) => {}
    }
}

impl Peer {
    fn open(
        events: &PeerEvents,
        publishes: bool,
        microphone: bool,
        receivers: u32,
    ) -> Option<Self> {
        let prewarmed = publishes
            .then(|| take_prewarmed(microphone, receivers))
            .flatten();
        let (parts, offer) = match prewarmed {
            Some((parts, offer)) => (parts, Some(offer)),
            None => (PeerParts::new(publishes, microphone, receivers)?, None),
        };
        let mut listeners = listen(&parts.connection, events);
        let remote_channels = Rc::default();
        for (channel, opened) in &parts.channels {
            listeners.extend(listen_channel(opened, events, *channel));
        }
        if !publishes {
            listeners.push(listen_remote_channels(
                &parts.connection,
                events,
                &remote_channels,
            ));
        }
        Some(Self {
            parts,
            offer: Cell::new(offer),
            events: events.clone(),
            listeners,
            remote_channels,
        })
    }

    pub(super) fn connection(&self) -> &RtcPeerConnection {
        &self.parts.connection
    }

    /// Reports how long the connection has been silent, then closes it. The state machine uses this
    /// to decide which messages were lost with it. Firefox has these statistics only while the
    /// connection is open.
    fn replaced(mut self) {
        self.listeners.clear();
        self.remote_channels.take();
        let (connection, events) = (self.connection().clone(), self.events.clone());
        stats::inbound_idle(&connection, move |millis| {
            drop(self);
            events.send(PeerInput::LastInboundAge(millis));
        });
    }

    fn execute(&self, output: &PeerOutput) {
        let connection = self.connection();
        match output {
            PeerOutput::CreateOffer(id) => self.create_offer(*id),
            PeerOutput::Configure {
                ice_servers,
                relay_only,
            } => self.configure(ice_servers, *relay_only),
            PeerOutput::SetLocal(id, sdp) => {
                let offer = description(RtcSdpType::Offer, sdp);
                self.report_done(*id, connection.set_local_description(&offer));
            }
            PeerOutput::SetRemote(id, sdp) => {
                let answer = description(RtcSdpType::Answer, sdp);
                self.report_done(*id, connection.set_remote_description(&answer));
            }
            PeerOutput::CreateAnswer(id, sdp) => self.answer_offer(*id, sdp),
            PeerOutput::RestartIce => connection
                .unchecked_ref::<PeerConnectionExt>()
                .restart_ice(),
            PeerOutput::AddCandidate(candidate) => {
                let init = ice::candidate_init(candidate);
                let added =
                    connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
                detach(added);
            }
            PeerOutput::AddRecvTransceivers(count) => self.parts.add_recv_transceivers(*count),
            PeerOutput::Send(channel, message) => self.send(*channel, message),
            PeerOutput::QueryInboundActivity => send_inbound_idle(connection, &self.events),
            PeerOutput::Create { .. } | PeerOutput::Close | PeerOutput::ReplaceMicTransceiver => {}
        }
    }

    /// Sets the track of the microphone transceiver, or removes it. Returns `None` if there is no
    /// such transceiver.
    pub(super) fn attach(&self, track: Option<&MediaStreamTrack>) -> Option<Promise> {
        let transceiver = self.parts.microphone.as_ref()?;
        Some(transceiver.sender().replace_track(track))
    }

    /// Returns the remote track of the transceiver with this `mid`.
    pub(super) fn remote_track(&self, mid: &str) -> Option<MediaStreamTrack> {
        items::<RtcRtpTransceiver>(&self.connection().get_transceivers())
            .find(|transceiver| transceiver.mid().as_deref() == Some(mid))
            .map(|transceiver| transceiver.receiver().track())
    }

    fn create_offer(&self, id: RequestId) {
        let events = self.events.clone();
        let prewarmed = self.offer.take();
        let offer = prewarmed.unwrap_or_else(|| self.connection().create_offer());
        on_settled(offer, move |offer| {
            events.send(match offer {
                Ok(offer) => {
                    let sdp = property(&offer, "sdp").as_string().unwrap_or_default();
                    PeerInput::OfferCreated(id, sdp)
                }
                Err(error) => PeerInput::Failed(id, error_name(&error)),
            });
        });
    }

    fn report_done(&self, id: RequestId, promise: Promise) {
        let events = self.events.clone();
        on_settled(promise, move |done| {
            events.send(match done {
                Ok(_) => PeerInput::DescriptionSet(id),
                Err(error) => PeerInput::Failed(id, error_name(&error)),
            });
        });
    }

    fn configure(&self, servers: &[IceServer], relay_only: bool) {
        let policy = if relay_only { "relay" } else { "all" };
        let servers: Array = servers.iter().map(ice::server).collect();
        let configuration = object(&[
            ("iceServers", servers.into()),
            ("iceTransportPolicy", policy.into()),
        ]);
        // Throws if a server URL is invalid. The connection then continues without ICE servers,
        // which is enough for most networks.
        let _ = self.connection().set_configuration_with_configuration(
            configuration.unchecked_ref::<RtcConfiguration>(),
        );
    }

    fn send(&self, channel: Channel, message: &[u8]) {
        let opened = self
            .parts
            .channels
            .iter()
            .find(|(kind, _)| *kind == channel);
        let Some((_, opened)) = opened else { return };
        if opened.ready_state() == RtcDataChannelState::Open {
            // `send()` throws if the buffer is full. The channel then closes, which is reported.
            let _ = opened.send_with_u8_array(message);
        }
    }

    /// Applies the server's offer and creates the answer. This takes two browser calls, between
    /// which no other call on the connection may happen.
    fn answer_offer(&self, id: RequestId, sdp: &str) {
        let offer = description(RtcSdpType::Offer, sdp);
        let (connection, events) = (self.connection().clone(), self.events.clone());
        let set = connection.set_remote_description(&offer);
        on_settled(set, move |set| match set {
            Ok(_) => {
                disable_video(&connection);
                // Without a description, `setLocalDescription()` creates the answer itself.
                on_settled(set_local(&connection), move |set| {
                    let local = property(&connection, "localDescription");
                    let sdp = property(&local, "sdp").as_string();
                    events.send(match (set, sdp) {
                        (Ok(_), Some(sdp)) => PeerInput::AnswerCreated(id, sdp),
                        (Err(error), _) => PeerInput::Failed(id, error_name(&error)),
                        (Ok(_), None) => PeerInput::Failed(id, "InvalidStateError".to_owned()),
                    });
                });
            }
            Err(error) => events.send(PeerInput::Failed(id, error_name(&error))),
        });
    }
}

#[wasm_bindgen]
extern "C" {
    /// An `RTCPeerConnection` with the methods that web-sys lacks.
    type PeerConnectionExt;

    #[wasm_bindgen(method, js_name = setLocalDescription)]
    fn set_local_description(this: &PeerConnectionExt) -> Promise;

    #[wasm_bindgen(method, js_name = restartIce)]
    fn restart_ice(this: &PeerConnectionExt);
}

fn set_local(connection: &RtcPeerConnection) -> Promise {
    connection
        .unchecked_ref::<PeerConnectionExt>()
        .set_local_description()
}

/// Disables the video transceivers that the server offers: this client uses audio only.
fn disable_video(connection: &RtcPeerConnection) {
    for transceiver in items::<RtcRtpTransceiver>(&connection.get_transceivers()) {
        if transceiver.receiver().track().kind() == "video" {
            transceiver.set_direction(RtcRtpTransceiverDirection::Inactive);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Removed before the connection closes, because they would report the close.
        self.listeners.clear();
        self.remote_channels.take();
    }
}

fn description(kind: RtcSdpType, sdp: &str) -> RtcSessionDescriptionInit {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    description
}
