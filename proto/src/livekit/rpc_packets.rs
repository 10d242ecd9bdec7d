//! The contents of the RPC packets that are sent.

use super::wire::{self, RpcPacket, rpc_packet, rpc_response};
use crate::rpc::{MAX_RPC_PAYLOAD, RpcError};

/// The maximum length of an error message, in bytes.
const MAX_MESSAGE: usize = 256;

/// Encodes the fields of a packet to this participant.
pub(super) fn encode(to: &str, value: rpc_packet::Value) -> Vec<u8> {
    let packet = RpcPacket {
        destination_identities: vec![to.to_owned()],
        value: Some(value),
        ..Default::default()
    };
    packet.encode_to_vec()
}

/// Converts the result of a local method, with LiveKit's limits on the parts of an error.
pub(super) fn response_value(answer: Result<String, RpcError>) -> rpc_response::Value {
    match answer {
        Ok(payload) => rpc_response::Value::Payload(payload),
        Err(error) => rpc_response::Value::Error(wire::RpcError {
            code: error.code,
            message: truncate(error.message),
            data: if error.data.len() > MAX_RPC_PAYLOAD {
                String::new()
            } else {
                error.data
            },
        }),
    }
}

/// Truncates an error message to `MAX_MESSAGE` bytes, at a character boundary.
fn truncate(mut text: String) -> String {
    let mut end = text.len().min(MAX_MESSAGE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
