//! Fields of the join response that LiveKit's own clients require: the server version, and whether
//! they may publish at once. `speko-client` does not read them, so its subset of the schema lacks
//! these fields.

use prost::Message;

/// The value of `join.server_version`. LiveKit's client works around bugs of older servers.
const VERSION: &str = "1.13.5";

#[derive(Clone, PartialEq, Message)]
struct Response {
    #[prost(message, optional, tag = "1")]
    join: Option<Join>,
}

#[derive(Clone, PartialEq, Message)]
struct Join {
    #[prost(string, tag = "4")]
    server_version: String,
    /// With two peer connections: whether the publisher may connect before there is anything to
    /// publish.
    #[prost(bool, tag = "15")]
    fast_publish: bool,
}

/// Encodes a message to append to an encoded join: Protocol Buffers merge concatenated messages.
pub(super) fn encode(fast_publish: bool) -> Vec<u8> {
    Response {
        join: Some(Join {
            server_version: VERSION.to_owned(),
            fast_publish,
        }),
    }
    .encode_to_vec()
}

#[cfg(test)]
mod tests {
    use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
    use speko_proto::livekit::wire::{JoinResponse, SignalResponse};

    use super::*;

    #[test]
    fn version_appended_to_join_decodes_as_one_message() {
        let join = JoinResponse {
            ping_interval: 5,
            ..JoinResponse::default()
        };
        let whole = SignalResponse {
            message: Some(ServerMessage::Join(join.clone())),
        };
        let bytes = [whole.encode_to_vec(), encode(true)].concat();
        assert_eq!(SignalResponse::decode(bytes.as_slice()), Ok(whole));
        let read = Response::decode(bytes.as_slice())
            .ok()
            .and_then(|read| read.join);
        let join = read.unwrap_or_default();
        assert_eq!(join.server_version, VERSION);
        assert!(join.fast_publish);
    }
}
