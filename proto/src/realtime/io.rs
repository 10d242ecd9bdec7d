//! The inputs and outputs of the realtime client.

use crate::credentials::Token;
use crate::engine::io;
pub use crate::engine::io::{
    Command, MediaInput, MediaOutput, MicInput, RequestId, SpeakerInput, StateMachine,
};

/// An input to the realtime client.
pub type Input = io::Input<RealtimeInput>;

/// An effect of the realtime client.
pub type Output = io::Output<RealtimeOutput>;

/// An input that only the realtime client has.
#[derive(Clone, Debug, PartialEq)]
pub enum RealtimeInput {
    /// Stops playback immediately and interrupts the agent.
    Interrupt,
    /// Ends the user's turn.
    Commit,
    /// A text message was received on the socket.
    Text(String),
    /// A binary message was received on the socket, when the audio clock was at this frame. `None`
    /// if there was no clock.
    Audio(Vec<u8>, Option<u64>),
    /// The page's Content-Security-Policy blocks the socket. The text is the directive.
    Blocked(String),
    /// The socket closed, or could not be opened. Reported once.
    Closed {
        /// The WebSocket close code. 1006 if the browser reports none.
        code: u16,
        /// The server's reason, often empty.
        reason: String,
    },
    /// Capture and playback are ready.
    AudioReady {
        /// The sample rate of both, in Hz.
        rate: u32,
    },
    /// The browser cannot capture or play audio. The text is the browser's error name.
    AudioFailed(String),
    /// The microphone captured these samples at the device rate, while this many bytes were queued
    /// in the socket.
    Captured(Vec<f32>, u32),
    /// The answer to [`RealtimeOutput::QueryClock`].
    Clock(u64),
    /// The result of a tool of the page.
    ToolDone {
        /// The id of the call.
        id: String,
        /// The output, or why the tool failed.
        result: Result<String, String>,
    },
}

/// An effect that only the realtime client has.
#[derive(Clone, Debug, PartialEq)]
pub enum RealtimeOutput {
    /// Opens the WebSocket, with the token as its only subprotocol.
    Connect {
        /// The URL to open.
        url: String,
        /// The token, which is never logged.
        token: WsToken,
    },
    /// Sends a text message.
    SendText(String),
    /// Sends a frame of microphone audio.
    SendAudio(Vec<u8>),
    /// Closes the socket. Its events are no longer reported.
    Close {
        /// The close code.
        code: u16,
        /// The reason, for the server's log.
        reason: &'static str,
    },
    /// Creates the audio graph for capture and playback. Answered by [`RealtimeInput::AudioReady`]
    /// or [`RealtimeInput::AudioFailed`].
    OpenAudio,
    /// Plays these samples at the device rate, starting at this frame of the audio clock.
    Play(u64, Vec<f32>),
    /// Stops playback and drops all scheduled samples.
    Flush,
    /// Asks for the position of the audio clock, answered by [`RealtimeInput::Clock`] if there is
    /// one.
    QueryClock,
    /// Calls a tool of the page, answered by [`RealtimeInput::ToolDone`].
    CallTool {
        /// The id of the call, for the result.
        id: String,
        /// The name of the tool.
        name: String,
        /// The arguments, as JSON text.
        arguments: String,
    },
}

/// The token for the socket. `Debug` omits it.
#[derive(Clone, PartialEq, Eq)]
pub struct WsToken(pub(crate) Token);

impl WsToken {
    /// Returns the token, for the one call that opens the socket.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl std::fmt::Debug for WsToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WsToken(…)")
    }
}
