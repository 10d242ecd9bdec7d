//! `RealtimeVoiceConversation`: the face of speech to speech over one WebSocket.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::call::io::Command;
use crate::error::SpekoClientError;
use crate::event::{Mode, Source, Status};
use crate::options::{ConversationOptions, clamp_volume};
use crate::s2s::io::RealtimeCommand;
use crate::transcript::Transcript;

#[cfg(target_arch = "wasm32")]
use crate::browser::{Meter, RealtimeSession};
#[cfg(not(target_arch = "wasm32"))]
use crate::host::{Meter, RealtimeSession};

/// A conversation with a speech-to-speech model over one WebSocket: the microphone goes up as PCM16, the agent's voice
/// comes down as PCM16, and there is no media server in between.
///
/// It takes the same [options](ConversationOptions) and tells the same events as a
/// [`VoiceConversation`](crate::VoiceConversation), with [credentials](crate::Credentials::realtime) of its own. Its wire has
/// no typed messages and no overrides; it has tools, interruption and usage instead. A socket that breaks ends it: there
/// is no way to take it up again.
///
/// Dropping it ends it: whatever is open, or being opened, is released, the microphone first of all.
///
/// ```no_run
/// use speko_client::{ConversationOptions, RealtimeVoiceConversation, fetch_credentials};
///
/// # async fn talk() -> Result<(), speko_client::SpekoClientError> {
/// let credentials = fetch_credentials("/api/conversations?mode=s2s").await?;
/// let options = ConversationOptions::new(credentials)
///     .text_tool("open_page", |arguments| async move { Ok(arguments) })
///     .on_message(|message| { /* show message.text */ });
/// let conversation = RealtimeVoiceConversation::create(options).await?;
/// conversation.interrupt();
/// # Ok(())
/// # }
/// ```
pub struct RealtimeVoiceConversation {
    session: RealtimeSession,
    transcript: Rc<RefCell<Transcript>>,
}

impl RealtimeVoiceConversation {
    /// Opens the socket, waits at most 10 s until the server is ready, then asks for the microphone, and resolves when the
    /// session is open and [`Connected`](crate::Event::Connected) told. Dropping the future ends whatever was begun. There
    /// is no retry.
    ///
    /// # Errors
    /// [`InvalidCredentials`](crate::ErrorCode::InvalidCredentials) before any network or microphone,
    /// [`ConnectionFailed`](crate::ErrorCode::ConnectionFailed) with what the server said as its cause,
    /// [`MicrophoneFailed`](crate::ErrorCode::MicrophoneFailed), or [`Unsupported`](crate::ErrorCode::Unsupported) outside of
    /// a browser.
    pub async fn create(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let conversation = Self::start(options)?;
        conversation.ready().await?;
        Ok(conversation)
    }

    /// Begins and returns at once, so that the caller can hang up while it connects. How it goes is told by events and by
    /// [`ready`](Self::ready).
    ///
    /// # Errors
    /// Those of [`create`](Self::create) that need no waiting: bad credentials, no browser.
    pub fn start(mut options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let transcript = options.recorded();
        let session = RealtimeSession::start(options)?;
        Ok(Self {
            session,
            transcript,
        })
    }

    /// The same without a transcript, for those who keep one of their own. For leptos-speko; no part of the promise that
    /// versions keep.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    #[doc(hidden)]
    pub fn start_unrecorded(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let session = RealtimeSession::start(options)?;
        Ok(Self {
            session,
            transcript: Rc::default(),
        })
    }

    /// Resolves when the session is open, or with the error that kept it from opening.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub async fn ready(&self) -> Result<(), SpekoClientError> {
        self.session.ready().await
    }

    /// What was said so far, one row a speaker's turn; kept after the end, until this is dropped.
    pub fn transcript(&self) -> Transcript {
        self.transcript.borrow().clone()
    }

    /// The conversation's id: the session's, from the credentials.
    pub fn id(&self) -> String {
        self.session.id()
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.session.status()
    }

    /// Who has the floor: the agent while any of its sound is still to be heard.
    pub fn mode(&self) -> Mode {
        self.session.mode()
    }

    /// Whether the status is [`Connected`](Status::Connected) and the socket is open: it may be closing already.
    pub fn is_open(&self) -> bool {
        self.status() == Status::Connected && self.session.is_line_open()
    }

    /// How many frames of the server were ignored: no JSON, of wrong fields, of an unknown type, of half a sample, beyond the
    /// 120 s of sound that may wait to be played, or of what was interrupted.
    pub fn ignored_frames(&self) -> u64 {
        self.session.ignored()
    }

    /// How many frames of the microphone, of 20 ms, were not sent because a second of sound waited on the socket already.
    pub fn dropped_frames(&self) -> u64 {
        self.session.dropped()
    }

    /// How much of the agent's sound was heard since the conversation opened, in ms, on the loudspeaker's own clock: what was
    /// interrupted or is still waiting does not count.
    pub fn played_ms(&self) -> u64 {
        self.session.played_ms()
    }

    /// Mutes or unmutes the microphone. Once it returns no sound leaves, whatever else is under way. Harmless twice,
    /// and without a microphone.
    pub fn set_mic_muted(&self, muted: bool) {
        self.session.command(Command::SetMicMuted(muted));
    }

    /// The agent's loudness from 0 to 1. Clamped; no number is ignored.
    pub fn set_volume(&self, volume: f64) {
        if let Some(volume) = clamp_volume(volume) {
            self.session.command(Command::SetVolume(volume));
        }
    }

    /// Speaks through the microphone with this `deviceId` from now on; nothing is the system's default, which is then
    /// followed. As [`VoiceConversation::set_input_device`](crate::VoiceConversation::set_input_device).
    pub fn set_input_device(&self, device_id: Option<&str>) {
        let device = device_id.map(str::to_owned);
        self.session.command(Command::SetInputDevice(device));
    }

    /// Plays through the device with this `deviceId`; nothing is the system's default. Ignored where the browser cannot
    /// choose; a refused one is told as an [`Error`](crate::Event::Error) event.
    pub fn set_output_device(&self, device_id: Option<&str>) {
        let device = device_id.map(str::to_owned);
        self.session.command(Command::SetOutputDevice(device));
    }

    /// The agent shall be silent, at once: what is queued is not played, the server is told, and what it still sends of the
    /// interrupted answer is dropped, until it has confirmed, or sent nothing for 200 ms, for 10 s at most. While nothing
    /// is to be heard it only tells the server.
    pub fn interrupt(&self) {
        let command = RealtimeCommand::Interrupt;
        self.session.command(Command::Realtime(command));
    }

    /// The user's turn is over, without the pause that the server waits for: push-to-talk.
    pub fn commit(&self) {
        let command = RealtimeCommand::Commit;
        self.session.command(Command::Realtime(command));
    }

    /// Whether the browser lets the agent's sound play. When it does not, [`start_audio`](Self::start_audio) helps; nothing
    /// of it is lost.
    pub fn can_play_audio(&self) -> bool {
        self.session.can_play_audio()
    }

    /// Lets sound play that the browser held back. Call it inside a click or key handler.
    pub fn start_audio(&self) {
        self.session.command(Command::StartAudio);
    }

    /// A meter of one side's sound, as [`VoiceConversation::meter`](crate::VoiceConversation::meter).
    pub fn meter(&self, side: Source) -> Meter {
        self.session.meter(side)
    }

    /// Hangs up, at any moment: the socket is closed with 1000, everything is released, the events are told. Once it
    /// returns it is over. Harmless twice.
    pub fn end_session(&self) {
        self.session.command(Command::End);
    }
}

impl Drop for RealtimeVoiceConversation {
    fn drop(&mut self) {
        self.end_session();
    }
}

impl fmt::Debug for RealtimeVoiceConversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealtimeVoiceConversation")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
