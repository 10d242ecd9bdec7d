//! One caller's WebRTC connection, based on str0m, which is sans-IO.

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::crypto::from_feature_flags;
use str0m::format::Codec;
use str0m::media::{Direction, Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

use crate::agent::Packet;
use crate::sdp::{self, Shaped};

/// The data channel of all of Speko's and LiveKit's data.
const RELIABLE: &str = "_reliable";
/// Ticks of Opus' 48 kHz RTP clock per ms.
const TICKS_PER_MS: u64 = 48;
/// Maximum number of packets queued until the channel opens. A client that exceeds it never opens
/// one.
const MAX_QUEUED: usize = 256;
/// Level assumed for a packet without an audio level: silence.
const SILENCE_DB: i8 = -127;

/// An output of the connection.
#[derive(Debug)]
pub(crate) enum Action {
    /// Send this datagram.
    Transmit(SocketAddr, Vec<u8>),
    /// Report this event to the session.
    Event(PeerEvent),
    /// Call [`Peer::wake`] at this time. There are no further outputs until then.
    Wait(Instant),
}

/// An event of the connection.
#[derive(Debug)]
pub(crate) enum PeerEvent {
    /// Media can flow.
    Connected,
    /// The connection is lost.
    Lost,
    /// The caller closed the connection.
    Closed,
    /// The next packet of the microphone.
    Audio(Packet),
    /// A `DataPacket` of the caller.
    Data(Vec<u8>),
}

/// Why an offer or the connection failed. For logs: contains nothing that the peer sent.
#[derive(Debug)]
pub(crate) struct PeerError(String);

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PeerError {}

/// The connection.
pub(crate) struct Peer {
    rtc: Rtc,
    address: SocketAddr,
    agent_mid: Option<Mid>,
    reliable: Option<ChannelId>,
    /// The local offer, until it is answered.
    offered: Option<SdpPendingOffer>,
    waiting: VecDeque<Vec<u8>>,
    connected: bool,
}

impl Peer {
    /// Creates a connection that receives at `address`.
    ///
    /// # Errors
    /// Fails if this address cannot be a candidate.
    pub(crate) fn new(address: SocketAddr) -> Result<Self, PeerError> {
        let crypto = Arc::new(from_feature_flags());
        let mut rtc = Rtc::builder()
            .set_crypto_provider(crypto)
            .clear_codecs()
            .enable_opus(true, false)
            .build(Instant::now());
        let candidate =
            Candidate::host(address, "udp").map_err(|error| PeerError(error.to_string()))?;
        rtc.add_local_candidate(candidate);
        Ok(Self {
            rtc,
            address,
            agent_mid: None,
            reliable: None,
            offered: None,
            waiting: VecDeque::new(),
            connected: false,
        })
    }

    /// Answers an offer. The agent's m-line gets this stream and track.
    ///
    /// # Errors
    /// Fails if the offer is invalid.
    pub(crate) fn answer(
        &mut self,
        offer: &str,
        stream: &str,
        track: &str,
    ) -> Result<Shaped, PeerError> {
        let offer = SdpOffer::from_sdp_string(offer)
            .map_err(|_| PeerError("the offer is not SDP".into()))?;
        let answer = self.rtc.sdp_api().accept_offer(offer);
        let answer = answer.map_err(|_| PeerError("the offer cannot be answered".into()))?;
        let known = self.agent_mid.map(|mid| mid.to_string());
        let shaped = sdp::shape(&answer.to_sdp_string(), known.as_deref(), stream, track);
        self.agent_mid = shaped.agent_mid.as_deref().map(Mid::from);
        Ok(shaped)
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

    /// Takes a datagram. Those that are not part of this connection are ignored.
    ///
    /// # Errors
    /// Fails if the connection cannot continue.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        datagram: &[u8],
    ) -> Result<(), PeerError> {
        let Ok(received) = Receive::new(Protocol::Udp, source, self.address, datagram) else {
            return Ok(());
        };
        let input = Input::Receive(now, received);
        if !self.rtc.accepts(&input) {
            return Ok(());
        }
        self.rtc.handle_input(input).map_err(failed)
    }

    /// Handles timeouts.
    ///
    /// # Errors
    /// Fails if the connection cannot continue.
    pub(crate) fn wake(&mut self, now: Instant) -> Result<(), PeerError> {
        self.rtc.handle_input(Input::Timeout(now)).map_err(failed)
    }

    /// Returns the next output. After any other call, call this until it returns [`Action::Wait`].
    ///
    /// # Errors
    /// Fails if the connection cannot continue.
    pub(crate) fn poll(&mut self) -> Result<Action, PeerError> {
        loop {
            match self.rtc.poll_output().map_err(failed)? {
                Output::Timeout(at) => return Ok(Action::Wait(at)),
                Output::Transmit(datagram) => {
                    return Ok(Action::Transmit(
                        datagram.destination,
                        datagram.contents.to_vec(),
                    ));
                }
                Output::Event(event) => {
                    if let Some(event) = self.read(event) {
                        return Ok(Action::Event(event));
                    }
                }
            }
        }
    }

    /// Sends one Opus packet of the agent with this media time.
    pub(crate) fn play(&mut self, at_ms: u64, opus: Arc<[u8]>) {
        let Some(writer) = self.agent_mid.and_then(|mid| self.rtc.writer(mid)) else {
            return;
        };
        let Some(pt) = writer
            .payload_params()
            .find(|params| params.spec().codec == Codec::Opus)
            .map(|p| p.pt())
        else {
            return;
        };
        let time = MediaTime::new(at_ms * TICKS_PER_MS, Frequency::FORTY_EIGHT_KHZ);
        // A failed write is equivalent to packet loss: the caller misses 20 ms.
        let _ = writer.write(pt, Instant::now(), time, opus);
    }

    /// Sends a `DataPacket`, or queues it until the channel opens.
    pub(crate) fn send(&mut self, packet: Vec<u8>) {
        if self.waiting.len() < MAX_QUEUED {
            self.waiting.push_back(packet);
        }
        self.flush();
    }

    /// Notifies the caller of the end. Poll afterwards to send the last datagrams.
    pub(crate) fn close(&mut self) {
        // On failure, the caller's connection times out.
        let _ = self.rtc.close();
    }

    fn flush(&mut self) {
        let Some(mut channel) = self.reliable.and_then(|id| self.rtc.channel(id)) else {
            return;
        };
        while let Some(packet) = self.waiting.front() {
            match channel.write(true, packet) {
                Ok(true) => drop(self.waiting.pop_front()),
                _ => break,
            }
        }
    }

    fn read(&mut self, event: Event) -> Option<PeerEvent> {
        match event {
            Event::Connected => {
                self.connected = true;
                Some(PeerEvent::Connected)
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                Some(PeerEvent::Lost)
            }
            Event::IceConnectionStateChange(state) if state.is_connected() && self.connected => {
                Some(PeerEvent::Connected)
            }
            Event::Closed => Some(PeerEvent::Closed),
            Event::ChannelOpen(id, label) => {
                if label == RELIABLE {
                    self.reliable = Some(id);
                    self.flush();
                }
                None
            }
            Event::ChannelData(data) if Some(data.id) == self.reliable => {
                Some(PeerEvent::Data(data.data))
            }
            Event::MediaData(media) => Some(PeerEvent::Audio(Packet {
                time: media.time.numer() / TICKS_PER_MS,
                level: media.ext_vals.audio_level.unwrap_or(SILENCE_DB),
                opus: media.data,
            })),
            _ => None,
        }
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("address", &self.address)
            .field("connected", &self.connected)
            .finish_non_exhaustive()
    }
}

fn failed(_: impl std::error::Error) -> PeerError {
    PeerError("the connection failed".into())
}
