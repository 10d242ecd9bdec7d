//! `RealtimeVoiceConversation`: a speech-to-speech (realtime) conversation over one WebSocket.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use speko_proto::config::clamp_volume;
use speko_proto::realtime::io::{Command, RealtimeInput};
use speko_proto::{Mode, Source, SpekoClientError, Status, Transcript};

use crate::options::ConversationOptions;
use crate::platform::{Meter, RealtimeSession};

/// A realtime conversation over one WebSocket. Microphone audio is
/// sent and the agent's audio received as PCM16; there is no media server.
///
/// It takes the same [options](ConversationOptions) and emits the same events as a
/// [`VoiceConversation`](crate::VoiceConversation), with
/// [credentials](crate::Credentials::realtime) of its own. The protocol has no typed messages and
/// no overrides; it adds tools, interruption and usage. If the socket is lost, the conversation
/// ends: sessions cannot be resumed.
///
/// Dropping it ends the conversation and releases all resources, the microphone first, including
/// those still being opened.
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
    /// Starts a conversation and resolves when the session is open, after
    /// [`Connected`](crate::Event::Connected) was emitted. It opens the socket, waits up to 10 s
    /// for the server to be ready, then requests the microphone. Dropping the future ends the
    /// conversation. There are no retries.
    ///
    /// # Errors
    /// [`InvalidCredentials`](crate::ErrorCode::InvalidCredentials) before any network or
    /// microphone access, [`ConnectionFailed`](crate::ErrorCode::ConnectionFailed) with the
    /// server's message as its cause, [`MicrophoneFailed`](crate::ErrorCode::MicrophoneFailed), or
    /// [`Unsupported`](crate::ErrorCode::Unsupported) outside the browser.
    pub async fn create(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let conversation = Self::start(options)?;
        conversation.ready().await?;
        Ok(conversation)
    }

    /// Starts a conversation and returns immediately, so that it can be ended while it connects.
    /// The progress is reported by events and by [`ready`](Self::ready).
    ///
    /// # Errors
    /// Those errors of [`create`](Self::create) that are known immediately: invalid credentials, or
    /// no browser.
    pub fn start(mut options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let transcript = options.recorded();
        Self::open(options, transcript)
    }

    /// Like [`start`](Self::start), but without recording a transcript. For leptos-speko only; not
    /// covered by semver.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    #[doc(hidden)]
    pub fn start_unrecorded(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        Self::open(options, Rc::default())
    }

    fn open(
        options: ConversationOptions,
        transcript: Rc<RefCell<Transcript>>,
    ) -> Result<Self, SpekoClientError> {
        let session = RealtimeSession::start(
            options.config,
            options.callbacks,
            options.tools,
            options.worklet_url,
        )?;
        Ok(Self {
            session,
            transcript,
        })
    }

    /// Resolves when the session is open, or with the error that prevented it.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub async fn ready(&self) -> Result<(), SpekoClientError> {
        self.session.ready().await
    }

    /// Returns the transcript so far, one row per turn. It is kept after the end of the session,
    /// until this value is dropped.
    pub fn transcript(&self) -> Transcript {
        self.transcript.borrow().clone()
    }

    /// Returns the conversation's id: the session id of the credentials.
    pub fn id(&self) -> String {
        self.session.id()
    }

    /// Returns the session's status.
    pub fn status(&self) -> Status {
        self.session.status()
    }

    /// Returns whether the agent is speaking: `Speaking` until all of its audio has been played.
    pub fn mode(&self) -> Mode {
        self.session.mode()
    }

    /// Returns whether the status is [`Connected`](Status::Connected) and the socket is open. The
    /// socket may already be closing while the status is still `Connected`.
    pub fn is_open(&self) -> bool {
        self.status() == Status::Connected && self.session.is_socket_open()
    }

    /// Returns how many frames from the server were ignored: invalid JSON, missing or wrong fields,
    /// an unknown type, an odd number of audio bytes, more than 120 s of queued audio, or audio of
    /// an interrupted answer.
    pub fn ignored_frames(&self) -> u64 {
        self.session.ignored()
    }

    /// Returns how many microphone frames (20 ms each) were dropped because one second of audio was
    /// already queued on the socket.
    pub fn dropped_frames(&self) -> u64 {
        self.session.dropped()
    }

    /// Returns how much of the agent's audio has been played since the conversation opened, in ms,
    /// measured by the output device's clock. Interrupted and queued audio does not count.
    pub fn played_ms(&self) -> u64 {
        self.session.played_ms()
    }

    /// Mutes or unmutes the microphone. After muting, no audio is sent once this returns.
    /// Idempotent; no effect without a microphone.
    pub fn set_mic_muted(&self, muted: bool) {
        self.session.command(Command::SetMicMuted(muted));
    }

    /// Sets the agent's volume, clamped to 0–1. NaN is ignored.
    pub fn set_volume(&self, volume: f64) {
        if let Some(volume) = clamp_volume(volume) {
            self.session.command(Command::SetVolume(volume));
        }
    }

    /// Switches to the microphone with this `deviceId`. `None` selects and tracks the system
    /// default. See
    /// [`VoiceConversation::set_input_device`](crate::VoiceConversation::set_input_device).
    pub fn set_input_device(&self, device_id: Option<&str>) {
        let device = device_id.map(str::to_owned);
        self.session.command(Command::SetInputDevice(device));
    }

    /// Switches to the output device with this `deviceId`; `None` selects the system default.
    /// Ignored if the browser cannot select one. If the browser rejects the device, an
    /// [`Error`](crate::Event::Error) event is emitted.
    pub fn set_output_device(&self, device_id: Option<&str>) {
        let device = device_id.map(str::to_owned);
        self.session.command(Command::SetOutputDevice(device));
    }

    /// Interrupts the agent: stops playback immediately, discards the queued audio and notifies the
    /// server. Further audio of the interrupted answer is discarded until the server confirms or
    /// has sent no audio for 200 ms, at most for 10 s. If nothing is playing, this only notifies
    /// the server.
    pub fn interrupt(&self) {
        self.session.transport(RealtimeInput::Interrupt);
    }

    /// Ends the user's turn without waiting for the server's end-of-turn detection (push-to-talk).
    pub fn commit(&self) {
        self.session.transport(RealtimeInput::Commit);
    }

    /// Returns whether the browser allows the agent's audio to play. If not, call
    /// [`start_audio`](Self::start_audio); no audio is lost.
    pub fn can_play_audio(&self) -> bool {
        self.session.can_play_audio()
    }

    /// Starts audio that the browser's autoplay policy has blocked. Call it in a click or key
    /// handler.
    pub fn start_audio(&self) {
        self.session.command(Command::StartAudio);
    }

    /// Returns a level meter for one side's audio. See
    /// [`VoiceConversation::meter`](crate::VoiceConversation::meter).
    pub fn meter(&self, side: Source) -> Meter {
        self.session.meter(side)
    }

    /// Ends the conversation, in any state: closes the socket with code 1000, releases all
    /// resources and emits the final events. The session is over once this returns. Idempotent.
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
