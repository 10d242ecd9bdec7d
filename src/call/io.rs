//! What goes into the machine and what comes out of it.
//!
//! Inputs are facts, orders are things to do. A browser call that takes time is an order with an [`Op`] and, later, a
//! fact with the same one; an answer to an op that nobody waits for any more is dropped.

use crate::credentials::Credentials;
use crate::device::Device;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::Event;
use crate::livekit::url::SecretUrl;
use crate::options::AudioConstraints;
use crate::packet::Outbound;
#[cfg(feature = "s2s")]
use crate::s2s::io::{RealtimeCommand, RealtimeInput, RealtimeOrder};
use crate::time::Millis;

/// The number of one order that is answered later. Never used twice by a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Op(pub u32);

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// What the app wants.
    Command(Command),
    /// From the socket that this op opened.
    Socket(Op, SocketInput),
    /// The answer to [`Order::Probe`] or [`Order::Knock`].
    Probed(Op, Probe),
    /// From the peer connection; in the dual mode from the one that we publish on.
    Peer(PeerInput),
    /// From the peer connection that the server's tracks come on, in the dual mode.
    Subscriber(PeerInput),
    /// The answer to [`Order::RenewCredentials`].
    Renewed(Op, Result<Credentials, SpekoClientError>),
    /// The machine is online again, or on another network.
    NetworkChanged,
    /// From the microphone that this op asked for.
    Mic(Op, MicInput),
    /// From the loudspeaker.
    Speaker(SpeakerInput),
    /// A device was plugged in or out, perhaps. It comes in bursts.
    DevicesChanged,
    /// The answer to [`Order::ListDevices`].
    Devices(Vec<Device>),
    /// What only speech to speech has.
    #[cfg(feature = "s2s")]
    Realtime(RealtimeInput),
    /// The deadline has come.
    Tick,
}

/// What the app wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Join ahead of the person's wish: without microphone, and hearing nothing. If it comes, it is the first input.
    Prepare,
    /// Join, or take what was joined ahead. Without [`Prepare`](Self::Prepare) the first input of all.
    Start,
    /// Mute or unmute.
    SetMicMuted(bool),
    /// The agent's loudness, 0 to 1.
    SetVolume(f64),
    /// The microphone, by its `deviceId`; nothing for the system's default.
    SetInputDevice(Option<String>),
    /// The loudspeaker, by its `deviceId`; nothing for the system's default.
    SetOutputDevice(Option<String>),
    /// Send a packet; checked by the caller.
    Send(Outbound),
    /// Send a text on `lk.chat`; checked by the caller.
    Chat(String),
    /// Send these fields of a packet, reliably; not later than this, where it says so.
    SendFields(Vec<u8>, Option<Millis>),
    /// A person has acted: let held-back sound play.
    StartAudio,
    /// Do not wait for the next attempt to mend the line: try now.
    Reconnect,
    /// What only speech to speech can do.
    #[cfg(feature = "s2s")]
    Realtime(RealtimeCommand),
    /// Hang up.
    End,
}

/// A fact about a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketInput {
    /// It is open.
    Opened,
    /// A binary frame came.
    Frame(Vec<u8>),
    /// It is closed, or never opened. Comes once.
    Closed {
        /// The WebSocket close code; 1006 where the browser gives none.
        code: u16,
    },
}

/// What asking by HTTP brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The server answered. The body may hold a token: it is read, never passed on.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The body, cut at a few kilobytes.
        body: String,
    },
    /// No answer: offline, DNS, TLS, CORS.
    Unreachable,
}

/// A fact about the peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerInput {
    /// The answer to [`PeerOrder::CreateOffer`].
    OfferCreated(Op, String),
    /// [`PeerOrder::SetLocal`] or [`PeerOrder::SetRemote`] is done.
    Done(Op),
    /// The answer to [`PeerOrder::Answer`]: ours to the server.
    Answered(Op, String),
    /// For so many ms nothing has come: told of a line that went silent, of one that [`PeerOrder::Open`] replaced, and as
    /// the answer to [`PeerOrder::AskHeard`]. Not told where the browser does not know.
    SilentFor(u64),
    /// An order with this op failed; the text is the browser's word for it.
    Failed(Op, String),
    /// A local candidate was found.
    Candidate(Candidate),
    /// The connection's state.
    State(PeerState),
    /// ICE has found a way, for the first time.
    IceConnected,
    /// A data channel opened.
    ChannelOpened(Channel),
    /// A data channel closed.
    ChannelClosed(Channel),
    /// A message on a data channel.
    ChannelMessage(Channel, Vec<u8>),
    /// A remote track stands on the line with this `mid`; LiveKit's ids are in the stream's id.
    Track {
        /// The transceiver's `mid`.
        mid: String,
        /// The first stream's id; empty without a stream.
        stream: String,
    },
}

/// An ICE candidate, as `RTCIceCandidateInit` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The candidate line.
    pub candidate: String,
    /// The line it belongs to.
    pub sdp_mid: Option<String>,
    /// The same by index.
    pub sdp_m_line_index: Option<u16>,
    /// The ICE user name fragment.
    pub username_fragment: Option<String>,
}

/// `RTCPeerConnectionState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerState {
    /// Not begun.
    New,
    /// ICE and DTLS at work.
    Connecting,
    /// Media flows.
    Connected,
    /// Perhaps for a moment only.
    Disconnected,
    /// For good.
    Failed,
    /// By us.
    Closed,
}

/// One of the two data channels that we open; both carry both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Ordered, retransmitted.
    Reliable,
    /// Unordered, never retransmitted.
    Lossy,
}

impl Channel {
    /// LiveKit's label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reliable => "_reliable",
            Self::Lossy => "_lossy",
        }
    }
}

/// A fact about a microphone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MicInput {
    /// The person allowed it and it is open.
    Opened,
    /// It could not be opened. The text is the browser's name for the error.
    Failed(ErrorReason, String),
    /// Its track is on the microphone line.
    Attached,
    /// Its track could not be put there.
    AttachFailed(String),
    /// Its track ended by itself: unplugged, or taken by the system.
    Ended,
    /// The system began (`true`) or ceased to silence it.
    Silenced(bool),
}

/// A fact about the loudspeaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeakerInput {
    /// The browser holds sound back until the person acts.
    Blocked,
    /// All sound plays.
    Playing,
    /// The chosen output device was refused; the text is the browser's name for the error.
    OutputFailed(String),
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Open a WebSocket; its facts carry this op.
    OpenSocket(Op, SecretUrl),
    /// Send a binary frame on the open socket.
    SendFrame(Vec<u8>),
    /// Close the socket with code 1000; no fact is wanted from it any more.
    CloseSocket,
    /// Ask by HTTP GET; answered by [`Input::Probed`]. Several may be under way.
    Probe(Op, SecretUrl),
    /// The same, where only counts that there is an answer: its status is 0. Browsers keep other connections for it.
    Knock(Op, SecretUrl),
    /// Something for the peer connection; in the dual mode for the one that we publish on.
    Peer(PeerOrder),
    /// Something for the one that the server's tracks come on, in the dual mode.
    Subscriber(PeerOrder),
    /// Ask the app for fresh credentials; answered by [`Input::Renewed`].
    RenewCredentials(Op),
    /// Remember that the server at this place is too old for the single mode.
    RememberDual(String),
    /// Ask for a microphone; answered by `Opened` or `Failed`.
    OpenMic {
        /// The op of all its facts.
        op: Op,
        /// Its `deviceId`; the system's default without.
        device: Option<String>,
        /// What the browser does to its sound.
        constraints: AudioConstraints,
        /// Whether its track starts switched off.
        muted: bool,
    },
    /// Put its track on the microphone line; answered by `Attached` or `AttachFailed`.
    AttachMic(Op),
    /// Switch its track on or off.
    EnableMic(Op, bool),
    /// Stop its tracks and forget it.
    ReleaseMic(Op),
    /// Take any track off the microphone line.
    DetachMic,
    /// Tell of [`Input::DevicesChanged`] from now on, and list the devices; answered by [`Input::Devices`], or not at
    /// all where the browser does not tell.
    ListDevices,
    /// Play the remote track on the line with this `mid`.
    Play(String),
    /// Stop playing it and take its element away.
    StopPlaying(String),
    /// The loudness of all elements, now and later.
    SetVolume(f64),
    /// The output device of all elements, now and later; the empty name is the system's default.
    SetOutputDevice(String),
    /// Call `play()` on every element: a person has acted.
    ResumeAudio,
    /// A packet came whose kind the session does not read.
    Unread(Vec<u8>),
    /// A participant of this identity has left.
    Left(String),
    /// What only speech to speech has.
    #[cfg(feature = "s2s")]
    Realtime(RealtimeOrder),
    /// Tell the app.
    Emit(Event),
    /// Tell who waits for the session to open. Comes once.
    Settle(Result<(), SpekoClientError>),
    /// All is over: let go of everything. The last order.
    Finish,
}

/// A thing to do with the peer connection.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerOrder {
    /// Make it: both data channels, then a `sendonly` audio line if `microphone`, then the `recvonly` audio lines. The
    /// server's own ([`Order::Subscriber`]) has nothing to begin with: all of it is in the server's offer.
    Open {
        /// Whether there is a microphone line; it carries no track yet.
        microphone: bool,
        /// How many lines for remote tracks.
        receivers: u32,
    },
    /// Make an offer; answered by [`PeerInput::OfferCreated`].
    CreateOffer(Op),
    /// Tell it the ICE servers. Before the first `SetLocal`.
    Configure {
        /// STUN and TURN servers.
        ice_servers: Vec<IceServer>,
        /// Use TURN only.
        relay_only: bool,
    },
    /// Set this offer as local description; answered by `Done`.
    SetLocal(Op, String),
    /// Set this answer as remote description; answered by `Done`.
    SetRemote(Op, String),
    /// Set this offer as remote description and what answers it as local one; answered by [`PeerInput::Answered`].
    Answer(Op, String),
    /// The next offer begins ICE anew.
    RestartIce,
    /// Add a remote candidate. One that does not fit is ignored.
    AddCandidate(Candidate),
    /// Add so many `recvonly` audio lines.
    AddReceivers(u32),
    /// A new `sendonly` audio line takes the microphone's place; the one before sends nothing any more.
    AnotherMicrophoneLine,
    /// Send a message on a data channel that is open.
    Send(Channel, Vec<u8>),
    /// Say how long nothing has come; answered by [`PeerInput::SilentFor`].
    AskHeard,
    /// Close it: no handler is called any more.
    Close,
}

/// A STUN or TURN server. `Debug` leaves the credential out.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// Its URLs.
    pub urls: Vec<String>,
    /// The user name, or empty.
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
