//! Simulates everything around the machine: a browser, a user and a server, which delay, reorder,
//! fail, stop responding or hang up. A list of numbers makes the choices; with an empty list
//! nothing fails.
//!
//! Every output is checked immediately: see [`Checks`].

use std::collections::{BTreeMap, BTreeSet};

use speko_proto::livekit::io::*;
use speko_proto::livekit::machine::Machine;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::livekit::{Millis, wire};
use speko_proto::packet::Outbound;
use speko_proto::{ConnectionState, Device, DeviceKind, Event, SessionConfig, Status};

use super::{
    OFFER, agent, answer, join, leave, me, options, published, published_as, unpublished, update,
};

/// The choices, in the order of use. When it is empty, the benign choice is made.
pub struct Choices(std::vec::IntoIter<u16>);

impl Choices {
    /// Returns a number below `n`; 0 is the benign choice.
    fn pick(&mut self, n: u16) -> u16 {
        self.0.next().map_or(0, |number| number % n)
    }

    /// Returns `true` rarely.
    fn one_in(&mut self, n: u16) -> bool {
        self.pick(n) == n - 1
    }

    /// Returns a delay in ms: mostly short, rarely long.
    fn delay(&mut self) -> u64 {
        match self.pick(24) {
            23 => u64::from(self.pick(20)) * 1_000,
            n => u64::from(n) * 20,
        }
    }
}

/// The state behind the invariants.
#[derive(Default)]
struct Checks {
    socket: Option<RequestId>,
    socket_open: bool,
    offering: bool,
    local: bool,
    remote: bool,
    peer_closed: bool,
    subscriber: bool,
    mics_held: BTreeSet<RequestId>,
    mic_enabled: BTreeMap<RequestId, bool>,
    /// The newest track of the microphone's sender.
    attached: Option<RequestId>,
    /// All tracks that can send audio: during a replacement, either can.
    on_line: BTreeSet<RequestId>,
    last_packet: u32,
    /// How many further m-lines the microphone has had on this peer connection.
    lines: u32,
    settled: Option<bool>,
    connected: u32,
    disconnected: u32,
    finished: bool,
    status: Status,
    connection: ConnectionState,
}

pub struct Simulator {
    machine: Machine,
    now: Millis,
    tape: Choices,
    /// The scheduled inputs, by time and then by number.
    queue: BTreeMap<(Millis, u64), Input>,
    number: u64,
    /// Frames stay in order: the next one does not arrive before this.
    socket_clock: Millis,
    /// The server has stopped responding.
    mute_server: bool,
    wants_mute: bool,
    has_mic: bool,
    releases: bool,
    dual_pc: bool,
    checks: Checks,
}

impl Simulator {
    pub fn new(tape: Vec<u16>) -> Self {
        let mut tape = Choices(tape.into_iter());
        let wants_mute = tape.one_in(4);
        let has_mic = !tape.one_in(6);
        let releases = tape.one_in(5);
        let mut options = SessionConfig {
            mic_muted: wants_mute,
            mic_enabled: has_mic,
            release_mic_on_mute: releases,
            ..options()
        };
        if tape.one_in(3) {
            options.input_device = Some("desk".into());
            options.output_device = Some("hall".into());
        }
        if tape.one_in(4) {
            options.renews_credentials = true;
        }
        let dual_pc = tape.one_in(4);
        let machine = Machine::new(options, true).unwrap();
        Self {
            machine: if dual_pc { machine.dual_pc() } else { machine },
            dual_pc,
            now: Millis(1_000),
            tape,
            queue: BTreeMap::new(),
            number: 0,
            socket_clock: Millis(0),
            mute_server: false,
            wants_mute,
            has_mic,
            releases,
            checks: Checks::default(),
        }
    }

    /// Runs the simulation to its end. Returns whether the session opened.
    pub fn run(mut self) -> bool {
        self.handle(Input::Command(Command::Start));
        for _ in 0..200 {
            self.chance();
            if !self.step() {
                break;
            }
        }
        self.is_mended();
        self.handle(Input::Command(Command::End));
        while let Some(((time, _), input)) = self.queue.pop_first() {
            self.at(time, input);
        }
        self.at_the_end();
        self.checks.connected == 1
    }

    /// Handles the next input. Returns whether there was one.
    fn step(&mut self) -> bool {
        let tick = self
            .machine
            .deadline()
            .map(|deadline| (deadline, Input::Tick));
        let next = self.queue.first_key_value().map(|((time, _), _)| *time);
        match (next, tick) {
            (Some(time), Some((deadline, tick))) if deadline < time => self.at(deadline, tick),
            (Some(time), _) => {
                let (_, input) = self.queue.pop_first().unwrap();
                self.at(time, input);
            }
            (None, Some((deadline, tick))) => self.at(deadline, tick),
            (None, None) => return false,
        }
        true
    }

    /// Asserts that an open session recovers once nothing fails any more.
    fn is_mended(&mut self) {
        self.tape = Choices(Vec::new().into_iter());
        self.mute_server = false;
        let wrong = |world: &Self| {
            let checks = &world.checks;
            checks.status == Status::Connected && checks.connection != ConnectionState::Good
        };
        for _ in 0..1_000 {
            if !wrong(self) {
                break;
            }
            self.step();
        }
        assert!(!wrong(self), "not recovered: {:#?}", self.machine);
    }

    fn at_the_end(&self) {
        let checks = &self.checks;
        assert!(checks.settled.is_some(), "the start was never settled");
        assert!(checks.finished, "not finished");
        assert_eq!(checks.settled, Some(checks.connected == 1));
        assert_eq!(
            checks.connected, checks.disconnected,
            "only an opened session emits Disconnected, once"
        );
        assert!(
            checks.mics_held.is_empty(),
            "a microphone was not released: {:?}",
            checks.mics_held
        );
        assert_eq!(checks.socket, None, "the socket was not closed");
        assert!(checks.peer_closed, "the peer connection was not closed");
        assert_eq!(checks.status, Status::Disconnected);
        assert_eq!(self.machine.deadline(), None);
    }

    fn at(&mut self, time: Millis, input: Input) {
        self.now = self.now.max(time);
        self.handle(input);
    }

    fn handle(&mut self, input: Input) {
        self.before(&input);
        // A deadline may equal the current time until its tick, but not after it.
        let earliest = if input == Input::Tick {
            self.now.after(1)
        } else {
            self.now
        };
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll() {
            self.output(output);
        }
        let deadline = self.machine.deadline();
        assert!(
            deadline.is_none_or(|deadline| deadline >= earliest),
            "a deadline in the past"
        );
        self.muted_is_silent();
    }

    /// Checks all tracks that can send audio, also between two outputs.
    fn muted_is_silent(&self) {
        if !self.wants_mute {
            return;
        }
        for op in &self.checks.on_line {
            assert!(
                !self.checks.mic_enabled[op],
                "muted, but an attached track is enabled"
            );
        }
        if self.releases {
            assert!(
                self.checks.mics_held.is_empty(),
                "muted, but the device is open"
            );
        }
    }

    /// Updates the simulated state before the machine handles the input.
    fn before(&mut self, input: &Input) {
        let checks = &mut self.checks;
        match input {
            Input::Transport(LiveKitInput::Socket(op, SocketInput::Opened)) => {
                checks.socket_open |= checks.socket == Some(*op)
            }
            Input::Transport(LiveKitInput::Socket(op, SocketInput::Closed { .. }))
                if checks.socket == Some(*op) =>
            {
                checks.socket = None;
                checks.socket_open = false;
            }
            Input::Media(MediaInput::Mic(op, MicInput::Opened)) => {
                checks.mics_held.insert(*op);
            }
            // Replaced tracks are no longer sent, unless this track itself was detached.
            Input::Media(MediaInput::Mic(op, MicInput::Attached))
                if checks.on_line.contains(op) =>
            {
                checks.on_line.retain(|other| other == op);
            }
            Input::Command(Command::SetMicMuted(muted)) => self.wants_mute = *muted,
            _ => {}
        }
    }

    fn later(&mut self, input: Input) {
        let delay = self.tape.delay();
        self.after(delay, input);
    }

    fn after(&mut self, delay: u64, input: Input) {
        self.number += 1;
        self.queue
            .insert((self.now.after(delay), self.number), input);
    }

    fn server_says(&mut self, message: Said) {
        self.mute_server |= self.tape.one_in(60);
        let Some(op) = self.checks.socket.filter(|_| !self.mute_server) else {
            return;
        };
        let mut frame = wire::SignalResponse {
            message: Some(message),
        }
        .encode_to_vec();
        if self.tape.one_in(40) {
            frame.iter_mut().for_each(|byte| *byte ^= 0xA5);
        }
        let delay = self.tape.delay();
        self.socket_clock = self.socket_clock.max(self.now.after(delay));
        self.number += 1;
        self.queue.insert(
            (self.socket_clock, self.number),
            Input::Transport(LiveKitInput::Socket(op, SocketInput::Frame(frame))),
        );
    }

    /// Adds an unsolicited input.
    fn chance(&mut self) {
        let command = |command| Input::Command(command);
        match self.tape.pick(160) {
            20 => self.server_says(Said::MediaSectionsRequirement(
                wire::MediaSectionsRequirement {
                    num_audios: 1,
                    num_videos: 0,
                },
            )),
            21 => self.server_says(update(wire::ParticipantInfo {
                state: 3,
                ..agent()
            })),
            22 => self.server_says(leave(wire::DisconnectReason::RoomDeleted)),
            23 => self.later(Input::Transport(LiveKitInput::Peer(PeerInput::State(
                PeerState::Failed,
            )))),
            24 => self.later(Input::Transport(LiveKitInput::Peer(PeerInput::State(
                PeerState::Disconnected,
            )))),
            25 => self.handle(command(Command::SetMicMuted(true))),
            26 => self.handle(command(Command::SetMicMuted(false))),
            27 => self.handle(Input::Transport(LiveKitInput::Send(Outbound::UserMessage(
                "hi".into(),
            )))),
            28 => self.handle(command(Command::End)),
            29 => {
                if let Some(op) = self.checks.socket {
                    self.later(Input::Transport(LiveKitInput::Socket(
                        op,
                        SocketInput::Closed { code: 1006 },
                    )));
                }
            }
            30 => {
                if let Some(op) = self.checks.attached {
                    self.later(Input::Media(MediaInput::Mic(op, MicInput::Ended)));
                }
            }
            32 => self.handle(command(Command::SetInputDevice(Some("desk".into())))),
            33 => self.handle(command(Command::SetInputDevice(Some("lap".into())))),
            34 => self.handle(command(Command::SetInputDevice(None))),
            35 => self.handle(command(Command::SetOutputDevice(Some("hall".into())))),
            36 | 37 => self.handle(Input::Media(MediaInput::DevicesChanged)),
            38 | 39 => {
                let muted = self.tape.one_in(2);
                self.server_says(Said::Mute(wire::MuteTrackRequest {
                    sid: "TR_me".into(),
                    muted,
                }));
            }
            40 => {
                if let Some(op) = self.checks.attached {
                    let silenced = self.tape.one_in(2);
                    self.later(Input::Media(MediaInput::Mic(
                        op,
                        MicInput::TrackMuted(silenced),
                    )));
                }
            }
            41 => self.handle(Input::Transport(LiveKitInput::NetworkChanged)),
            42 => self.handle(Input::Transport(LiveKitInput::Reconnect)),
            43 => {
                let resume = wire::LeaveRequest {
                    action: 1 + i32::from(self.tape.pick(2)),
                    ..Default::default()
                };
                self.server_says(Said::Leave(resume));
            }
            44 if self.dual_pc => self.server_offers(),
            46 => {
                self.server_says(update(me(false)));
                self.server_says(unpublished("TR_me"));
            }
            47 => self.server_says(update(me(true))),
            45 => self.later(Input::Transport(LiveKitInput::Peer(
                PeerInput::InboundIdle(self.now.0 % 5_000),
            ))),
            // An outdated answer.
            31 => {
                let op = RequestId(u32::from(self.tape.pick(12)));
                self.handle(Input::Transport(LiveKitInput::Peer(
                    PeerInput::DescriptionSet(op),
                )));
                self.handle(Input::Transport(LiveKitInput::Probed(
                    op,
                    Probe::Unreachable,
                )));
                self.server_says(answer(op.0));
            }
            _ => {}
        }
    }

    fn output(&mut self, output: Output) {
        assert!(
            !self.checks.finished || matches!(output, Output::Media(MediaOutput::ReleaseMic(_))),
            "output after the end: {output:?}"
        );
        match output {
            Output::Transport(LiveKitOutput::OpenSocket(op, url)) => {
                self.open_socket(op, url.reveal())
            }
            Output::Transport(LiveKitOutput::SendFrame(frame)) => self.frame(&frame),
            Output::Transport(LiveKitOutput::CloseSocket) => {
                assert!(self.checks.socket.take().is_some(), "no socket to close");
                self.checks.socket_open = false;
            }
            Output::Transport(LiveKitOutput::ProbeNoCors(op, _)) => {
                let body = String::new();
                let answers = [Probe::Answered { status: 0, body }, Probe::Unreachable];
                let answer = answers[usize::from(self.tape.pick(2))].clone();
                self.later(Input::Transport(LiveKitInput::Probed(op, answer)));
            }
            Output::Transport(LiveKitOutput::Probe(op, _)) => {
                let answers = [
                    Probe::Answered {
                        status: 200,
                        body: String::new(),
                    },
                    Probe::Answered {
                        status: 401,
                        body: "expired".into(),
                    },
                    Probe::Unreachable,
                ];
                let answer = answers[usize::from(self.tape.pick(3))].clone();
                self.later(Input::Transport(LiveKitInput::Probed(op, answer)));
            }
            Output::Transport(LiveKitOutput::Peer(output)) => self.peer(output),
            Output::Transport(LiveKitOutput::Subscriber(output)) => self.subscriber(output),
            Output::Transport(LiveKitOutput::RememberDualPc(_)) => self.dual_pc = true,
            Output::Transport(LiveKitOutput::RenewCredentials(op)) => {
                let answer = match self.tape.pick(2) {
                    0 => Ok(super::credentials()),
                    _ => Err(speko_proto::SpekoClientError::credentials("HTTP 500")),
                };
                self.later(Input::Transport(LiveKitInput::Renewed(op, answer)));
            }
            Output::Media(MediaOutput::OpenMic { op, muted, .. }) => {
                assert!(self.has_mic, "a prompt in a session without a microphone");
                self.checks.mic_enabled.insert(op, !muted);
                let input = match self.tape.pick(12) {
                    11 => {
                        MicInput::Failed(speko_proto::ErrorReason::NoDevice, "NotFoundError".into())
                    }
                    10 => MicInput::Failed(
                        speko_proto::ErrorReason::DeviceBusy,
                        "NotReadableError".into(),
                    ),
                    9 => MicInput::Failed(
                        speko_proto::ErrorReason::PermissionDenied,
                        "NotAllowedError".into(),
                    ),
                    // The user takes long to answer the prompt.
                    8 => {
                        return self
                            .after(100_000, Input::Media(MediaInput::Mic(op, MicInput::Opened)));
                    }
                    _ => MicInput::Opened,
                };
                self.later(Input::Media(MediaInput::Mic(op, input)));
            }
            Output::Media(MediaOutput::AttachMic(op)) => {
                assert!(
                    self.checks.mics_held.contains(&op),
                    "the attached microphone is not open"
                );
                self.checks.attached = Some(op);
                self.checks.on_line.insert(op);
                self.muted_is_silent_on_line();
                let failed = self.tape.one_in(40);
                let input = if failed {
                    MicInput::AttachFailed("E".into())
                } else {
                    MicInput::Attached
                };
                self.later(Input::Media(MediaInput::Mic(op, input)));
            }
            Output::Media(MediaOutput::EnableMic(op, enabled)) => {
                self.checks.mic_enabled.insert(op, enabled);
            }
            Output::Media(MediaOutput::ReleaseMic(op)) => {
                self.checks.mics_held.remove(&op);
                self.checks.on_line.remove(&op);
                self.checks.attached = self.checks.attached.filter(|attached| *attached != op);
            }
            Output::Emit(event) => self.event(event),
            Output::ResolveReady(result) => {
                assert_eq!(
                    self.checks.settled.replace(result.is_ok()),
                    None,
                    "settled twice"
                );
            }
            Output::Closed => self.checks.finished = true,
            Output::Media(MediaOutput::DetachMic) => self.checks.on_line.clear(),
            Output::Media(MediaOutput::ListDevices) => {
                let list = self.list();
                self.later(Input::Media(MediaInput::Devices(list)));
            }
            Output::Transport(LiveKitOutput::Play(_))
            | Output::Transport(LiveKitOutput::StopPlaying(_))
            | Output::Media(MediaOutput::SetVolume(_))
            | Output::Media(MediaOutput::SetOutputDevice(_))
            | Output::Transport(LiveKitOutput::UnhandledPacket(_))
            | Output::Transport(LiveKitOutput::ParticipantLeft(_))
            | Output::Media(MediaOutput::ResumeAudio) => {}
        }
    }

    /// Checks a track at the moment when it is attached.
    fn muted_is_silent_on_line(&self) {
        for op in &self.checks.on_line {
            assert!(
                !self.wants_mute || !self.checks.mic_enabled[op],
                "attached while muted, but enabled"
            );
        }
    }

    /// Returns the devices that are plugged in.
    fn list(&mut self) -> Vec<Device> {
        let default = ["Desk", "Lap"][usize::from(self.tape.pick(2))];
        let device = |id: &str, label: &str, kind| Device {
            id: id.into(),
            label: label.into(),
            kind,
            group_id: label.into(),
        };
        let mut list = vec![
            device("default", default, DeviceKind::Input),
            device("desk", "Desk", DeviceKind::Input),
            device("lap", "Lap", DeviceKind::Input),
            device("hall", "Hall", DeviceKind::Output),
            device("default", "Default", DeviceKind::Output),
        ];
        list.retain(|_| !self.tape.one_in(4));
        list
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Status(status) => {
                let from = std::mem::replace(&mut self.checks.status, status);
                use Status::{Connected, Connecting, Disconnected, Disconnecting};
                let legal = matches!(
                    (from, status),
                    (Disconnected, Connecting)
                        | (Connecting, Connected | Disconnecting | Disconnected)
                        | (Connected, Disconnecting | Disconnected)
                        | (Disconnecting, Disconnected)
                );
                assert!(legal, "{from:?} to {status:?}");
            }
            Event::Connection(connection) => self.checks.connection = connection,
            Event::Connected { .. } => self.checks.connected += 1,
            Event::Disconnected(_) => self.checks.disconnected += 1,
            _ => {}
        }
    }

    fn open_socket(&mut self, op: RequestId, url: &str) {
        assert_eq!(self.checks.socket.replace(op), None, "two sockets at once");
        assert_eq!(url.contains("/rtc?"), self.dual_pc, "the wrong join URL");
        // The network is back.
        self.mute_server = false;
        match self.tape.pick(13) {
            11 => return,
            10 => {
                return self.later(Input::Transport(LiveKitInput::Socket(
                    op,
                    SocketInput::Closed { code: 1006 },
                )));
            }
            // Both the server's message and the open event are lost.
            9 => {
                return self.later(Input::Transport(LiveKitInput::Socket(
                    op,
                    SocketInput::Closed { code: 1000 },
                )));
            }
            _ => {}
        }
        let delay = self.tape.delay();
        self.after(
            delay,
            Input::Transport(LiveKitInput::Socket(op, SocketInput::Opened)),
        );
        self.socket_clock = self.now.after(delay);
        let resumes = if self.dual_pc {
            url.contains("&reconnect=1&")
        } else {
            super::decode_join(url).reconnect
        };
        if resumes {
            let answer = match self.tape.pick(8) {
                7 => leave(wire::DisconnectReason::RoomDeleted),
                6 => Said::Leave(wire::LeaveRequest {
                    reason: wire::DisconnectReason::StateMismatch.into(),
                    action: 2,
                    ..Default::default()
                }),
                // Some servers omit the reconnect message.
                5 => update(agent()),
                _ => Said::Reconnect(wire::ReconnectResponse {
                    last_message_seq: self.checks.last_packet,
                    ..Default::default()
                }),
            };
            return self.server_says(answer);
        }
        if self.dual_pc {
            let Said::Join(join) = join() else { panic!() };
            self.server_says(Said::Join(wire::JoinResponse {
                subscriber_primary: true,
                ..join
            }));
            return self.server_offers();
        }
        for message in [join(), published(), answer(1)] {
            self.server_says(message);
        }
    }

    fn server_offers(&mut self) {
        self.server_says(Said::Offer(wire::SessionDescription {
            r#type: "offer".into(),
            sdp: "server's".into(),
            id: 1,
            ..Default::default()
        }));
    }

    fn subscriber(&mut self, output: PeerOutput) {
        match output {
            PeerOutput::Create { .. } => self.checks.subscriber = true,
            PeerOutput::Close => self.checks.subscriber = false,
            PeerOutput::CreateAnswer(op, _) => {
                assert!(self.checks.subscriber, "no subscriber connection");
                self.later(Input::Transport(LiveKitInput::Subscriber(
                    PeerInput::AnswerCreated(op, "ours".into()),
                )));
                let connected = PeerInput::State(PeerState::Connected);
                self.after(100, Input::Transport(LiveKitInput::Subscriber(connected)));
            }
            PeerOutput::Configure { .. } | PeerOutput::AddCandidate(_) => {}
            other => panic!("unexpected output for the subscriber: {other:?}"),
        }
    }

    fn frame(&mut self, frame: &[u8]) {
        assert!(self.checks.socket_open, "sent on a socket that is not open");
        match wire::SignalRequest::decode(frame).unwrap().message.unwrap() {
            Sent::Offer(offer) => self.server_says(answer(offer.id)),
            Sent::PingReq(ping) => self.server_says(Said::PongResp(wire::Pong {
                last_ping_timestamp: ping.timestamp,
                timestamp: ping.timestamp,
            })),
            Sent::AddTrack(track) if self.dual_pc || self.checks.lines > 0 => {
                self.server_says(published_as(&track.cid, "TR_me"));
            }
            Sent::Answer(_) if self.dual_pc => {}
            // Whatever was in flight is known to be lost.
            Sent::SyncState(_) => (self.checks.offering, self.checks.local) = (false, false),
            Sent::AddTrack(_) | Sent::Answer(_) => {
                panic!("never sent with a single peer connection")
            }
            _ => {}
        }
    }

    fn peer(&mut self, output: PeerOutput) {
        let checks = &mut self.checks;
        assert!(
            !checks.peer_closed || output == PeerOutput::Close,
            "output for a closed peer connection: {output:?}"
        );
        let fails = self.tape.one_in(80);
        match output {
            PeerOutput::CreateOffer(op) => {
                assert!(
                    !std::mem::replace(&mut checks.offering, true),
                    "two offers in flight"
                );
                let cid = match checks.lines {
                    0 => "mic-uuid".into(),
                    lines => format!("mic-uuid-{lines}"),
                };
                let offer = OFFER.replace("mic-uuid", &cid);
                self.later(Input::Transport(LiveKitInput::Peer(
                    PeerInput::OfferCreated(op, offer),
                )));
            }
            PeerOutput::SetLocal(op, _) => {
                assert!(
                    checks.offering && !std::mem::replace(&mut checks.local, true),
                    "no pending offer"
                );
                let input = if fails {
                    PeerInput::Failed(op, "E".into())
                } else {
                    PeerInput::DescriptionSet(op)
                };
                self.later(Input::Transport(LiveKitInput::Peer(input)));
                let candidate = Candidate {
                    candidate: "c".into(),
                    ..Default::default()
                };
                self.later(Input::Transport(LiveKitInput::Peer(PeerInput::Candidate(
                    candidate,
                ))));
            }
            PeerOutput::SetRemote(op, _) => {
                assert!(
                    std::mem::replace(&mut checks.local, false),
                    "an answer without an offer"
                );
                checks.offering = false;
                let first = !std::mem::replace(&mut checks.remote, true);
                let delay = self.tape.delay();
                self.after(
                    delay,
                    Input::Transport(LiveKitInput::Peer(PeerInput::DescriptionSet(op))),
                );
                if first {
                    // ICE connects after the answer is known.
                    self.later(Input::Transport(LiveKitInput::Peer(
                        PeerInput::IceConnected,
                    )));
                    // Unless the two ends use different candidate pairs: then nothing arrives until
                    // an ICE restart.
                    if !self.tape.one_in(20) {
                        self.later(Input::Transport(LiveKitInput::Peer(PeerInput::State(
                            PeerState::Connected,
                        ))));
                    }
                    self.later(Input::Transport(LiveKitInput::Peer(
                        PeerInput::ChannelOpened(Channel::Reliable),
                    )));
                    let stream = "PA_agent|TR_agent".into();
                    self.later(Input::Transport(LiveKitInput::Peer(PeerInput::Track {
                        mid: "2".into(),
                        stream,
                    })));
                }
            }
            PeerOutput::AddCandidate(_) => {
                assert!(checks.remote, "a candidate before the description")
            }
            PeerOutput::Send(_, bytes) => {
                let packet = wire::DataPacket::decode(bytes.as_slice()).unwrap();
                assert!(
                    packet.sequence > 0 && packet.sequence <= checks.last_packet + 1,
                    "a gap in the sequence numbers"
                );
                checks.last_packet = checks.last_packet.max(packet.sequence);
            }
            PeerOutput::Close => checks.peer_closed = true,
            PeerOutput::Create { .. } => {
                // A new peer connection: reset its state.
                (checks.offering, checks.local, checks.remote) = (false, false, false);
                (checks.last_packet, checks.lines) = (0, 0);
            }
            PeerOutput::ReplaceMicTransceiver => {
                assert!(
                    self.has_mic,
                    "a transceiver in a session without a microphone"
                );
                checks.lines += 1;
            }
            PeerOutput::RestartIce => {
                (checks.offering, checks.local, checks.remote) = (false, false, false)
            }
            PeerOutput::CreateAnswer(..) => panic!("the server never offers on the publisher"),
            PeerOutput::QueryInboundActivity => {
                let millis = if self.tape.one_in(10) { 4_000 } else { 50 };
                self.later(Input::Transport(LiveKitInput::Peer(
                    PeerInput::InboundIdle(millis),
                )));
            }
            PeerOutput::Configure { .. } | PeerOutput::AddRecvTransceivers(_) => {}
        }
    }
}
