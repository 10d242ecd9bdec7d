//! Data packets that the caller sends and received.

use speko_proto::json;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::{DataPacket, UserPacket};
use speko_proto::packet::{Inbound, Outbound};

use super::TestCaller;

impl TestCaller {
    pub(crate) fn send(&mut self, packet: &Outbound) {
        let user = UserPacket {
            payload: packet.encode().into_bytes(),
            topic: None,
        };
        self.send_raw(
            &DataPacket {
                value: Some(Value::User(user)),
                ..DataPacket::default()
            }
            .encode_to_vec(),
        );
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        assert!(
            self.rtc
                .channel(self.reliable.unwrap())
                .unwrap()
                .write(true, bytes)
                .unwrap()
        );
    }

    pub(crate) fn packets(&self) -> Vec<Inbound> {
        let users = self.data.iter().filter_map(|packet| match &packet.value {
            Some(Value::User(user)) => {
                Inbound::decode(std::str::from_utf8(&user.payload).unwrap(), json::parse).ok()
            }
            _ => None,
        });
        users.collect()
    }

    pub(crate) fn said_by_agent(&self) -> Option<String> {
        self.packets()
            .into_iter()
            .rev()
            .find_map(|packet| match packet {
                Inbound::AgentMessage {
                    text,
                    is_final: true,
                } => Some(text),
                _ => None,
            })
    }

    /// Returns the text of each `lk.transcription` stream, in the order in which they started.
    pub(crate) fn streams(&self) -> Vec<String> {
        let mut streams: Vec<(String, Vec<u8>)> = Vec::new();
        for packet in &self.data {
            match &packet.value {
                Some(Value::StreamHeader(header)) => {
                    streams.push((header.stream_id.clone(), Vec::new()));
                }
                Some(Value::StreamChunk(chunk)) => {
                    let found = streams.iter_mut().find(|(id, _)| *id == chunk.stream_id);
                    found.unwrap().1.extend_from_slice(&chunk.content);
                }
                _ => {}
            }
        }
        let texts = streams.into_iter().map(|(_, text)| text);
        texts.map(|text| String::from_utf8(text).unwrap()).collect()
    }
}
