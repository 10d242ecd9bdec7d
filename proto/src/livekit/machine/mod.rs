//! The LiveKit client's state machine: its parts, and what the app can ask it. `input` routes the
//! inputs to the parts.

mod command;
mod data;
mod inbound_activity;
mod input;
mod join;
mod lifecycle;
mod media_path;
mod peer;
mod permissions;
mod recovery;
mod resume;
mod signal;

use crate::config::SessionConfig;
use crate::engine::reported_state::ReportedState;
use crate::error::SpekoClientError;
use crate::event::{Mode, Status};
use crate::livekit::agent_presence::AbsenceTimer;
use crate::livekit::data_channel::DataChannel;
use crate::livekit::inbound_activity::InboundPoll;
use crate::livekit::negotiator::Negotiator;
use crate::livekit::outbox::Outbox;
use crate::livekit::participants::Participants;
use crate::livekit::peer_connections::PeerConnections;
use crate::livekit::permissions::Permissions;
use crate::livekit::publication::Publication;
use crate::livekit::recovery::Recovery;
use crate::livekit::signal::Signal;
use crate::livekit::subscriber_pc::Subscriber;
use crate::livekit::subscriptions::Subscriptions;
use crate::livekit::text_stream::TextStreams;
use crate::livekit::transcript_merge::TranscriptMerge;
use crate::media::hotplug::Hotplug;
use crate::media::microphone::Microphone;
use crate::time::Millis;
use crate::timeline::{ConnectTimeline, Marks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Idle,
    /// Joined before the click, or about to be. No events are emitted.
    Prepared,
    Connecting,
    Open,
    Closed,
}

/// A sans-IO LiveKit client: inputs in, outputs out, without clock, sockets or browser.
///
/// [`StateMachine`](crate::livekit::io::StateMachine) describes how to drive it.
///
/// ```
/// use speko_proto::livekit::io::{Command, Input, MediaOutput, Output, StateMachine};
/// use speko_proto::livekit::machine::Machine;
/// use speko_proto::{Credentials, Millis, Parsers, SessionConfig};
///
/// let credentials = Credentials::new("wss://media.example", "aa.bb.cc");
/// let config = SessionConfig::new(credentials, Parsers::HOST);
/// let mut machine = Machine::new(config, true)?;
/// machine.handle(Millis(0), Input::Command(Command::Start));
/// let outputs: Vec<Output> = std::iter::from_fn(|| machine.poll()).collect();
/// // The permission prompt comes first, since it takes longest.
/// assert!(matches!(outputs[1], Output::Media(MediaOutput::OpenMic { .. })));
/// # Ok::<(), speko_proto::SpekoClientError>(())
/// ```
#[derive(Debug)]
pub struct Machine {
    pub(super) phase: Phase,
    pub(super) out: Outbox,
    pub(super) reported: ReportedState,
    pub(super) signal: Signal,
    pub(super) negotiator: Negotiator,
    pub(super) mic: Microphone,
    pub(super) publication: Publication,
    pub(super) hotplug: Hotplug,
    pub(super) participants: Participants,
    pub(super) data: DataChannel,
    pub(super) streams: TextStreams,
    pub(super) transcript_merge: TranscriptMerge,
    pub(super) config: SessionConfig,
    pub(super) conversation_id: String,
    pub(super) secure_page: bool,
    /// Uses two peer connections, for browsers and servers that do not support single-PC mode.
    pub(super) dual_pc: bool,
    pub(super) subscriber: Subscriber,
    pub(super) peer_connections: PeerConnections,
    pub(super) recovery: Recovery,
    /// The server requires a full reconnect whenever a connection is lost.
    pub(super) resume_disabled: bool,
    pub(super) subscriptions: Subscriptions,
    pub(super) absence_timer: AbsenceTimer,
    pub(super) inbound_poll: InboundPoll,
    pub(super) permissions: Permissions,
    pub(super) marks: Marks,
    pub(super) media_by: Option<Millis>,
    pub(super) ignored: u64,
    /// How many messages were sent on `lk.chat`.
    pub(super) chats: u32,
    /// The first offer, while it waits for the microphone or, in dual-PC mode, for the join
    /// response.
    pub(super) pending_offer: Option<String>,
    /// A new session is to be joined.
    pub(super) needs_join: bool,
    /// Other participants had tracks at the join. Reset by the first answer.
    pub(super) expects_tracks: bool,
}

impl Machine {
    /// Creates a machine for one conversation. `secure_page` is `true` if the page was loaded over
    /// `https:`.
    ///
    /// # Errors
    /// [`InvalidCredentials`](crate::ErrorCode::InvalidCredentials), before there is any output.
    pub fn new(config: SessionConfig, secure_page: bool) -> Result<Self, SpekoClientError> {
        let credentials = &config.credentials;
        let server = credentials.server(secure_page)?;
        Ok(Self {
            phase: Phase::Idle,
            out: Outbox::default(),
            reported: ReportedState::default(),
            signal: Signal::new(server, credentials.token().clone()),
            negotiator: Negotiator::default(),
            mic: Microphone::new(&config),
            publication: Publication::new(config.mic_muted),
            hotplug: Hotplug::default(),
            participants: Participants::default(),
            data: DataChannel::default(),
            streams: TextStreams::default(),
            transcript_merge: TranscriptMerge::default(),
            conversation_id: String::new(),
            secure_page,
            dual_pc: false,
            subscriber: Subscriber::default(),
            peer_connections: PeerConnections::default(),
            recovery: Recovery::new(),
            resume_disabled: false,
            subscriptions: Subscriptions::default(),
            absence_timer: AbsenceTimer::new(config.agent_timeout),
            inbound_poll: InboundPoll::default(),
            permissions: Permissions::default(),
            marks: Marks::default(),
            media_by: None,
            ignored: 0,
            chats: 0,
            pending_offer: None,
            needs_join: false,
            expects_tracks: false,
            config,
        })
    }

    /// Joins with two peer connections. Firefox needs this, since it receives no audio on a single
    /// one from some servers. So do servers that are known to be too old for a single one.
    #[must_use]
    pub fn dual_pc(mut self) -> Self {
        self.dual_pc = true;
        self
    }

    /// Returns host, port and path of the server, the key under which its mode is remembered.
    pub fn authority(&self) -> &str {
        self.signal.authority()
    }

    /// Returns the session's status.
    pub fn status(&self) -> Status {
        self.reported.status()
    }

    /// Returns whether the agent is speaking.
    pub fn mode(&self) -> Mode {
        self.reported.mode()
    }

    /// Returns the room's name. Empty until joined.
    pub fn conversation_id(&self) -> &str {
        &self.conversation_id
    }

    /// Returns the server's id of the local participant. Empty until joined.
    pub fn local_sid(&self) -> &str {
        self.participants.local_sid()
    }

    /// Returns the identity of the agent, or `None` if no agent is in the room. Of several agents
    /// it is the newest with published audio or a state. During a full reconnect this is the agent
    /// of the previous session.
    pub fn agent(&self) -> Option<&str> {
        self.participants.agent()
    }

    /// Returns whether a participant with this identity is in the room. During a full reconnect
    /// this refers to the previous session.
    pub fn is_present(&self, identity: &str) -> bool {
        self.participants.is_present(identity)
    }

    /// Returns whether the token permits sending messages.
    pub fn may_send(&self) -> bool {
        self.permissions.can_publish_data
    }

    /// Returns whether the browser allows the agent's audio to play.
    pub fn can_play_audio(&self) -> bool {
        !self.reported.audio_blocked()
    }

    /// Returns when each step of the connect was reached, without the steps that only the browser
    /// can observe.
    pub fn timeline(&self) -> ConnectTimeline {
        self.marks.timeline()
    }

    /// Returns the marks of the timeline, for the steps that only the browser can observe.
    pub fn marks(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// Returns how many inbound packets and frames were ignored.
    pub fn ignored(&self) -> u64 {
        self.ignored
    }

    pub(super) fn ignore(&mut self) {
        self.ignored += 1;
    }

    pub(super) fn ignore_unless(&mut self, good: bool) {
        if !good {
            self.ignore();
        }
    }
}
