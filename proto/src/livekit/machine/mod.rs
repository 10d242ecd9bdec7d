//! The LiveKit client's state machine: routes inputs to its parts and decides when the session
//! opens and ends.

mod command;
mod inbound;
mod inbound_activity;
mod lifecycle;
mod media_path;
mod peer;
mod permissions;
mod recovery;
mod resume;

use crate::config::SessionConfig;
use crate::engine::outbox::Effects;
use crate::engine::reported_state::ReportedState;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{Mode, Status};
use crate::livekit::agent_presence::Presence;
use crate::livekit::data_channel::Data;
use crate::livekit::inbound_activity::InboundPoll;
use crate::livekit::io::{
    Input, LiveKitInput, LiveKitOutput, MediaInput, MediaOutput, MicInput, Output, SocketInput,
    StateMachine,
};
use crate::livekit::negotiator::Negotiator;
use crate::livekit::outbox::Outbox;
use crate::livekit::participants::Participants;
use crate::livekit::peer_connections::PeerConnections;
use crate::livekit::permissions::Permissions;
use crate::livekit::publication::Publication;
use crate::livekit::recovery::{Failure, Recovery};
use crate::livekit::signal::{Signal, SignalEvent, failed};
use crate::livekit::subscriber_pc::Subscriber;
use crate::livekit::subscriptions::Subscriptions;
use crate::livekit::text_stream::TextStreams;
use crate::livekit::transcript_merge::TranscriptMerge;
use crate::livekit::wire::SignalTarget as Role;
use crate::media;
use crate::media::hotplug::Hotplug;
use crate::media::microphone::Microphone;
use crate::time::{Millis, earliest};
use crate::timeline::{ConnectTimeline, Marks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Idle,
    /// Joined before the click, or about to be. No events are emitted.
    Prepared,
    Connecting,
    Open,
    Over,
}

/// A sans-IO LiveKit client: inputs in, outputs out, without clock, sockets or browser.
///
/// After each [`handle`](Self::handle), drain [`poll`](Self::poll). Then call back with
/// [`Input::Tick`] at [`deadline`](Self::deadline), unless another input comes first.
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
    pub(super) data: Data,
    pub(super) streams: TextStreams,
    pub(super) transcript_merge: TranscriptMerge,
    pub(super) config: SessionConfig,
    pub(super) conversation_id: String,
    pub(super) secure_page: bool,
    /// Uses two peer connections, for browsers and servers that do not support one.
    pub(super) dual_pc: bool,
    pub(super) subscriber: Subscriber,
    pub(super) peer_connections: PeerConnections,
    pub(super) recovery: Recovery,
    /// The server requires a full reconnect whenever a connection is lost.
    pub(super) resume_disabled: bool,
    pub(super) subscriptions: Subscriptions,
    pub(super) presence: Presence,
    pub(super) inbound_poll: InboundPoll,
    pub(super) permissions: Permissions,
    pub(super) marks: Marks,
    pub(super) media_by: Option<Millis>,
    pub(super) ignored: u64,
    /// How many messages were sent on `lk.chat`.
    pub(super) chats: u32,
    /// The first offer, while it waits for the microphone or, in dual mode, for the join response.
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
            data: Data::default(),
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
            presence: Presence::new(config.agent_timeout),
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

    fn media(&mut self, now: Millis, input: MediaInput) {
        match input {
            MediaInput::Mic(_, MicInput::Opened) => self.retry_blocked_audio(),
            MediaInput::Mic(_, MicInput::Attached) => {
                self.marks.microphone.get_or_insert(now.0);
            }
            _ => {}
        }
        let (mic, hotplug) = (&mut self.mic, &mut self.hotplug);
        let outcome = media::handle(now, input, mic, hotplug, &mut self.reported, &mut self.out);
        self.microphone(outcome);
    }

    fn transport(&mut self, now: Millis, input: LiveKitInput) {
        match input {
            LiveKitInput::Prepare
            | LiveKitInput::Send(_)
            | LiveKitInput::Chat(_)
            | LiveKitInput::SendFields(..)
            | LiveKitInput::Reconnect => self.livekit_command(now, input),
            LiveKitInput::Socket(op, input) => {
                if matches!(input, SocketInput::Opened) {
                    self.marks.socket.get_or_insert(now.0);
                }
                let event = self.signal.handle(now, op, input, &mut self.out);
                self.signal_event(now, event);
            }
            LiveKitInput::Probed(op, probe) => {
                if !self.probe_answered(now, op, &probe) {
                    let event = self.signal.probed(op, probe);
                    self.signal_event(now, event);
                }
            }
            LiveKitInput::Renewed(op, credentials) => self.renewed(now, op, credentials),
            LiveKitInput::NetworkChanged => self.network_changed(now),
            LiveKitInput::Peer(input) => self.peer(now, Role::Publisher, input),
            LiveKitInput::Subscriber(input) => self.peer(now, Role::Subscriber, input),
        }
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

    /// Returns the identity of the agent, or `None` if no agent is in the room. During a full
    /// reconnect this is the agent of the previous session.
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

    /// Retries blocked playback: most browsers allow it on a page that captures audio.
    fn retry_blocked_audio(&mut self) {
        if self.reported.audio_blocked() {
            self.out.media(MediaOutput::ResumeAudio);
        }
    }

    fn tick(&mut self, now: Millis) {
        self.hotplug.tick(now);
        match self.signal.tick(now) {
            SignalEvent::Lost => {
                let error = failed(ErrorReason::Timeout);
                self.connection_lost(now, Failure::Silent, error, "CONNECTION_TIMEOUT");
            }
            event => self.signal_event(now, event),
        }
        self.recover_on_tick(now);
        if self.phase == Phase::Over {
            return;
        }
        self.poll_on_tick(now);
        self.media_path_on_tick(now);
        if self.negotiator.is_overdue(now) {
            let error = failed(ErrorReason::Timeout);
            self.connection_lost(now, Failure::Session, error, "STATE_MISMATCH");
        } else if self.media_by.is_some_and(|by| by <= now) {
            let reason = if self.peer_connections.are_connected() {
                ErrorReason::Timeout
            } else {
                ErrorReason::Media
            };
            self.fail(failed(reason));
        }
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

impl StateMachine for Machine {
    type Input = LiveKitInput;
    type Output = LiveKitOutput;

    fn handle(&mut self, now: Millis, input: Input) {
        self.data.now = now;
        // After the end only a late microphone matters: it has to be released.
        if self.phase == Phase::Over
            && !matches!(input, Input::Command(_) | Input::Media(MediaInput::Mic(..)))
        {
            return;
        }
        match input {
            Input::Command(command) => self.command(now, command),
            Input::Media(input) => self.media(now, input),
            Input::Transport(input) => self.transport(now, input),
            Input::Tick => self.tick(now),
        }
        self.join_if_ready(now);
        self.schedule_ice_restart(now);
        self.signal.keep_alive(now, &mut self.out);
        self.settle();
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }

    fn deadline(&self) -> Option<Millis> {
        let media_by = self.media_by;
        let hotplug = self.hotplug.deadline();
        earliest(&[
            media_by,
            self.signal.deadline(),
            self.negotiator.deadline(),
            self.recovery.deadline(),
            self.peer_connections.deadline(),
            self.inbound_poll.deadline(),
            self.presence
                .deadline()
                .filter(|_| self.recovery.is_healthy()),
            hotplug,
        ])
        .filter(|_| !matches!(self.phase, Phase::Idle | Phase::Over))
    }
}
