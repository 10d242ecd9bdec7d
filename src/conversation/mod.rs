//! `VoiceConversation`: the public API of a WebRTC conversation.

mod audio;
mod messages;
mod rpc;

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

pub use messages::MAX_TEXT_BYTES;
use speko_proto::livekit::io::{Command, Input, LiveKitInput};
use speko_proto::stats::CallStats;
use speko_proto::{ConnectTimeline, Mode, SpekoClientError, Status, Transcript};

use crate::options::ConversationOptions;
use crate::platform::Session;

/// A conversation with an agent over WebRTC, using LiveKit's protocol.
///
/// Dropping it ends the session and releases everything that is open or opening, the microphone
/// first.
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
    /// Joins, and resolves when the session is open: connected, microphone published, overrides
    /// sent, and [`Connected`](crate::Event::Connected) emitted. Dropping the future ends the
    /// session. A failed join is not retried.
    ///
    /// # Errors
    /// [`InvalidCredentials`](crate::ErrorCode::InvalidCredentials) before any use of network or
    /// microphone, [`ConnectionFailed`](crate::ErrorCode::ConnectionFailed),
    /// [`MicrophoneFailed`](crate::ErrorCode::MicrophoneFailed), or
    /// [`Unsupported`](crate::ErrorCode::Unsupported) outside of a browser.
    pub async fn create(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let conversation = Self::start(options)?;
        conversation.ready().await?;
        Ok(conversation)
    }

    /// Starts to join and returns at once, so that the caller can hang up while it connects. Events
    /// and [`ready`](Self::ready) report the progress.
    ///
    /// # Errors
    /// Those of [`create`](Self::create) that are known at once: invalid credentials, or no
    /// browser.
    pub fn start(mut options: ConversationOptions) -> Result<Self, SpekoClientError> {
        let transcript = options.recorded();
        Self::open(options, transcript, Input::Command(Command::Start))
    }

    /// Like [`start`](Self::start), but without a transcript, for callers that keep their own. For
    /// leptos-speko; not covered by semver.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    #[doc(hidden)]
    pub fn start_unrecorded(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        Self::open(options, Rc::default(), Input::Command(Command::Start))
    }

    /// Joins ahead of the user's click. It uses the credentials and connects the socket and the
    /// peer connection. It does not request the microphone, plays no audio, and emits no event
    /// except errors. [`begin`](Self::begin) then takes only as long as the microphone takes to
    /// open. Dropping it leaves the room; no event is emitted.
    ///
    /// It costs the server as much as a call: a room, a participant and, with LiveKit's agent
    /// dispatch, an agent. The agent delays its greeting until [`begin`](Self::begin) subscribes to
    /// its audio. If the server closes idle sessions, the prepared one fails. Call
    /// [`start`](Self::start) then.
    ///
    /// ```no_run
    /// # fn run(
    /// #     options: speko_client::ConversationOptions,
    /// # ) -> Result<(), speko_client::SpekoClientError> {
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
        Self::open(options, transcript, Input::Transport(LiveKitInput::Prepare))
    }

    /// Like [`prepare`](Self::prepare), but without a transcript. For leptos-speko; not covered by
    /// semver.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    #[doc(hidden)]
    pub fn prepare_unrecorded(options: ConversationOptions) -> Result<Self, SpekoClientError> {
        Self::open(
            options,
            Rc::default(),
            Input::Transport(LiveKitInput::Prepare),
        )
    }

    /// Starts the [prepared](Self::prepare) conversation: opens the microphone and plays the
    /// agent's audio. Call it inside a click or key handler. At any other time it has no effect.
    pub fn begin(&self) {
        self.session.command(Command::Start);
    }

    fn open(
        options: ConversationOptions,
        transcript: Rc<RefCell<Transcript>>,
        first: Input,
    ) -> Result<Self, SpekoClientError> {
        let session = Session::new(options.config, options.callbacks, options.renewer)?;
        if let Some(rpc) = options.rpc {
            let opened = (rpc.open)(&session);
            for (method, handler) in rpc.methods {
                opened.register(method, Some(handler));
            }
        }
        if let Some(request) = options.timeline {
            (request.measure)(&session, request.callback);
        }
        session.handle(first);
        Ok(Self {
            session,
            transcript,
        })
    }

    /// Returns the transcript so far, one row per turn. It is kept after the end, until this is
    /// dropped. [`transcript_limit`](ConversationOptions::transcript_limit) sets how much is kept.
    pub fn transcript(&self) -> Transcript {
        self.transcript.borrow().clone()
    }

    /// Resolves when the session is open, or with the error that prevented it.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub async fn ready(&self) -> Result<(), SpekoClientError> {
        self.session.ready().await
    }

    /// Returns the conversation's id, which is the name of the room. It is empty until joined.
    pub fn id(&self) -> String {
        self.session.id()
    }

    /// Returns the status.
    pub fn status(&self) -> Status {
        self.session.status()
    }

    /// Returns the mode: whether the agent is speaking or listening.
    pub fn mode(&self) -> Mode {
        self.session.mode()
    }

    /// Returns whether the status is exactly [`Connected`](Status::Connected).
    pub fn is_open(&self) -> bool {
        self.status() == Status::Connected
    }

    /// Returns how many inbound packets were ignored: invalid JSON, wrong fields, an unknown type,
    /// or too long.
    pub fn ignored_packets(&self) -> u64 {
        self.session.ignored_packets()
    }

    /// Reads the browser's statistics of the peer connection. `None` before there is one and after
    /// the end. The future does not keep the conversation alive.
    pub fn stats(&self) -> impl Future<Output = Option<CallStats>> + use<> {
        self.session.stats()
    }

    /// Retries a lost connection now, instead of when the [policy](crate::ReconnectPolicy) says. It
    /// has no effect while the connection is up.
    pub fn reconnect_now(&self) {
        self.session.transport(LiveKitInput::Reconnect);
    }

    /// Returns when each step of the connect was reached. The last two steps are measured only with
    /// [`on_timeline`](crate::ConversationOptions::on_timeline).
    pub fn timeline(&self) -> ConnectTimeline {
        self.session.timeline()
    }

    /// Ends the session, at any time: notifies the server, releases the microphone and all media,
    /// and emits the final events. The session is over when this returns. Idempotent.
    pub fn end_session(&self) {
        self.session.command(Command::End);
    }
}

/// The name that other SDKs use for [`VoiceConversation`]. It only has
/// [`start_session`](Self::start_session).
#[derive(Debug)]
#[non_exhaustive]
pub struct Conversation;

impl Conversation {
    /// Does the same as [`VoiceConversation::create`].
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
    use crate::ErrorCode;

    #[test]
    fn start_is_unsupported_outside_a_browser() {
        let options = ConversationOptions::new(crate::Credentials::new("wss://a", "a.b.c"));
        assert_eq!(
            VoiceConversation::start(options).unwrap_err().code(),
            ErrorCode::Unsupported
        );
    }
}
