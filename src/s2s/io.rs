//! What only this conversation has of facts and orders; the rest is the same for both.

use crate::credentials::Token;

/// What the app wants of it beside what every conversation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RealtimeCommand {
    /// The agent shall be silent, at once.
    Interrupt,
    /// The user's turn is over.
    Commit,
}

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub enum RealtimeInput {
    /// A text came on the socket.
    Text(String),
    /// A binary message came on it, when the loudspeaker's clock stood there; nothing without a clock.
    Sound(Vec<u8>, Option<u64>),
    /// The socket is closed, or never opened. Comes once.
    Closed {
        /// The WebSocket close code; 1006 where the browser gives none.
        code: u16,
        /// The server's word for it, often empty.
        reason: String,
    },
    /// Microphone and loudspeaker can be used.
    Stands {
        /// Their rate, in Hz.
        rate: u32,
    },
    /// This browser cannot do it; its word for why.
    Broken(String),
    /// The microphone gave these samples at the device's rate, while so many bytes waited on the socket.
    Captured(Vec<f32>, u32),
    /// The answer to [`RealtimeOrder::AskClock`].
    Clock(u64),
    /// What a tool of the page came to.
    ToolDone {
        /// The call's.
        id: String,
        /// What it says, or why it failed.
        result: Result<String, String>,
    },
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum RealtimeOrder {
    /// Open the WebSocket, with the token as its only subprotocol.
    Connect {
        /// Where.
        url: String,
        /// Never printed.
        token: WsToken,
    },
    /// Send a text.
    SendText(String),
    /// Send a frame of the microphone's sound.
    SendSound(Vec<u8>),
    /// Close the socket; no fact is wanted from it any more.
    Close {
        /// The close code.
        code: u16,
        /// For the server's log.
        reason: &'static str,
    },
    /// Make what plays and captures; answered by [`RealtimeInput::Stands`] or [`RealtimeInput::Broken`].
    OpenSound,
    /// Play these samples, at the device's rate, from this frame of its clock on.
    Play(u64, Vec<f32>),
    /// Play nothing of what was ordered any more.
    Flush,
    /// Say where the clock stands.
    AskClock,
    /// Have a tool of the page do this; answered by [`RealtimeInput::ToolDone`].
    CallTool {
        /// For the answer.
        id: String,
        /// Of the tool.
        name: String,
        /// JSON, as a text.
        arguments: String,
    },
}

/// The socket's token.
#[derive(Clone, PartialEq, Eq)]
pub struct WsToken(pub(crate) Token);

impl WsToken {
    /// The token itself, for the one call that opens the socket.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl std::fmt::Debug for WsToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WsToken(…)")
    }
}
