//! Messages to the agent, and their length limit.

use speko_proto::livekit::data_channel::MAX_PAYLOAD;
use speko_proto::livekit::io::LiveKitInput;
use speko_proto::packet::Outbound;
use speko_proto::{ErrorCode, ErrorReason, SpekoClientError};

use super::VoiceConversation;

/// The longest text that can be sent, in bytes of UTF-8. LiveKit's servers drop a message over
/// 64,000 bytes and close the channel. The rest is for the packet around the text. Quotes and line
/// breaks grow when escaped, so a shorter text can be too long too.
pub const MAX_TEXT_BYTES: usize = 60_000;

impl VoiceConversation {
    /// Sends a typed user turn. Empty text is sent as it is.
    ///
    /// # Errors
    /// [`NotConnected`](ErrorCode::NotConnected), with the reason
    /// [`NotPermitted`](ErrorReason::NotPermitted) if the token does not allow sending; or
    /// [`MessageTooLong`](ErrorCode::MessageTooLong) over [`MAX_TEXT_BYTES`]. Nothing is sent in
    /// these cases.
    pub fn send_user_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send(text, Outbound::UserMessage)
    }

    /// Sends context that is not a turn, such as "the caller looks at page 3".
    ///
    /// # Errors
    /// Those of [`send_user_message`](Self::send_user_message).
    pub fn send_contextual_update(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send(text, Outbound::ContextualUpdate)
    }

    /// Sends a typed user turn as LiveKit's own chat components do: as a text stream on `lk.chat`.
    /// It is for LiveKit Agents workers, which answer it as if it were spoken and do not read
    /// Speko's packets.
    ///
    /// # Errors
    /// Those of [`send_user_message`](Self::send_user_message).
    pub fn send_chat_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.check_open()?;
        if text.len() > MAX_TEXT_BYTES {
            return Err(too_long());
        }
        self.session.transport(LiveKitInput::Chat(text.to_owned()));
        Ok(())
    }

    fn check_open(&self) -> Result<(), SpekoClientError> {
        // The server drops messages that the token does not allow, without an error.
        let reason = match (self.is_open(), self.session.may_send()) {
            (true, true) => return Ok(()),
            (true, false) => ErrorReason::NotPermitted,
            (false, _) => ErrorReason::Closed,
        };
        Err(SpekoClientError::new(ErrorCode::NotConnected, reason))
    }

    fn send(&self, text: &str, packet: fn(String) -> Outbound) -> Result<(), SpekoClientError> {
        self.check_open()?;
        let packet = fitting(text, packet)?;
        self.session.transport(LiveKitInput::Send(packet));
        Ok(())
    }
}

const fn too_long() -> SpekoClientError {
    SpekoClientError::new(ErrorCode::MessageTooLong, ErrorReason::TooLong)
}

/// Returns the packet of this text, or an error if it is too long to be sent, by itself or after
/// escaping.
fn fitting(text: &str, packet: fn(String) -> Outbound) -> Result<Outbound, SpekoClientError> {
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
