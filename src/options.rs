//! The options of a conversation.

use std::cell::RefCell;
use std::rc::Rc;

use speko_proto::config::{AudioConstraints, Overrides, SessionConfig, clamp_volume};
use speko_proto::{
    ConnectTimeline, Credentials, ReconnectPolicy, RpcError, RpcInvocation, SpekoClientError,
    Transcript, TranscriptLimit,
};

use crate::handlers::Callbacks;
#[cfg(feature = "realtime")]
use crate::handlers::Tool;
use crate::platform::{PARSERS, Session};
use crate::rpc::{Handler, Rpc};
use crate::timeline::TimelineRequest;
use crate::token_refresh::Renewer;

/// The options of a conversation. Only the credentials are required.
///
/// ```
/// use speko_client::{AudioConstraints, ConversationOptions, Credentials};
///
/// let options = ConversationOptions::new(Credentials::new("wss://media.example", "aa.bb.cc"))
///     .audio_constraints(AudioConstraints { noise_suppression: false, ..Default::default() })
///     .volume(0.8);
/// assert_eq!(options.initial_volume(), 0.8);
/// ```
#[derive(Clone, Debug)]
pub struct ConversationOptions {
    /// The part that the state machines need.
    pub(crate) config: SessionConfig,
    pub(crate) transcript_limit: TranscriptLimit,
    pub(crate) renewer: Option<Renewer>,
    pub(crate) timeline: Option<TimelineRequest>,
    pub(crate) rpc: Option<RpcMethods>,
    #[cfg(feature = "realtime")]
    pub(crate) tools: Vec<Tool>,
    #[cfg(feature = "realtime")]
    pub(crate) worklet_url: Option<String>,
    pub(crate) callbacks: Callbacks,
}

impl ConversationOptions {
    /// Creates the conversation's transcript and registers its recorder.
    pub(crate) fn recorded(&mut self) -> Rc<RefCell<Transcript>> {
        let transcript = Rc::new(RefCell::new(Transcript::with_limit(self.transcript_limit)));
        self.callbacks.record(Rc::clone(&transcript));
        transcript
    }

    /// Creates options with these credentials and the defaults: microphone on and unmuted, all
    /// audio processing on, volume 1.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            config: SessionConfig::new(credentials, PARSERS),
            transcript_limit: TranscriptLimit::default(),
            renewer: None,
            timeline: None,
            rpc: None,
            #[cfg(feature = "realtime")]
            tools: Vec::new(),
            #[cfg(feature = "realtime")]
            worklet_url: None,
            callbacks: Callbacks::default(),
        }
    }

    /// Sets changes to the agent, sent once right after the session opened. WebRTC only: a realtime
    /// conversation emits an [`Unsupported`](crate::ErrorCode::Unsupported) error instead.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.config.overrides = Some(overrides);
        self
    }

    /// Selects the microphone by its `deviceId`. While that device is not connected, the system
    /// default replaces it. Default: the system default, which is tracked when it changes.
    #[must_use]
    pub fn input_device(mut self, device_id: impl Into<String>) -> Self {
        self.config.input_device = Some(device_id.into());
        self
    }

    /// Selects the output device by its `deviceId`. Ignored if the browser cannot select one.
    /// Default: the system default.
    #[must_use]
    pub fn output_device(mut self, device_id: impl Into<String>) -> Self {
        self.config.output_device = Some(device_id.into());
        self
    }

    /// Sets the browser's audio processing of the microphone. Default: all on.
    #[must_use]
    pub fn audio_constraints(mut self, constraints: AudioConstraints) -> Self {
        self.config.constraints = constraints;
        self
    }

    /// Sets whether the session has a microphone. With `false` there is no permission prompt, and
    /// nothing is captured or published. Default: `true`.
    #[must_use]
    pub fn mic_enabled(mut self, enabled: bool) -> Self {
        self.config.mic_enabled = enabled;
        self
    }

    /// Sets whether the session starts muted. Default: `false`.
    #[must_use]
    pub fn mic_muted(mut self, muted: bool) -> Self {
        self.config.mic_muted = muted;
        self
    }

    /// Sets whether to join only after the microphone is open. With `true`, a user who denies the
    /// permission has not used up a token, and the agent does not greet a user who is still reading
    /// the prompt. It delays the join by the time that the microphone takes to open. Default:
    /// `false`, both in parallel. WebRTC only.
    #[must_use]
    pub fn microphone_first(mut self, first: bool) -> Self {
        self.config.microphone_first = first;
        self
    }

    /// Sets whether muting closes the microphone device, so that its recording indicator goes off.
    /// Each unmute then takes as long as opening the microphone, and a Bluetooth headset switches
    /// its audio profile each time. A session that starts muted does not request the microphone
    /// until the first unmute. Default: `false`.
    #[must_use]
    pub fn release_mic_on_mute(mut self, release: bool) -> Self {
        self.config.release_mic_on_mute = release;
        self
    }

    /// Sets the agent's volume, clamped to 0–1. NaN is ignored. Default: 1.
    #[must_use]
    pub fn volume(mut self, volume: f64) -> Self {
        if let Some(volume) = clamp_volume(volume) {
            self.config.volume = volume;
        }
        self
    }

    /// Sets how much of the conversation [`transcript`](crate::VoiceConversation::transcript) and
    /// [`on_transcript`](Self::on_transcript) keep. See [`TranscriptLimit`] for the default.
    #[must_use]
    pub fn transcript_limit(mut self, limit: TranscriptLimit) -> Self {
        self.transcript_limit = limit;
        self
    }

    /// Sets how long, in ms, the room may have no agent before the agent's state becomes
    /// [`Absent`](crate::AgentState::Absent), at the start or after the agent has left. Other users
    /// and phone callers do not count. Default: 20,000. WebRTC only.
    #[must_use]
    pub fn agent_within(mut self, millis: u64) -> Self {
        self.config.agent_timeout = millis;
        self
    }

    /// Registers an RPC method before the session starts. WebRTC only. See
    /// [`register_rpc_method`](crate::VoiceConversation::register_rpc_method).
    #[must_use]
    pub fn rpc_method<F>(
        mut self,
        method: impl Into<String>,
        answer: impl Fn(RpcInvocation) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, RpcError>> + 'static,
    {
        let rpc = self.rpc.get_or_insert_with(|| RpcMethods {
            open: Session::open_rpc,
            methods: Vec::new(),
        });
        rpc.methods.push((method.into(), Handler::new(answer)));
        self
    }

    /// Sets the URL of a self-hosted copy of the audio worklets (`src/web/realtime/worklets.js` of
    /// this crate), for pages whose Content Security Policy forbids `blob:` scripts. Realtime
    /// conversations only. Default: a `blob:` URL. If loading fails, a `ScriptProcessorNode` on the
    /// main thread is used instead.
    #[cfg(feature = "realtime")]
    #[must_use]
    pub fn worklet_url(mut self, url: impl Into<String>) -> Self {
        self.worklet_url = Some(url.into());
        self
    }

    /// Sets when to retry after the connection was lost, and when to give up. WebRTC only.
    #[must_use]
    pub fn reconnect_policy(mut self, policy: ReconnectPolicy) -> Self {
        self.config.reconnect_policy = policy;
        self
    }

    /// Sets when the user clicked, in ms since the Unix epoch: the origin of the
    /// [`ConnectTimeline`](crate::ConnectTimeline). Default: the time of the start, which is after
    /// the credentials were fetched.
    #[must_use]
    pub fn clicked_at(mut self, millis: u64) -> Self {
        self.config.clicked_at = Some(millis);
        self
    }

    /// Sets a callback that receives the [`ConnectTimeline`](crate::ConnectTimeline). It is called
    /// once: when the first microphone packet was sent and the first agent audio received, at the
    /// latest 20 s after the click or at the end. Until then the browser's WebRTC statistics are
    /// polled every 20 ms to measure these two steps. WebRTC only.
    #[must_use]
    pub fn on_timeline(mut self, callback: impl Fn(&ConnectTimeline) + 'static) -> Self {
        self.timeline = Some(TimelineRequest::new(callback));
        self
    }

    /// Sets a function that fetches fresh credentials when a reconnect is rejected, usually because
    /// the token has expired. Without it, the call ends with that error. The server refreshes the
    /// token during a call, so this takes an outage of minutes. WebRTC only.
    #[must_use]
    pub fn renew_credentials<F>(mut self, renew: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<Credentials, SpekoClientError>> + 'static,
    {
        self.renewer = Some(Renewer::new(renew));
        self.config.renews_credentials = true;
        self
    }

    /// Returns whether the credentials are for a realtime conversation. For leptos-speko only; not
    /// covered by semver.
    #[doc(hidden)]
    pub fn credentials_are_realtime(&self) -> bool {
        self.config.credentials.is_realtime()
    }

    /// Returns the initial volume, from 0 to 1.
    pub fn initial_volume(&self) -> f64 {
        self.config.volume
    }
}

/// The methods registered in the options. `open` is a function pointer, so that pages without RPC
/// do not link the RPC code.
#[derive(Clone, Debug)]
pub(crate) struct RpcMethods {
    pub(crate) open: fn(&Session) -> Rc<dyn Rpc>,
    pub(crate) methods: Vec<(String, Handler)>,
}
