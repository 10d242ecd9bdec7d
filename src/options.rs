//! The options of a conversation.

use std::cell::RefCell;
use std::rc::Rc;

use crate::callbacks::Callbacks;
use crate::credentials::Credentials;
use crate::error::SpekoClientError;
use crate::reconnect::ReconnectPolicy;
use crate::rpc::{Handler, RpcError, RpcInvocation, RpcMethods};
use crate::timeline::{ConnectTimeline, TimelineRequest};
use crate::token_refresh::Renewer;
#[cfg(feature = "s2s")]
use crate::tool::Tool;
use crate::transcript::{Transcript, TranscriptLimit};

#[cfg(target_arch = "wasm32")]
use crate::browser::Session;
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Session;

/// The browser's audio processing of the microphone. All are on by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioConstraints {
    /// Removes the agent's voice from the microphone's audio.
    pub echo_cancellation: bool,
    /// Reduces steady background noise.
    pub noise_suppression: bool,
    /// Normalizes the volume.
    pub auto_gain_control: bool,
}

impl Default for AudioConstraints {
    fn default() -> Self {
        Self {
            echo_cancellation: true,
            noise_suppression: true,
            auto_gain_control: true,
        }
    }
}

/// Changes to the agent for this conversation, sent once when the session opens. Only fields that
/// are set are sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// The agent's prompt, first message and language.
    pub agent: AgentOverrides,
    /// The agent's voice.
    pub tts: TtsOverrides,
}

/// The agent part of [`Overrides`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentOverrides {
    /// The system prompt.
    pub prompt: Option<String>,
    /// The first message that the agent speaks.
    pub first_message: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
}

/// The voice part of [`Overrides`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TtsOverrides {
    /// The voice's id at its provider.
    pub voice_id: Option<String>,
    /// The speaking rate; 1 is the voice's normal rate.
    pub speed: Option<f64>,
}

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
    pub(crate) credentials: Credentials,
    pub(crate) overrides: Option<Overrides>,
    pub(crate) input_device: Option<String>,
    pub(crate) output_device: Option<String>,
    pub(crate) constraints: AudioConstraints,
    pub(crate) mic_enabled: bool,
    pub(crate) mic_muted: bool,
    pub(crate) microphone_first: bool,
    pub(crate) release_mic_on_mute: bool,
    pub(crate) volume: f64,
    pub(crate) transcript_limit: TranscriptLimit,
    pub(crate) reconnect_policy: ReconnectPolicy,
    pub(crate) agent_within: u64,
    pub(crate) renewer: Option<Renewer>,
    pub(crate) clicked_at: Option<u64>,
    pub(crate) timeline: Option<TimelineRequest>,
    pub(crate) rpc: Option<RpcMethods>,
    #[cfg(feature = "s2s")]
    pub(crate) tools: Vec<Tool>,
    #[cfg(feature = "s2s")]
    pub(crate) worklet_url: Option<String>,
    pub(crate) callbacks: Callbacks,
}

/// In ms. A worker that has to start its process first takes about ten seconds.
const AGENT_WITHIN: u64 = 20_000;

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
            credentials,
            overrides: None,
            input_device: None,
            output_device: None,
            constraints: AudioConstraints::default(),
            mic_enabled: true,
            mic_muted: false,
            microphone_first: false,
            release_mic_on_mute: false,
            volume: 1.0,
            transcript_limit: TranscriptLimit::default(),
            reconnect_policy: ReconnectPolicy::default(),
            agent_within: AGENT_WITHIN,
            renewer: None,
            clicked_at: None,
            timeline: None,
            rpc: None,
            #[cfg(feature = "s2s")]
            tools: Vec::new(),
            #[cfg(feature = "s2s")]
            worklet_url: None,
            callbacks: Callbacks::default(),
        }
    }

    /// Sets changes to the agent, sent once right after the session opened. WebRTC only: a realtime
    /// conversation emits an [`Unsupported`](crate::ErrorCode::Unsupported) error instead.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = Some(overrides);
        self
    }

    /// Selects the microphone by its `deviceId`. While that device is not connected, the system
    /// default replaces it. Default: the system default, which is tracked when it changes.
    #[must_use]
    pub fn input_device(mut self, device_id: impl Into<String>) -> Self {
        self.input_device = Some(device_id.into());
        self
    }

    /// Selects the output device by its `deviceId`. Ignored if the browser cannot select one.
    /// Default: the system default.
    #[must_use]
    pub fn output_device(mut self, device_id: impl Into<String>) -> Self {
        self.output_device = Some(device_id.into());
        self
    }

    /// Sets the browser's audio processing of the microphone. Default: all on.
    #[must_use]
    pub fn audio_constraints(mut self, constraints: AudioConstraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// Sets whether the session has a microphone. With `false` there is no permission prompt, and
    /// nothing is captured or published. Default: `true`.
    #[must_use]
    pub fn mic_enabled(mut self, enabled: bool) -> Self {
        self.mic_enabled = enabled;
        self
    }

    /// Sets whether the session starts muted. Default: `false`.
    #[must_use]
    pub fn mic_muted(mut self, muted: bool) -> Self {
        self.mic_muted = muted;
        self
    }

    /// Sets whether to join only after the microphone is open. With `true`, a user who denies the
    /// permission has not used up a token, and the agent does not greet a user who is still reading
    /// the prompt. It delays the join by the time that the microphone takes to open. Default:
    /// `false`, both in parallel. WebRTC only.
    #[must_use]
    pub fn microphone_first(mut self, first: bool) -> Self {
        self.microphone_first = first;
        self
    }

    /// Sets whether muting closes the microphone device, so that its recording indicator goes off.
    /// Each unmute then takes as long as opening the microphone, and a Bluetooth headset switches
    /// its audio profile each time. A session that starts muted does not request the microphone
    /// until the first unmute. Default: `false`.
    #[must_use]
    pub fn release_mic_on_mute(mut self, release: bool) -> Self {
        self.release_mic_on_mute = release;
        self
    }

    /// Sets the agent's volume, clamped to 0–1. NaN is ignored. Default: 1.
    #[must_use]
    pub fn volume(mut self, volume: f64) -> Self {
        if let Some(volume) = clamp_volume(volume) {
            self.volume = volume;
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

    /// Sets how long, in ms, the room may have no other participant before the agent's state
    /// becomes [`Absent`](crate::AgentState::Absent), at the start or after the agent has left.
    /// Default: 20,000. WebRTC only.
    #[must_use]
    pub fn agent_within(mut self, millis: u64) -> Self {
        self.agent_within = millis;
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

    /// Sets the URL of a self-hosted copy of the audio worklets (`src/s2s/worklets.js` of this
    /// crate), for pages whose Content Security Policy forbids `blob:` scripts. Realtime
    /// conversations only. Default: a `blob:` URL. If loading fails, a `ScriptProcessorNode` on the
    /// main thread is used instead.
    #[cfg(feature = "s2s")]
    #[must_use]
    pub fn worklet_url(mut self, url: impl Into<String>) -> Self {
        self.worklet_url = Some(url.into());
        self
    }

    /// Sets when to retry after the connection was lost, and when to give up. WebRTC only.
    #[must_use]
    pub fn reconnect_policy(mut self, policy: ReconnectPolicy) -> Self {
        self.reconnect_policy = policy;
        self
    }

    /// Sets when the user clicked, in ms since the Unix epoch: the origin of the
    /// [`ConnectTimeline`](crate::ConnectTimeline). Default: the time of the start, which is after
    /// the credentials were fetched.
    #[must_use]
    pub fn clicked_at(mut self, millis: u64) -> Self {
        self.clicked_at = Some(millis);
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
        self
    }

    /// Returns whether the credentials are for a realtime conversation. For leptos-speko only; not
    /// covered by semver.
    #[doc(hidden)]
    pub fn credentials_are_realtime(&self) -> bool {
        self.credentials.is_realtime()
    }

    /// Returns the initial volume, from 0 to 1.
    pub fn initial_volume(&self) -> f64 {
        self.volume
    }
}

/// Clamps a volume to 0–1. Returns `None` for NaN. For leptos-speko only; not covered by semver.
#[doc(hidden)]
pub fn clamp_volume(volume: f64) -> Option<f64> {
    (!volume.is_nan()).then(|| volume.clamp(0.0, 1.0))
}
