//! Commands that send text.

use std::rc::Rc;

use speko_client::{ErrorCode, ErrorReason, SpekoClientError};

use super::any_conversation::{AnyConversation, other_transport};
use super::{ScriptedCommand, Voice};

/// The kinds of text that can be sent.
enum Text {
    User,
    Context,
    Chat,
}

impl Voice {
    /// Sends a typed user turn.
    ///
    /// # Errors
    /// [`NotConnected`](ErrorCode::NotConnected), [`Unsupported`](ErrorCode::Unsupported) in
    /// realtime conversations, whose protocol has no typed messages, or
    /// [`MessageTooLong`](ErrorCode::MessageTooLong) over
    /// [`MAX_TEXT_BYTES`](speko_client::MAX_TEXT_BYTES). Nothing is sent in these cases.
    pub fn send_user_message(&self, text: &str) -> Result<(), SpekoClientError> {
        if let Some(sent) = self.try_scripted(ScriptedCommand::Send(text.to_owned())) {
            return sent;
        }
        self.send_text(text, Text::User)
    }

    /// Sends context for the agent that is not a turn, such as "the caller looks at page 3".
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_contextual_update(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send_text(text, Text::Context)
    }

    /// Sends a typed user turn as a text stream on `lk.chat`, for LiveKit Agents workers, which do
    /// not read Speko's packets.
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_chat_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send_text(text, Text::Chat)
    }

    fn send_text(&self, text: &str, kind: Text) -> Result<(), SpekoClientError> {
        let conversation = self.open_conversation()?;
        #[cfg(feature = "webrtc")]
        if let Some(conversation) = conversation.webrtc() {
            return match kind {
                Text::User => conversation.send_user_message(text),
                Text::Context => conversation.send_contextual_update(text),
                Text::Chat => conversation.send_chat_message(text),
            };
        }
        let _ = (conversation, text, kind);
        Err(other_transport())
    }

    fn open_conversation(&self) -> Result<Rc<AnyConversation>, SpekoClientError> {
        self.conversation().ok_or(SpekoClientError::new(
            ErrorCode::NotConnected,
            ErrorReason::Closed,
        ))
    }
}
