//! What LiveKit's own clients want in the join: the server's version, on which they insist, and whether they may publish
//! at once. The page doesn't ask for it, so the subset of the schema that it shares with us has no such fields.

use prost::Message;

/// What `join.server_version` says. LiveKit's client works round the faults of older servers.
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
    /// With two connections: the publisher's may be opened before there is anything to publish.
    #[prost(bool, tag = "15")]
    fast_publish: bool,
}

/// To be sent right behind an encoded join: two encodings in a row are one message, with the fields of both.
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
    use speko_client::wire::proto::signal_response::Message as Say;
    use speko_client::wire::proto::{JoinResponse, SignalResponse};

    use super::*;

    #[test]
    fn behind_a_join_it_is_one_message_with_it() {
        let join = JoinResponse {
            ping_interval: 5,
            ..JoinResponse::default()
        };
        let whole = SignalResponse {
            message: Some(Say::Join(join.clone())),
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
