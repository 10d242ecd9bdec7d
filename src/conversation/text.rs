//! The length limit of texts that are sent.

use speko_proto::livekit::data_channel::MAX_PAYLOAD;
use speko_proto::packet::Outbound;
use speko_proto::{ErrorCode, ErrorReason, SpekoClientError};

/// The longest text that can be sent, in bytes of UTF-8. LiveKit's servers drop a message over
/// 64,000 bytes and close the channel. The rest is for the packet around the text. Quotes and line
/// breaks grow when escaped, so a shorter text can be too long too.
pub const MAX_TEXT_BYTES: usize = 60_000;

pub(super) const fn too_long() -> SpekoClientError {
    SpekoClientError::new(ErrorCode::MessageTooLong, ErrorReason::TooLong)
}

/// Returns the packet of this text, or an error if it is too long to be sent, by itself or after
/// escaping.
pub(super) fn fitting(
    text: &str,
    packet: fn(String) -> Outbound,
) -> Result<Outbound, SpekoClientError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(too_long());
    }
    let packet = packet(text.to_owned());
    if packet.encode().len() > MAX_PAYLOAD {
        return Err(too_long());
    }
    Ok(packet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_longer_than_the_limit_is_rejected() {
        let fits = |text: &str| fitting(text, Outbound::UserMessage).is_ok();
        assert!(fits(""));
        assert!(fits(&"a".repeat(MAX_TEXT_BYTES)));
        assert!(fits(&"ü".repeat(MAX_TEXT_BYTES / 2)));
        assert!(!fits(&"a".repeat(MAX_TEXT_BYTES + 1)));
        assert!(!fits(&"ü".repeat(MAX_TEXT_BYTES / 2 + 1)));
        let error = fitting(&"\n".repeat(MAX_TEXT_BYTES), Outbound::UserMessage).unwrap_err();
        assert_eq!(
            error.code(),
            ErrorCode::MessageTooLong,
            "escaping doubles the length"
        );
    }
}
