//! What a test observes: outputs, events, and messages that were sent.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request;
use speko_proto::{Event, SpekoClientError};

use super::Harness;

impl Harness {
    /// Returns the first match of `question`, newest output first.
    pub fn find_last<T>(&self, question: impl Fn(&Output) -> Option<T>) -> T {
        self.outputs
            .iter()
            .rev()
            .find_map(question)
            .unwrap_or_else(|| panic!("no such output: {:#?}", self.outputs))
    }

    pub fn find<T>(&self, question: impl Fn(&Output) -> Option<T>) -> Option<T> {
        self.outputs.iter().find_map(question)
    }

    pub fn socket_id(&self) -> RequestId {
        self.socket
            .unwrap_or_else(|| panic!("no OpenSocket output: {:#?}", self.outputs))
    }

    pub fn mic_id(&self) -> RequestId {
        self.mic
            .unwrap_or_else(|| panic!("no OpenMic output: {:#?}", self.outputs))
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
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(
                Channel::Reliable,
                bytes,
            ))) => {
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
    pub fn ready_result(&self) -> Option<Result<(), SpekoClientError>> {
        self.find(|output| match output {
            Output::ResolveReady(result) => Some(result.clone()),
            _ => None,
        })
    }

    pub fn failure(&self) -> SpekoClientError {
        match self.ready_result() {
            Some(Err(error)) => error,
            other => panic!("did not fail: {other:?}"),
        }
    }

    /// Returns the join request in the socket's URL.
    pub fn join_request(&self) -> wire::JoinRequest {
        let url = self.find_last(|output| match output {
            Output::Transport(LiveKitOutput::OpenSocket(_, url)) => Some(url.reveal().to_owned()),
            _ => None,
        });
        decode_join(&url)
    }

    /// Whether a socket was requested; its URL contains the token.
    pub fn has_joined(&self) -> bool {
        self.socket.is_some()
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
