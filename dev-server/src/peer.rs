//! One caller's WebRTC connection, based on str0m, which is sans-IO.

mod negotiation;

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use str0m::change::SdpPendingOffer;
use str0m::channel::ChannelId;
use str0m::crypto::from_feature_flags;
use str0m::format::Codec;
use str0m::media::{Frequency, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

use crate::agent::Packet;

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
