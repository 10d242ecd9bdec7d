//! A test harness for the machine: virtual time, server messages, and recorded outputs.

mod messages;
mod observe;
pub mod outages;
pub mod simulator;

use speko_proto::livekit::io::*;
use speko_proto::livekit::machine::Machine;
use speko_proto::livekit::wire::signal_response;
use speko_proto::livekit::{Millis, wire};
use speko_proto::{Credentials, Event, Parsers, ReconnectPolicy, SessionConfig};

pub use messages::*;
pub use observe::decode_join;

/// The first offer of the simulated browser.
pub const OFFER: &str = "v=0\r\nm=application 9 X webrtc-datachannel\r\na=mid:0\r\n\
    m=audio 9 X 111\r\na=mid:1\r\na=sendonly\r\na=msid:- mic-uuid\r\n\
    m=audio 9 X 111\r\na=mid:2\r\na=recvonly\r\n";

pub fn credentials() -> Credentials {
    Credentials::new("wss://media.example", "aaa.bbb.ccc")
}

pub fn options() -> SessionConfig {
    SessionConfig::new(credentials(), Parsers::HOST)
}

/// Returns options of a session that does not reconnect.
pub fn without_reconnect() -> SessionConfig {
    SessionConfig {
        reconnect_policy: ReconnectPolicy::never(),
        ..options()
    }
}

/// A machine, its time, and its outputs since the last `outputs.clear()`.
pub struct Harness {
    pub machine: Machine,
    pub now: Millis,
    pub outputs: Vec<Output>,
    socket: Option<RequestId>,
    mic: Option<RequestId>,
}

impl Harness {
    pub fn new(options: SessionConfig) -> Self {
        Self {
            machine: Machine::new(options, true).unwrap(),
            now: Millis(1_000),
            outputs: Vec::new(),
            socket: None,
            mic: None,
        }
    }

    /// Starts a session: the offer is created and the socket open.
    pub fn connecting(options: SessionConfig) -> Self {
        let mut harness = Self::new(options);
        harness.command(Command::Start);
        harness.offer();
        let socket = harness.socket_id();
        harness.input(Input::Transport(LiveKitInput::Socket(
            socket,
            SocketInput::Opened,
        )));
        harness
    }

    /// Starts and joins a session. The microphone is not open yet.
    pub fn joined(options: SessionConfig) -> Self {
        let mut harness = Self::connecting(options);
        harness.accept_join();
        harness
    }

    /// Joins on the open socket: the server accepts and answers.
    pub fn accept_join(&mut self) {
        self.server(join());
        self.server(published());
        self.server(answer(1));
        self.finish_negotiation();
    }

    /// Opens a session, with the agent's track playing. Clears the outputs.
    pub fn open(options: SessionConfig) -> Self {
        let mut harness = Self::joined(options);
        harness.grant_microphone();
        harness.peer(PeerInput::State(PeerState::Connected));
        harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
        harness.peer(PeerInput::ChannelOpened(Channel::Lossy));
        harness.peer(PeerInput::Track {
            mid: "2".into(),
            stream: "PA_agent|TR_agent".into(),
        });
        assert!(
            harness
                .events()
                .iter()
                .any(|event| matches!(event, Event::Connected { .. }))
        );
        harness.outputs.clear();
        harness
    }

    /// Creates the requested offer, as the browser does.
    pub fn offer(&mut self) {
        let id = self.find_last(|output| match output {
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) => Some(*id),
            _ => None,
        });
        self.peer(PeerInput::OfferCreated(id, OFFER.into()));
    }

    pub fn input(&mut self, input: Input) {
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll() {
            match &output {
                Output::Transport(LiveKitOutput::OpenSocket(id, _)) => self.socket = Some(*id),
                Output::Media(MediaOutput::OpenMic { id, .. }) => self.mic = Some(*id),
                _ => {}
            }
            self.outputs.push(output);
        }
    }

    pub fn transport(&mut self, input: LiveKitInput) {
        self.input(Input::Transport(input));
    }

    pub fn command(&mut self, command: Command) {
        self.input(Input::Command(command));
    }

    pub fn peer(&mut self, input: PeerInput) {
        self.input(Input::Transport(LiveKitInput::Publisher(input)));
    }

    /// Delivers a message of the server on the open socket.
    pub fn server(&mut self, message: signal_response::Message) {
        let frame = wire::SignalResponse {
            message: Some(message),
        }
        .encode_to_vec();
        self.frame(frame);
    }

    pub fn frame(&mut self, frame: Vec<u8>) {
        let socket = self.socket_id();
        self.input(Input::Transport(LiveKitInput::Socket(
            socket,
            SocketInput::Frame(frame),
        )));
    }

    /// Delivers a data packet of the agent.
    pub fn packet(&mut self, value: wire::data_packet::Value) {
        self.packet_of("agent", "PA_agent", 0, value);
    }

    pub fn packet_of(
        &mut self,
        identity: &str,
        sid: &str,
        sequence: u32,
        value: wire::data_packet::Value,
    ) {
        let packet = wire::DataPacket {
            participant_identity: identity.into(),
            participant_sid: sid.into(),
            sequence,
            value: Some(value),
            ..Default::default()
        };
        self.peer(PeerInput::ChannelMessage(
            Channel::Reliable,
            packet.encode_to_vec(),
        ));
    }

    pub fn user_packet(&mut self, json: &str) {
        let user = wire::UserPacket {
            payload: json.into(),
            topic: None,
        };
        self.packet(wire::data_packet::Value::User(user));
    }

    /// Advances time by `millis`, with a tick at each deadline.
    pub fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        while let Some(deadline) = self.machine.deadline().filter(|deadline| *deadline <= end) {
            assert!(deadline >= self.now, "a deadline in the past");
            self.now = deadline;
            self.input(Input::Tick);
            assert!(
                self.machine.deadline().is_none_or(|next| next > self.now),
                "a deadline that was not met"
            );
        }
        self.now = end;
    }

    pub fn grant_microphone(&mut self) {
        let id = self.mic_id();
        self.input(Input::Media(MediaInput::Mic(id, MicInput::Opened)));
        assert!(
            self.outputs
                .contains(&Output::Media(MediaOutput::AttachMic(id)))
        );
        self.input(Input::Media(MediaInput::Mic(id, MicInput::Attached)));
    }

    /// Completes each `SetLocal` and `SetRemote`, until none is pending.
    pub fn finish_negotiation(&mut self) {
        let mut answered = Vec::new();
        while let Some(id) = self.outputs.iter().find_map(|output| match output {
            Output::Transport(LiveKitOutput::Publisher(
                PeerOutput::SetLocal(id, _) | PeerOutput::SetRemote(id, _),
            )) if !answered.contains(id) => Some(*id),
            _ => None,
        }) {
            answered.push(id);
            self.peer(PeerInput::DescriptionSet(id));
        }
    }
}
