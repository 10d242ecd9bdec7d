//! A test harness for the machine: virtual time, server messages, and recorded outputs.

pub mod link;
mod messages;
pub mod simulator;

use speko_proto::livekit::io::*;
use speko_proto::livekit::machine::Machine;
use speko_proto::livekit::wire::{signal_request, signal_response};
use speko_proto::livekit::{Millis, wire};
use speko_proto::{Credentials, Event, Parsers, ReconnectPolicy, SessionConfig, SpekoClientError};

pub use messages::*;

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
        let socket = harness.socket_op();
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
        let op = self.op(|output| match output {
            Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(op))) => Some(*op),
            _ => None,
        });
        self.peer(PeerInput::OfferCreated(op, OFFER.into()));
    }

    /// Whether a socket was requested; its URL contains the token.
    pub fn has_joined(&self) -> bool {
        self.socket.is_some()
    }

    pub fn input(&mut self, input: Input) {
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll() {
            match &output {
                Output::Transport(LiveKitOutput::OpenSocket(op, _)) => self.socket = Some(*op),
                Output::Media(MediaOutput::OpenMic { op, .. }) => self.mic = Some(*op),
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
        self.input(Input::Transport(LiveKitInput::Peer(input)));
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
        let socket = self.socket_op();
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

    /// Returns the newest answer of `question` among the outputs.
    pub fn op<T>(&self, question: impl Fn(&Output) -> Option<T>) -> T {
        self.outputs
            .iter()
            .rev()
            .find_map(question)
            .unwrap_or_else(|| panic!("no such output: {:#?}", self.outputs))
    }

    pub fn find<T>(&self, question: impl Fn(&Output) -> Option<T>) -> Option<T> {
        self.outputs.iter().find_map(question)
    }

    pub fn socket_op(&self) -> RequestId {
        self.socket
            .unwrap_or_else(|| panic!("no OpenSocket output: {:#?}", self.outputs))
    }

    pub fn mic_op(&self) -> RequestId {
        self.mic
            .unwrap_or_else(|| panic!("no OpenMic output: {:#?}", self.outputs))
    }

    pub fn grant_microphone(&mut self) {
        let op = self.mic_op();
        self.input(Input::Media(MediaInput::Mic(op, MicInput::Opened)));
        assert!(
            self.outputs
                .contains(&Output::Media(MediaOutput::AttachMic(op)))
        );
        self.input(Input::Media(MediaInput::Mic(op, MicInput::Attached)));
    }

    /// Completes each `SetLocal` and `SetRemote`, until none is pending.
    pub fn finish_negotiation(&mut self) {
        let mut answered = Vec::new();
        while let Some(op) = self.outputs.iter().find_map(|output| match output {
            Output::Transport(LiveKitOutput::Peer(
                PeerOutput::SetLocal(op, _) | PeerOutput::SetRemote(op, _),
            )) if !answered.contains(op) => Some(*op),
            _ => None,
        }) {
            answered.push(op);
            self.peer(PeerInput::DescriptionSet(op));
        }
    }

    /// Returns the emitted events in order.
    pub fn events(&self) -> Vec<Event> {
        let event = |output: &Output| match output {
            Output::Emit(event) => Some(event.clone()),
            _ => None,
        };
        self.outputs.iter().filter_map(event).collect()
    }

    /// Returns the sent signal messages in order.
    pub fn sent(&self) -> Vec<signal_request::Message> {
        let message = |output: &Output| match output {
            Output::Transport(LiveKitOutput::SendFrame(frame)) => {
                wire::SignalRequest::decode(frame.as_slice())
                    .unwrap()
                    .message
            }
            _ => None,
        };
        self.outputs.iter().filter_map(message).collect()
    }

    /// Returns the sent JSON packets with their sequence numbers.
    pub fn packets_sent(&self) -> Vec<(u32, String)> {
        let packet = |output: &Output| match output {
            Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(Channel::Reliable, bytes))) => {
                let packet = wire::DataPacket::decode(bytes.as_slice()).unwrap();
                let Some(wire::data_packet::Value::User(user)) = packet.value else {
                    panic!("no user packet")
                };
                assert_eq!(user.topic, None);
                Some((packet.sequence, String::from_utf8(user.payload).unwrap()))
            }
            _ => None,
        };
        self.outputs.iter().filter_map(packet).collect()
    }

    /// Returns the result of opening the session.
    pub fn settled(&self) -> Option<Result<(), SpekoClientError>> {
        self.find(|output| match output {
            Output::ResolveReady(result) => Some(result.clone()),
            _ => None,
        })
    }

    pub fn failure(&self) -> SpekoClientError {
        match self.settled() {
            Some(Err(error)) => error,
            other => panic!("did not fail: {other:?}"),
        }
    }

    /// Returns the join request in the socket's URL.
    pub fn join_request(&self) -> wire::JoinRequest {
        let url = self.op(|output| match output {
            Output::Transport(LiveKitOutput::OpenSocket(_, url)) => Some(url.reveal().to_owned()),
            _ => None,
        });
        decode_join(&url)
    }
}

pub fn decode_join(url: &str) -> wire::JoinRequest {
    use base64ct::Encoding;
    let (_, text) = url.split_once("&join_request=").unwrap();
    let bytes = base64ct::Base64Url::decode_vec(&text.replace("%3D", "=")).unwrap();
    let wrapped = wire::WrappedJoinRequest::decode(bytes.as_slice()).unwrap();
    assert_eq!(wrapped.compression, 0);
    wire::JoinRequest::decode(wrapped.join_request.as_slice()).unwrap()
}
