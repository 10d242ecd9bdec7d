//! The LiveKit client's state machine: routes inputs to its parts and decides when the session
//! opens and ends.

use super::agent_presence::Presence;
use super::config::Config;
use super::data_channel::Data;
use super::hotplug::Hotplug;
use super::inbound_activity::Watch;
use super::io::{Input, MicInput, Output, SocketInput, SpeakerInput};
use super::microphone::Publisher;
use super::negotiator::Negotiator;
use super::outbox::Outbox;
use super::participants::Participants;
use super::peer_connections::Lines;
use super::permissions::Rights;
use super::proto::SignalTarget as Role;
use super::recovery::{Failure, Recovery};
use super::reported_state::ReportedState;
use super::signal::{Signal, SignalEvent, failed};
use super::subscriber_pc::Subscriber;
use super::subscriptions::Selection;
use super::text_stream::TextStreams;
use super::transcript_merge::TranscriptMerge;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{Mode, Status};
use crate::options::ConversationOptions;
use crate::time::{Millis, earliest};
use crate::timeline::{ConnectTimeline, Marks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Idle,
    /// Prewarmed: joined before the click, or about to be. No events are emitted.
    Warm,
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
/// use speko_client::livekit::{io::{Command, Input, Output}, machine::Machine};
/// use speko_client::{ConversationOptions, Credentials, livekit::Millis};
///
/// let options = ConversationOptions::new(Credentials::new("wss://media.example", "aa.bb.cc"));
/// let mut machine = Machine::new(&options, true)?;
/// machine.handle(Millis(0), Input::Command(Command::Start));
/// let outputs: Vec<Output> = std::iter::from_fn(|| machine.poll()).collect();
/// // The permission prompt comes first, since it takes longest.
/// assert!(matches!(outputs[1], Output::OpenMic { .. }));
/// # Ok::<(), speko_client::SpekoClientError>(())
/// ```
#[derive(Debug)]
pub struct Machine {
    pub(super) phase: Phase,
    pub(super) out: Outbox,
    pub(super) reported: ReportedState,
    pub(super) signal: Signal,
    pub(super) negotiator: Negotiator,
    pub(super) publisher: Publisher,
    pub(super) hotplug: Hotplug,
    pub(super) participants: Participants,
    pub(super) data: Data,
    pub(super) streams: TextStreams,
    pub(super) transcript_merge: TranscriptMerge,
    pub(super) config: Config,
    pub(super) conversation_id: String,
    pub(super) secure_page: bool,
    /// Uses two peer connections, for browsers and servers that do not support one.
    pub(super) dual_pc: bool,
    pub(super) subscriber: Subscriber,
    pub(super) lines: Lines,
    pub(super) recovery: Recovery,
    /// The server requires a full reconnect whenever a connection is lost.
    pub(super) never_resumes: bool,
    pub(super) selection: Selection,
    pub(super) presence: Presence,
    pub(super) watch: Watch,
    pub(super) rights: Rights,
    pub(super) marks: Marks,
    pub(super) media_by: Option<Millis>,
    pub(super) ignored: u64,
    /// How many messages were sent on `lk.chat`.
    pub(super) chats: u32,
    /// The first offer, while it waits for the microphone or, in dual mode, for the join response.
    pub(super) held_offer: Option<String>,
    /// A new session is to be joined.
    pub(super) wants_join: bool,
    /// Other participants had tracks at the join. Reset by the first answer.
    pub(super) expects_sound: bool,
}

impl Machine {
    /// Creates a machine for one conversation. `secure_page` is `true` if the page was loaded over
    /// `https:`.
    ///
    /// # Errors
    /// [`InvalidCredentials`](ErrorCode::InvalidCredentials), before there is any output.
    pub fn new(options: &ConversationOptions, secure_page: bool) -> Result<Self, SpekoClientError> {
        let credentials = &options.credentials;
        let server = credentials.server(secure_page)?;
        Ok(Self {
            phase: Phase::Idle,
            out: Outbox::default(),
            reported: ReportedState::default(),
            signal: Signal::new(server, credentials.token().clone()),
            negotiator: Negotiator::default(),
            publisher: Publisher::new(options),
            hotplug: Hotplug::default(),
            participants: Participants::default(),
            data: Data::default(),
            streams: TextStreams::default(),
            transcript_merge: TranscriptMerge::default(),
            conversation_id: String::new(),
            secure_page,
            dual_pc: false,
            subscriber: Subscriber::default(),
            lines: Lines::default(),
            recovery: Recovery::new(options.reconnect_policy.clone()),
            never_resumes: false,
            selection: Selection::default(),
            presence: Presence::new(options.agent_within),
            watch: Watch::default(),
            rights: Rights::default(),
            marks: Marks::default(),
            media_by: None,
            ignored: 0,
            chats: 0,
            held_offer: None,
            wants_join: false,
            expects_sound: false,
            config: Config::from(options),
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

    /// Handles an input. `now` must not decrease.
    pub fn handle(&mut self, now: Millis, input: Input) {
        self.data.now = now;
        // After the end only a late microphone matters: it has to be released.
        if self.phase == Phase::Over && !matches!(input, Input::Command(_) | Input::Mic(..)) {
            return;
        }
        match input {
            Input::Command(command) => self.command(now, command),
            Input::Mic(op, input) => {
                match input {
                    MicInput::Opened => self.retry_blocked_audio(),
                    MicInput::Attached => {
                        self.marks.microphone.get_or_insert(now.0);
                    }
                    _ => {}
                }
                let outcome = self.publisher.handle(op, input, &mut self.out);
                self.microphone(outcome);
            }
            Input::Socket(op, input) => {
                if matches!(input, SocketInput::Opened) {
                    self.marks.socket.get_or_insert(now.0);
                }
                let heard = self.signal.handle(now, op, input, &mut self.out);
                self.heard(now, heard);
            }
            Input::Probed(op, probe) => {
                if !self.reached(now, op, &probe) {
                    let heard = self.signal.probed(op, probe);
                    self.heard(now, heard);
                }
            }
            Input::Renewed(op, credentials) => self.renewed(now, op, credentials),
            Input::NetworkChanged => self.network_changed(now),
            Input::Peer(input) => self.peer(now, Role::Publisher, input),
            Input::Subscriber(input) => self.peer(now, Role::Subscriber, input),
            Input::Speaker(input) => self.speaker(input),
            Input::DevicesChanged => {
                self.publisher.forget_losses();
                self.hotplug.changed(now);
            }
            Input::Devices(list) => {
                let outcome = self
                    .hotplug
                    .devices(&list, &mut self.publisher, &mut self.out);
                self.microphone(outcome);
            }
            Input::Tick => self.tick(now),
            // Belongs to realtime conversations.
            #[cfg(feature = "s2s")]
            Input::Realtime(_) => {}
        }
        self.join_if_ready(now);
        self.watch_media(now);
        self.signal.keep_alive(now, &mut self.out);
        self.settle();
    }

    /// Returns the next output, or `None` if all have been taken.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }

    /// Returns the latest time for the next [`Input::Tick`].
    pub fn deadline(&self) -> Option<Millis> {
        let media_by = self.media_by;
        let hotplug = self.hotplug.deadline();
        earliest(&[
            media_by,
            self.signal.deadline(),
            self.negotiator.deadline(),
            self.recovery.deadline(),
            self.lines.deadline(),
            self.watch.deadline(),
            self.presence
                .deadline()
                .filter(|_| self.recovery.is_healthy()),
            hotplug,
        ])
        .filter(|_| !matches!(self.phase, Phase::Idle | Phase::Over))
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
        self.rights.send
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

    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) fn marks(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// Returns how many inbound packets and frames were ignored.
    pub fn ignored(&self) -> u64 {
        self.ignored
    }

    fn speaker(&mut self, input: SpeakerInput) {
        match input {
            SpeakerInput::Blocked => self.reported.set_audio_blocked(true, &mut self.out),
            SpeakerInput::Playing => self.reported.set_audio_blocked(false, &mut self.out),
            SpeakerInput::OutputFailed(name) => self.hotplug.output_failed(name, &mut self.out),
        }
    }

    /// Retries blocked playback: most browsers allow it on a page that captures audio.
    fn retry_blocked_audio(&mut self) {
        if self.reported.audio_blocked() {
            self.out.push(Output::ResumeAudio);
        }
    }

    fn tick(&mut self, now: Millis) {
        self.hotplug.tick(now);
        match self.signal.tick(now) {
            SignalEvent::Lost => {
                let error = failed(ErrorReason::Timeout);
                self.broken(now, Failure::Silent, error, "CONNECTION_TIMEOUT");
            }
            heard => self.heard(now, heard),
        }
        self.mend_on_tick(now);
        if self.phase == Phase::Over {
            return;
        }
        self.watch_on_tick(now);
        self.path_on_tick(now);
        if self.negotiator.is_overdue(now) {
            let error = failed(ErrorReason::Timeout);
            self.broken(now, Failure::Session, error, "STATE_MISMATCH");
        } else if self.media_by.is_some_and(|by| by <= now) {
            let reason = if self.lines.are_connected() {
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
