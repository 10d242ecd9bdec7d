//! The peer connection with its two data channels.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcDataChannel, RtcDataChannelInit,
    RtcDataChannelState, RtcDataChannelType, RtcPeerConnection, RtcPeerConnectionState,
    RtcRtpSender, RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit, RtcTrackEvent,
};

use super::ice;
use super::js::{Link, Listener, binary, error_name, items, later, object, property};
use crate::livekit::io::{Channel, IceServer, Input, Op, PeerInput, PeerOrder, PeerState};

/// Dropped, it is closed and says nothing any more.
#[must_use = "dropping it closes the connection"]
pub(super) struct Peer {
    pub(super) connection: RtcPeerConnection,
    link: Link,
    listeners: Vec<Listener>,
    reliable: RtcDataChannel,
    lossy: RtcDataChannel,
    microphone: Option<RtcRtpSender>,
}

/// Does what the order says to the connection in `place`, if there is one.
pub(super) fn obey(place: &mut Option<Peer>, link: &Link, order: PeerOrder) {
    match (order, place.as_ref()) {
        (
            PeerOrder::Open {
                microphone,
                receivers,
            },
            _,
        ) => {
            // The old one goes first: two at once would both hold the microphone line.
            *place = None;
            *place = Peer::open(link, microphone, receivers);
        }
        (PeerOrder::Close, _) => *place = None,
        (order, Some(peer)) => peer.obey(order),
        (
            PeerOrder::CreateOffer(op) | PeerOrder::SetLocal(op, _) | PeerOrder::SetRemote(op, _),
            None,
        ) => link.tell(Input::Peer(PeerInput::Failed(
            op,
            "InvalidStateError".to_owned(),
        ))),
        (_, None) => {}
    }
}

impl Peer {
    fn open(link: &Link, microphone: bool, receivers: u32) -> Option<Self> {
        let connection = RtcPeerConnection::new().ok()?;
        let mut listeners = listen(&connection, link);
        let ordered = [("ordered", JsValue::TRUE)];
        let fleeting = [
            ("ordered", JsValue::FALSE),
            ("maxRetransmits", JsValue::from(0)),
        ];
        let mut channel =
            |channel, init| open_channel(&connection, link, channel, init, &mut listeners);
        let reliable = channel(Channel::Reliable, &ordered[..]);
        let lossy = channel(Channel::Lossy, &fleeting[..]);
        let mut peer = Self {
            connection,
            link: link.clone(),
            listeners,
            reliable,
            lossy,
            microphone: None,
        };
        if microphone {
            // Without a track it already has its id in the offer, so the line is negotiated while the person is asked.
            let line = peer.add_line(RtcRtpTransceiverDirection::Sendonly);
            peer.microphone = Some(line.sender());
        }
        peer.add_receivers(receivers);
        Some(peer)
    }

    fn obey(&self, order: PeerOrder) {
        let connection = &self.connection;
        match order {
            PeerOrder::CreateOffer(op) => self.create_offer(op),
            PeerOrder::Configure {
                ice_servers,
                relay_only,
            } => self.configure(&ice_servers, relay_only),
            PeerOrder::SetLocal(op, sdp) => {
                let offer = description(RtcSdpType::Offer, &sdp);
                self.answer(op, connection.set_local_description(&offer));
            }
            PeerOrder::SetRemote(op, sdp) => {
                let answer = description(RtcSdpType::Answer, &sdp);
                self.answer(op, connection.set_remote_description(&answer));
            }
            PeerOrder::AddCandidate(candidate) => {
                let init = ice::candidate_init(&candidate);
                let added =
                    connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
                later(added, |_| {});
            }
            PeerOrder::AddReceivers(count) => self.add_receivers(count),
            PeerOrder::Send(channel, message) => self.send(channel, &message),
            PeerOrder::Open { .. } | PeerOrder::Close => {}
        }
    }

    /// Puts a track on the microphone line, or takes any off it. Nothing without such a line.
    pub(super) fn attach(&self, track: Option<&MediaStreamTrack>) -> Option<Promise> {
        let sender = self.microphone.as_ref()?;
        Some(sender.replace_track(track))
    }

    /// The remote track on the line with this `mid`.
    pub(super) fn remote_track(&self, mid: &str) -> Option<MediaStreamTrack> {
        items::<RtcRtpTransceiver>(&self.connection.get_transceivers())
            .find(|line| line.mid().as_deref() == Some(mid))
            .map(|line| line.receiver().track())
    }

    fn create_offer(&self, op: Op) {
        let link = self.link.clone();
        later(self.connection.create_offer(), move |offer| {
            link.tell(Input::Peer(match offer {
                Ok(offer) => {
                    let sdp = property(&offer, "sdp").as_string().unwrap_or_default();
                    PeerInput::OfferCreated(op, sdp)
                }
                Err(error) => PeerInput::Failed(op, error_name(&error)),
            }));
        });
    }

    fn answer(&self, op: Op, promise: Promise) {
        let link = self.link.clone();
        later(promise, move |done| {
            link.tell(Input::Peer(match done {
                Ok(_) => PeerInput::Done(op),
                Err(error) => PeerInput::Failed(op, error_name(&error)),
            }));
        });
    }

    fn configure(&self, servers: &[IceServer], relay_only: bool) {
        let policy = if relay_only { "relay" } else { "all" };
        let servers: Array = servers.iter().map(ice::server).collect();
        let configuration = object(&[
            ("iceServers", servers.into()),
            ("iceTransportPolicy", policy.into()),
        ]);
        // Refused when a server's URL is none: then it goes on without servers, which is enough for most.
        let _ = self.connection.set_configuration_with_configuration(
            configuration.unchecked_ref::<RtcConfiguration>(),
        );
    }

    fn add_receivers(&self, count: u32) {
        for _ in 0..count {
            self.add_line(RtcRtpTransceiverDirection::Recvonly);
        }
    }

    fn add_line(&self, direction: RtcRtpTransceiverDirection) -> RtcRtpTransceiver {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(direction);
        self.connection
            .add_transceiver_with_str_and_init("audio", &init)
    }

    fn send(&self, channel: Channel, message: &[u8]) {
        let channel = match channel {
            Channel::Reliable => &self.reliable,
            Channel::Lossy => &self.lossy,
        };
        if channel.ready_state() == RtcDataChannelState::Open {
            // It throws when its buffer is full; the channel then closes, which is told.
            let _ = channel.send_with_u8_array(message);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.listeners.clear();
        self.reliable.close();
        self.lossy.close();
        self.connection.close();
    }
}

fn listen(connection: &RtcPeerConnection, link: &Link) -> Vec<Listener> {
    let last = Rc::new(Cell::new(PeerState::New));
    let state = |name| {
        let (watched, last) = (connection.clone(), Rc::clone(&last));
        link.listen(connection, name, move |_| {
            let state = state(watched.connection_state())?;
            (last.replace(state) != state).then_some(Input::Peer(PeerInput::State(state)))
        })
    };
    vec![
        state("connectionstatechange"),
        // Firefox may tell a change by this one alone; what is no change is told once.
        state("iceconnectionstatechange"),
        link.listen(connection, "icecandidate", |event| {
            Some(Input::Peer(PeerInput::Candidate(ice::candidate(event)?)))
        }),
        link.listen(connection, "track", |event| {
            let event = event.unchecked_ref::<RtcTrackEvent>();
            Some(Input::Peer(PeerInput::Track {
                mid: event.transceiver().mid()?,
                stream: items::<MediaStream>(&event.streams())
                    .next()
                    .map_or_else(String::new, |stream| stream.id()),
            }))
        }),
    ]
}

fn open_channel(
    connection: &RtcPeerConnection,
    link: &Link,
    channel: Channel,
    init: &[(&str, JsValue)],
    listeners: &mut Vec<Listener>,
) -> RtcDataChannel {
    let init = object(init).unchecked_into::<RtcDataChannelInit>();
    let opened = connection.create_data_channel_with_data_channel_dict(channel.label(), &init);
    opened.set_binary_type(RtcDataChannelType::Arraybuffer);
    let fact = |fact| Some(Input::Peer(fact));
    listeners.extend([
        link.listen(&opened, "open", move |_| {
            fact(PeerInput::ChannelOpened(channel))
        }),
        link.listen(&opened, "close", move |_| {
            fact(PeerInput::ChannelClosed(channel))
        }),
        link.listen(&opened, "message", move |event| {
            fact(PeerInput::ChannelMessage(channel, binary(event)?))
        }),
    ]);
    opened
}

fn description(kind: RtcSdpType, sdp: &str) -> RtcSessionDescriptionInit {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    description
}

fn state(state: RtcPeerConnectionState) -> Option<PeerState> {
    Some(match state {
        RtcPeerConnectionState::New => PeerState::New,
        RtcPeerConnectionState::Connecting => PeerState::Connecting,
        RtcPeerConnectionState::Connected => PeerState::Connected,
        RtcPeerConnectionState::Disconnected => PeerState::Disconnected,
        RtcPeerConnectionState::Failed => PeerState::Failed,
        RtcPeerConnectionState::Closed => PeerState::Closed,
        _ => return None,
    })
}
