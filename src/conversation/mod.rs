//! `VoiceConversation`: the face of the WebRTC conversation.

mod rpc;
mod text;

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::call::io::Command;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{Mode, Source, Status};
use crate::options::{ConversationOptions, clamp_volume};
use crate::packet::Outbound;
use crate::stats::CallStats;
use crate::timeline::ConnectTimeline;
use crate::transcript::Transcript;

pub use text::MAX_TEXT_BYTES;
use text::{fitting, too_long};

#[cfg(target_arch = "wasm32")]
use crate::browser::{Meter, Session};
#[cfg(not(target_arch = "wasm32"))]
use crate::host::{Meter, Session};

/// A conversation with an agent over WebRTC, in LiveKit's protocol.
///
/// Dropping it ends it: whatever is open, or being opened, is released, the microphone first of all.
///
/// ```no_run
/// use speko_client::{ConversationOptions, Credentials, VoiceConversation};
///
/// # async fn run(credentials: Credentials) -> Result<(), speko_client::SpekoClientError> {
/// let options = ConversationOptions::new(credentials)
///     .on_message(|message| { /* show message.text */ });
/// let conversation = VoiceConversation::create(options).await?;
/// conversation.send_user_message("Hello")?;
/// conversation.end_session();
/// # Ok(())
/// # }
/// ```
pub struct VoiceConversation {
    session: Session,
    transcript: Rc<RefCell<Transcript>>,
}

impl VoiceConversation {
    /// Joins and resolves when the session is open: connected, microphone published, overrides sent, and
    /// [`Connected`](crate::Event::Connected) told. Dropping the future ends whatever was begun. There is no retry.
    ///
    /// # Errors
    /// [`InvalidCredentials`](ErrorCode::InvalidCredentials) before any network or microphone,
    /// [`ConnectionFailed`](ErrorCode::ConnectionFailed), [`MicrophoneFailed`](ErrorCode::MicrophoneFailed), or
    /// [`Unsupported`](ErrorCode::Unsupported) outside of a browser.
    pub async fn create(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let conversation = Self::start(options)?;
        conversation.ready().await?;
        Ok(conversation)
    }

    /// Begins to join and returns at once, so that the caller can hang up while it connects. How it goes is told by
    /// events and by [`ready`](Self::ready).
    ///
    /// # Errors
    /// Those of [`create`](Self::create) that need no waiting: bad credentials, no browser.
    pub fn start(mut options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let transcript = options.recorded();
        Self::open(options, transcript, Command::Start)
    }

    /// The same without a transcript, for those who keep one of their own. For leptos-speko; no part of the promise that
    /// versions keep.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    #[doc(hidden)]
    pub fn start_unrecorded(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        Self::open(options, Rc::default(), Command::Start)
    }

    /// Joins ahead of the person's wish: credentials are used, the socket and the connection to the server are made, but
    /// no microphone is asked for, nothing is heard, and no event but an error is told. [`begin`](Self::begin) then takes
    /// what a microphone takes to open; dropped, it leaves without a word.
    ///
    /// It costs what a call costs at the server: a room, a participant, and with LiveKit's agent dispatch an agent, which
    /// waits with its greeting until [`begin`](Self::begin). A server that gives up idle sessions makes it fail: then a
    /// start of its own is due.
    ///
    /// ```no_run
    /// # fn run(options: speko_client::ConversationOptions) -> Result<(), speko_client::SpekoClientError> {
    /// use speko_client::VoiceConversation;
    ///
    /// let ahead = VoiceConversation::prepare(options)?; // the pointer is over the button
    /// ahead.begin(); // the click
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    pub fn prepare(mut options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let transcript = options.recorded();
        Self::open(options, transcript, Command::Prepare)
    }

    /// The same without a transcript. For leptos-speko; no part of the promise that versions keep.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    #[doc(hidden)]
    pub fn prepare_unrecorded(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        Self::open(options, Rc::default(), Command::Prepare)
    }

    /// The person wants the conversation that was [prepared](Self::prepare): the microphone opens, and the agent is
    /// heard. Call it inside a click or key handler. Harmless at any other time.
    pub fn begin(&self) {
        self.session.command(Command::Start);
    }

    fn open(
        options: ConversationOptions,
        transcript: Rc<RefCell<Transcript>>,
        first: Command,
    ) -> Result<Self, SpekoClientError> {
        Ok(Self {
            session: Session::start(options, first)?,
            transcript,
        })
    }

    /// What was said so far, one row a speaker's turn; kept after the end, until this is dropped. How much is kept is
    /// the [`transcript_limit`](ConversationOptions::transcript_limit)'s.
    pub fn transcript(&self) -> Transcript {
        self.transcript.borrow().clone()
    }

    /// Resolves when the session is open, or with the error that kept it from opening.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub async fn ready(&self) -> Result<(), SpekoClientError> {
        self.session.ready().await
    }

    /// The conversation's id, which is the room's name; empty until joined.
    pub fn id(&self) -> String {
        self.session.id()
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.session.status()
    }

    /// Who has the floor.
    pub fn mode(&self) -> Mode {
        self.session.mode()
    }

    /// Whether the status is exactly [`Connected`](Status::Connected).
    pub fn is_open(&self) -> bool {
        self.status() == Status::Connected
    }

    /// How many inbound packets were ignored: no JSON, of wrong fields, of an unknown type, or too long.
    pub fn ignored_packets(&self) -> u64 {
        self.session.ignored_packets()
    }

    /// Mutes or unmutes the microphone. Once it returns no sound leaves, whatever else is under way. Harmless twice,
    /// and without a microphone.
    pub fn set_mic_muted(&self, muted: bool) {
        self.session.command(Command::SetMicMuted(muted));
    }

    /// The agent's loudness from 0 to 1, for all its sound now and later. Clamped; no number is ignored.
    pub fn set_volume(&self, volume: f64) {
        if let Some(volume) = clamp_volume(volume) {
            self.session.command(Command::SetVolume(volume));
        }
    }

    /// Speaks through the microphone with this `deviceId` from now on; nothing is the system's default, which is then
    /// followed. The line stays as it is, and muted stays muted. That it is used is told by
    /// [`InputDevice`](crate::Event::InputDevice); if it cannot be opened, the one before goes on and an
    /// [`Error`](crate::Event::Error) event says so.
    pub fn set_input_device(&self, device_id: Option<&str>) {
        self.session
            .command(Command::SetInputDevice(device_id.map(str::to_owned)));
    }

    /// Plays through the device with this `deviceId`; nothing is the system's default. Ignored where the browser cannot
    /// choose; a refused one is told as an [`Error`](crate::Event::Error) event.
    pub fn set_output_device(&self, device_id: Option<&str>) {
        self.session
            .command(Command::SetOutputDevice(device_id.map(str::to_owned)));
    }

    /// Sends a turn that was typed instead of spoken. An empty text is sent as it is.
    ///
    /// # Errors
    /// [`NotConnected`](ErrorCode::NotConnected), with the reason [`NotPermitted`](ErrorReason::NotPermitted) where the
    /// token does not allow to send; or [`MessageTooLong`](ErrorCode::MessageTooLong) over [`MAX_TEXT_BYTES`]. Nothing
    /// was sent then.
    pub fn send_user_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send(text, Outbound::UserMessage)
    }

    /// Sends a hint that is no turn, such as "the caller looks at page 3".
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_contextual_update(&self, text: &str) -> Result<(), SpekoClientError> {
        self.send(text, Outbound::ContextualUpdate)
    }

    /// Sends a typed turn as LiveKit's own chat boxes do, as a text stream on `lk.chat`: for LiveKit Agents workers,
    /// which answer it as if it were spoken and do not read Speko's packets.
    ///
    /// # Errors
    /// As [`send_user_message`](Self::send_user_message).
    pub fn send_chat_message(&self, text: &str) -> Result<(), SpekoClientError> {
        self.check_open()?;
        if text.len() > MAX_TEXT_BYTES {
            return Err(too_long());
        }
        self.session.command(Command::Chat(text.to_owned()));
        Ok(())
    }

    fn check_open(&self) -> Result<(), SpekoClientError> {
        // A server drops what it does not allow, and says nothing.
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
        self.session.command(Command::Send(packet));
        Ok(())
    }

    /// Whether the browser lets the agent's sound play. When it does not, [`start_audio`](Self::start_audio) helps.
    pub fn can_play_audio(&self) -> bool {
        self.session.can_play_audio()
    }

    /// Lets sound play that the browser held back. Call it inside a click or key handler.
    pub fn start_audio(&self) {
        self.session.command(Command::StartAudio);
    }

    /// A meter of one side's sound: the microphone's, or what is heard of the agent. It opens nothing before it is
    /// first read, goes on over a change of devices and reads 0 after the end. Keep one a side: each has an
    /// analyser of its own.
    ///
    /// ```no_run
    /// # fn draw(conversation: &speko_client::VoiceConversation) {
    /// use speko_client::Source;
    ///
    /// let meter = conversation.meter(Source::Agent);
    /// let loudness = meter.level(); // once a frame
    /// # let _ = loudness;
    /// # }
    /// ```
    pub fn meter(&self, side: Source) -> Meter {
        self.session.meter(side)
    }

    /// What the browser measures of the line; nothing before there is one and after the end. What it returns does not
    /// keep the conversation.
    pub fn stats(&self) -> impl Future<Output = Option<CallStats>> + use<> {
        self.session.stats()
    }

    /// Tries now to mend a line that broke, instead of when the [policy](crate::ReconnectPolicy) says. Harmless while it
    /// is well.
    pub fn reconnect_now(&self) {
        self.session.command(Command::Reconnect);
    }

    /// When each step of the connect was reached. Its last two steps are measured only if
    /// [`on_timeline`](crate::ConversationOptions::on_timeline) asks for it.
    pub fn timeline(&self) -> ConnectTimeline {
        self.session.timeline()
    }

    /// Hangs up, at any moment: the server is told, the microphone and all media are released, the events are told.
    /// Once it returns it is over. Harmless twice.
    pub fn end_session(&self) {
        self.session.command(Command::End);
    }
}

/// The name under which people who come from other SDKs look for [`VoiceConversation`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Conversation;

impl Conversation {
    /// The same as [`VoiceConversation::create`].
    ///
    /// # Errors
    /// Those of [`VoiceConversation::create`].
    pub async fn start_session(
        options: ConversationOptions,
    ) -> Result<VoiceConversation, SpekoClientError> {
        VoiceConversation::create(options).await
    }
}

impl Drop for VoiceConversation {
    fn drop(&mut self) {
        self.end_session();
    }
}

impl fmt::Debug for VoiceConversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VoiceConversation")
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_session_outside_of_a_browser() {
        let options = ConversationOptions::new(crate::Credentials::new("wss://a", "a.b.c"));
        assert_eq!(
            VoiceConversation::start(options).unwrap_err().code(),
            ErrorCode::Unsupported
        );
    }
}
