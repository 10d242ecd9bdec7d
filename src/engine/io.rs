//! The inputs and outputs of the state machines.
//!
//! Inputs are commands and events; outputs are effects to execute. An asynchronous browser call is
//! an output with a [`RequestId`] and, later, an input with the same id. The answer to a request
//! that is no longer pending is dropped.

use crate::credentials::Credentials;
use crate::device::Device;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::Event;
use crate::livekit::url::SecretUrl;
use crate::options::AudioConstraints;
use crate::packet::Outbound;
#[cfg(feature = "s2s")]
use crate::s2s::io::{RealtimeCommand, RealtimeInput, RealtimeOutput};
use crate::time::Millis;

/// The id of an output that is answered later. A machine never reuses an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// An input to a machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A command from the app.
    Command(Command),
    /// An event of the socket that this request opened.
    Socket(RequestId, SocketInput),
    /// The answer to [`Output::Probe`] or [`Output::ProbeNoCors`].
    Probed(RequestId, Probe),
    /// An event of the publisher peer connection, or of the only one in single peer connection
    /// mode.
    Peer(PeerInput),
    /// An event of the subscriber peer connection, which carries the server's tracks in dual peer
    /// connection mode.
    Subscriber(PeerInput),
    /// The answer to [`Output::RenewCredentials`].
    Renewed(RequestId, Result<Credentials, SpekoClientError>),
    /// The browser is online again, or the network changed.
    NetworkChanged,
    /// An event of the microphone that this request opened.
    Mic(RequestId, MicInput),
    /// An event of audio playback.
    Speaker(SpeakerInput),
    /// A device may have been plugged in or out. Reported in bursts.
    DevicesChanged,
    /// The answer to [`Output::ListDevices`].
    Devices(Vec<Device>),
    /// An input of a realtime conversation.
    #[cfg(feature = "s2s")]
    Realtime(RealtimeInput),
    /// The deadline has passed.
    Tick,
}

/// A command from the app.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Joins ahead of time, without a microphone and without subscribing to tracks. Must be the
    /// first input, if it is used at all.
    Prepare,
    /// Joins, or starts the call on the prepared connection. Without [`Prepare`](Self::Prepare)
    /// this is the first input.
    Start,
    /// Mutes or unmutes the microphone.
    SetMicMuted(bool),
    /// Sets the agent's volume, 0 to 1.
    SetVolume(f64),
    /// Selects the microphone by its `deviceId`. `None` selects and tracks the system default.
    SetInputDevice(Option<String>),
    /// Selects the output device by its `deviceId`. `None` is the system default.
    SetOutputDevice(Option<String>),
    /// Sends a packet, which the caller has validated.
    Send(Outbound),
    /// Sends a text on `lk.chat`, which the caller has validated.
    Chat(String),
    /// Sends encoded fields of a data packet on the reliable channel. They are dropped if they
    /// cannot be sent by the given time.
    SendFields(Vec<u8>, Option<Millis>),
    /// Starts audio that the browser blocked. Called from a user gesture.
    StartAudio,
    /// Makes the next attempt to reconnect now instead of waiting for it.
    Reconnect,
    /// A command of a realtime conversation.
    #[cfg(feature = "s2s")]
    Realtime(RealtimeCommand),
    /// Ends the session.
    End,
}

/// An event of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketInput {
    /// The socket is open.
    Opened,
    /// A binary frame was received.
    Frame(Vec<u8>),
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
    Done(RequestId),
    /// The answer to [`PeerOutput::Answer`]: the SDP answer to the server's offer.
    Answered(RequestId, String),
    /// Nothing was received for this many ms. Reported when inbound traffic stops, for a connection
    /// that [`PeerOutput::Open`] replaced, and as the answer to
    /// [`PeerOutput::QueryInboundActivity`]. Not reported if the browser does not know.
    InboundIdle(u64),
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

/// An event of a microphone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MicInput {
    /// The user granted permission and the microphone is open.
    Opened,
    /// The microphone could not be opened. The text is the browser's error name.
    Failed(ErrorReason, String),
    /// Its track is attached to the microphone transceiver.
    Attached,
    /// Its track could not be attached. The text is the browser's error name.
    AttachFailed(String),
    /// Its track ended: the device was unplugged, or the system took it.
    Ended,
    /// The system muted (`true`) or unmuted (`false`) its track.
    TrackMuted(bool),
}

/// An event of audio playback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeakerInput {
    /// The browser blocks audio until a user gesture.
    Blocked,
    /// All audio plays.
    Playing,
    /// The browser refused the chosen output device. The text is the browser's error name.
    OutputFailed(String),
}

/// An effect to execute.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Opens a WebSocket. Its events carry this id.
    OpenSocket(RequestId, SecretUrl),
    /// Sends a binary frame on the open socket.
    SendFrame(Vec<u8>),
    /// Closes the socket with code 1000. Its events are no longer reported.
    CloseSocket,
    /// Sends an HTTP GET request, answered by [`Input::Probed`]. Several may be pending.
    Probe(RequestId, SecretUrl),
    /// Like [`Probe`](Self::Probe), but reports only that the server answered, with status 0.
    /// Browsers use separate connections for it.
    ProbeNoCors(RequestId, SecretUrl),
    /// An effect on the publisher peer connection, or on the only one in single peer connection
    /// mode.
    Peer(PeerOutput),
    /// An effect on the subscriber peer connection, in dual peer connection mode.
    Subscriber(PeerOutput),
    /// Asks the app for fresh credentials, answered by [`Input::Renewed`].
    RenewCredentials(RequestId),
    /// Remembers that the server at this host, port and path does not support the single peer
    /// connection mode.
    RememberDualPc(String),
    /// Requests a microphone, answered by `Opened` or `Failed`.
    OpenMic {
        /// The id that all events of this microphone carry.
        op: RequestId,
        /// Its `deviceId`. `None` is the system default.
        device: Option<String>,
        /// The audio processing of the browser.
        constraints: AudioConstraints,
        /// Whether its track starts disabled.
        muted: bool,
    },
    /// Attaches its track to the microphone transceiver, answered by `Attached` or `AttachFailed`.
    AttachMic(RequestId),
    /// Enables or disables its track.
    EnableMic(RequestId, bool),
    /// Stops its tracks and drops it.
    ReleaseMic(RequestId),
    /// Detaches any track from the microphone transceiver.
    DetachMic,
    /// Lists the devices and reports [`Input::DevicesChanged`] from now on. Answered by
    /// [`Input::Devices`], or not at all if the browser cannot list devices.
    ListDevices,
    /// Plays the remote track of the transceiver with this `mid`.
    Play(String),
    /// Stops playing it and removes its element.
    StopPlaying(String),
    /// Sets the volume of all elements, present and future.
    SetVolume(f64),
    /// Sets the output device of all elements, present and future. The empty id is the system
    /// default.
    SetOutputDevice(String),
    /// Calls `play()` on every element, after a user gesture.
    ResumeAudio,
    /// Passes on a data packet of a kind that the session does not handle.
    UnhandledPacket(Vec<u8>),
    /// Reports that the participant with this identity left.
    ParticipantLeft(String),
    /// An effect of a realtime conversation.
    #[cfg(feature = "s2s")]
    Realtime(RealtimeOutput),
    /// Emits an event to the app.
    Emit(Event),
    /// Resolves the future that waits for the session to open. Issued once.
    ResolveReady(Result<(), SpekoClientError>),
    /// Releases everything. Always the last output.
    Closed,
}

/// An effect on a peer connection.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerOutput {
    /// Creates the connection: both data channels, then a `sendonly` audio transceiver if
    /// `microphone`, then the `recvonly` audio transceivers. The subscriber's connection
    /// ([`Output::Subscriber`]) starts empty, because the server's offer describes all of it.
    Open {
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
    /// Sets this offer as the local description, answered by `Done`.
    SetLocal(RequestId, String),
    /// Sets this answer as the remote description, answered by `Done`.
    SetRemote(RequestId, String),
    /// Sets this offer as the remote description and its answer as the local one, answered by
    /// [`PeerInput::Answered`].
    Answer(RequestId, String),
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
    /// Asks how long nothing was received, answered by [`PeerInput::InboundIdle`].
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
