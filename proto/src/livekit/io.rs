//! The inputs and outputs of the LiveKit client.

use super::url::SecretUrl;
use crate::credentials::Credentials;
use crate::engine::io;
pub use crate::engine::io::{
    Command, MediaInput, MediaOutput, MicInput, RequestId, SpeakerInput, StateMachine,
};
use crate::error::SpekoClientError;
use crate::packet::Outbound;
use crate::time::Millis;

/// An input to the LiveKit client.
pub type Input = io::Input<LiveKitInput>;

/// An effect of the LiveKit client.
pub type Output = io::Output<LiveKitOutput>;

/// An input that only the LiveKit client has.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveKitInput {
    /// Joins ahead of time, without a microphone and without subscribing to tracks. Must be the
    /// first input, if it is used at all; [`Command::Start`] then starts the call on the prepared
    /// connection.
    Prepare,
    /// Sends a packet, which the caller has validated.
    Send(Outbound),
    /// Sends a text on `lk.chat`, which the caller has validated.
    Chat(String),
    /// Sends encoded fields of a data packet on the reliable channel. They are dropped if they
    /// cannot be sent by the given time.
    SendFields(Vec<u8>, Option<Millis>),
    /// Makes the next attempt to reconnect now instead of waiting for it.
    Reconnect,
    /// An event of the socket that this request opened.
    Socket(RequestId, SocketInput),
    /// The answer to [`LiveKitOutput::Probe`] or [`LiveKitOutput::ProbeNoCors`].
    Probed(RequestId, Probe),
    /// An event of the publisher peer connection, or of the only one in single-PC mode.
    Publisher(PeerInput),
    /// An event of the subscriber peer connection, which carries the server's tracks in dual-PC
    /// mode.
    Subscriber(PeerInput),
    /// The page's Content-Security-Policy blocks a probe. [`Probe::Unreachable`] answers it, before
    /// or after this.
    ProbesBlocked,
    /// The answer to [`LiveKitOutput::RenewCredentials`].
    Renewed(RequestId, Result<Credentials, SpekoClientError>),
    /// A packet that was passed on ([`LiveKitOutput::UnhandledPacket`]) is malformed.
    Ignored,
    /// The browser is online again, or the network changed.
    NetworkChanged,
}

/// An event of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketInput {
    /// The socket is open.
    Opened,
    /// A binary frame was received.
    Frame(Vec<u8>),
    /// A text frame was received. The protocol has none.
    Text,
    /// The page's Content-Security-Policy blocks the socket. The text is the directive.
    Blocked(String),
    /// The socket closed, or could not be opened. Reported once.
    Closed {
        /// The WebSocket close code. 1006 if the browser reports none.
        code: u16,
    },
}

/// The result of an HTTP probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The server answered. The body may contain a token, so it is never passed on.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The body, truncated to a few kilobytes.
        body: String,
    },
    /// No answer: the browser is offline, or DNS, TLS or CORS failed.
    Unreachable,
}

/// An event of a peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerInput {
    /// The answer to [`PeerOutput::CreateOffer`].
    OfferCreated(RequestId, String),
    /// [`PeerOutput::SetLocal`] or [`PeerOutput::SetRemote`] succeeded.
    DescriptionSet(RequestId),
    /// The answer to [`PeerOutput::CreateAnswer`]: the SDP answer to the server's offer.
    AnswerCreated(RequestId, String),
    /// The time since the last inbound packet, in ms. Reported when traffic stops, for a connection
    /// that [`PeerOutput::Create`] replaced, and as the answer to
    /// [`PeerOutput::QueryInboundActivity`]. Not reported if the browser does not know.
    LastInboundAge(u64),
    /// The output with this id failed. The text is the browser's error name.
    Failed(RequestId, String),
    /// A local candidate was gathered.
    Candidate(Candidate),
    /// The connection state changed.
    State(PeerState),
    /// ICE connected, initially or again after a loss.
    IceConnected,
    /// A data channel opened.
    ChannelOpened(Channel),
    /// A data channel closed.
    ChannelClosed(Channel),
    /// A message was received on a data channel.
    ChannelMessage(Channel, Vec<u8>),
    /// A remote track was added to the transceiver with this `mid`. LiveKit's ids are in the stream
    /// id.
    Track {
        /// The transceiver's `mid`.
        mid: String,
        /// The id of the first stream. Empty without a stream.
        stream: String,
    },
}

/// An ICE candidate, with the fields of `RTCIceCandidateInit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The candidate attribute.
    pub candidate: String,
    /// The `mid` of the m-line that it belongs to.
    pub sdp_mid: Option<String>,
    /// The index of that m-line.
    pub sdp_m_line_index: Option<u16>,
    /// The ICE username fragment.
    pub username_fragment: Option<String>,
}

/// `RTCPeerConnectionState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerState {
    /// Not started.
    New,
    /// ICE and DTLS are connecting.
    Connecting,
    /// ICE and DTLS are connected.
    Connected,
    /// Connectivity was lost, perhaps temporarily.
    Disconnected,
    /// Failed permanently, unless ICE is restarted.
    Failed,
    /// Closed by this side.
    Closed,
}

/// A data channel. This side opens both, and both carry messages in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Ordered and retransmitted.
    Reliable,
    /// Unordered and never retransmitted.
    Lossy,
}

impl Channel {
    /// Returns the label that LiveKit expects.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reliable => "_reliable",
            Self::Lossy => "_lossy",
        }
    }
}

/// An effect that only the LiveKit client has.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveKitOutput {
    /// Opens a WebSocket. Its events carry this id.
    OpenSocket(RequestId, SecretUrl),
    /// Sends a binary frame on the open socket.
    SendFrame(Vec<u8>),
    /// Closes the socket with code 1000. Its events are no longer reported.
    CloseSocket,
    /// Sends an HTTP GET request, answered by [`LiveKitInput::Probed`]. Several may be pending.
    Probe(RequestId, SecretUrl),
    /// Like [`Probe`](Self::Probe), but reports only that the server answered, with status 0.
    /// Browsers use separate connections for it.
    ProbeNoCors(RequestId, SecretUrl),
    /// An effect on the publisher peer connection, or on the only one in single-PC mode.
    Publisher(PeerOutput),
    /// An effect on the subscriber peer connection, in dual-PC mode.
    Subscriber(PeerOutput),
    /// Plays the remote track of the transceiver with this `mid`.
    Play(String),
    /// Stops playing it and removes its element.
    StopPlaying(String),
    /// Asks the app for fresh credentials, answered by [`LiveKitInput::Renewed`].
    RenewCredentials(RequestId),
    /// Remembers that the server at this host, port and path does not support single-PC
    /// mode.
    RememberDualPc(String),
    /// Passes on a data packet of a kind that the session does not handle.
    UnhandledPacket(Vec<u8>),
    /// Reports that the participant with this identity left.
    ParticipantLeft(String),
}

/// An effect on a peer connection.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerOutput {
    /// Creates the connection: both data channels, then a `sendonly` audio transceiver if
    /// `microphone`, then the `recvonly` audio transceivers. The subscriber's connection
    /// ([`LiveKitOutput::Subscriber`]) starts empty, because the server's offer describes all of
    /// it.
    Create {
        /// Whether to add a microphone transceiver. It has no track yet.
        microphone: bool,
        /// How many transceivers to add for remote tracks.
        receivers: u32,
    },
    /// Creates an offer, answered by [`PeerInput::OfferCreated`].
    CreateOffer(RequestId),
    /// Sets the ICE servers. Issued before the first `SetLocal`.
    Configure {
        /// STUN and TURN servers.
        ice_servers: Vec<IceServer>,
        /// Whether to use TURN only.
        relay_only: bool,
    },
    /// Sets this offer as the local description, answered by `DescriptionSet`.
    SetLocal(RequestId, String),
    /// Sets this answer as the remote description, answered by `DescriptionSet`.
    SetRemote(RequestId, String),
    /// Sets this offer as the remote description and its answer as the local one, answered by
    /// [`PeerInput::AnswerCreated`].
    CreateAnswer(RequestId, String),
    /// Makes the next offer restart ICE.
    RestartIce,
    /// Adds a remote candidate. An invalid one is ignored.
    AddCandidate(Candidate),
    /// Adds this many `recvonly` audio transceivers.
    AddRecvTransceivers(u32),
    /// Adds a new `sendonly` audio transceiver for the microphone. The previous one stops sending.
    ReplaceMicTransceiver,
    /// Sends a message on an open data channel.
    Send(Channel, Vec<u8>),
    /// Asks how long nothing was received, answered by [`PeerInput::LastInboundAge`].
    QueryInboundActivity,
    /// Closes the connection. Its events are no longer reported.
    Close,
}

/// A STUN or TURN server. `Debug` omits the credential.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// Its URLs.
    pub urls: Vec<String>,
    /// The username, or empty.
    pub username: String,
    /// The credential, or empty.
    pub credential: String,
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IceServer")
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}
