//! What an app may say when it starts a conversation.

use std::cell::RefCell;
use std::rc::Rc;

use crate::callbacks::Callbacks;
use crate::credentials::Credentials;
use crate::error::SpekoClientError;
use crate::reconnect::ReconnectPolicy;
use crate::renew::Renewer;
use crate::rpc::{Handler, RpcError, RpcInvocation, RpcMethods};
use crate::timeline::{ConnectTimeline, TimelineWish};
#[cfg(feature = "s2s")]
use crate::tool::Tool;
use crate::transcript::{Transcript, TranscriptLimit};

#[cfg(target_arch = "wasm32")]
use crate::browser::Session;
#[cfg(not(target_arch = "wasm32"))]
use crate::host::Session;

/// What the browser does to the microphone's sound before it is sent. Each is on unless switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioConstraints {
    /// Removes the agent's own voice from what the microphone hears.
    pub echo_cancellation: bool,
    /// Removes steady noise.
    pub noise_suppression: bool,
    /// Evens out loudness.
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

/// Changes to the agent for this conversation, sent once when it opens. Only given fields are sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// What the agent says and how it thinks.
    pub agent: AgentOverrides,
    /// How its voice sounds.
    pub tts: TtsOverrides,
}

/// The part of [`Overrides`] about the agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentOverrides {
    /// Its system prompt.
    pub prompt: Option<String>,
    /// What it says first.
    pub first_message: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
}

/// The part of [`Overrides`] about the voice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TtsOverrides {
    /// The voice's id at its provider.
    pub voice_id: Option<String>,
    /// Speaking rate; 1 is the voice's own.
    pub speed: Option<f64>,
}

/// Everything a conversation starts with. Only the credentials are required.
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
    pub(crate) timeline: Option<TimelineWish>,
    pub(crate) rpc: Option<RpcMethods>,
    #[cfg(feature = "s2s")]
    pub(crate) tools: Vec<Tool>,
    #[cfg(feature = "s2s")]
    pub(crate) worklet_url: Option<String>,
    pub(crate) callbacks: Callbacks,
}

/// A worker that has to start its process first needs some ten seconds.
const AGENT_WITHIN: u64 = 20_000;

impl ConversationOptions {
    /// A transcript of the conversation that these begin.
    pub(crate) fn recorded(&mut self) -> Rc<RefCell<Transcript>> {
        let transcript = Rc::new(RefCell::new(Transcript::with_limit(self.transcript_limit)));
        self.callbacks.record(Rc::clone(&transcript));
        transcript
    }

    /// Options with these credentials and every default: microphone on and open, all processing on, volume 1.
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

    /// Sent once, right after the session opened.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = Some(overrides);
        self
    }

    /// The `deviceId` of the microphone; without it the system's default, which is then followed when it changes. While
    /// the chosen one is not plugged in, the system's default stands in for it.
    #[must_use]
    pub fn input_device(mut self, device_id: impl Into<String>) -> Self {
        self.input_device = Some(device_id.into());
        self
    }

    /// The `deviceId` of the loudspeaker; ignored where the browser cannot choose one.
    #[must_use]
    pub fn output_device(mut self, device_id: impl Into<String>) -> Self {
        self.output_device = Some(device_id.into());
        self
    }

    /// The browser's sound processing.
    #[must_use]
    pub fn audio_constraints(mut self, constraints: AudioConstraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// `false` is a session without a microphone: no prompt, nothing captured, nothing published.
    #[must_use]
    pub fn mic_enabled(mut self, enabled: bool) -> Self {
        self.mic_enabled = enabled;
        self
    }

    /// `true` starts muted.
    #[must_use]
    pub fn mic_muted(mut self, muted: bool) -> Self {
        self.mic_muted = muted;
        self
    }

    /// `true` joins only once the microphone is open: a person who refuses it has used up no token, and the agent does
    /// not greet somebody who still reads the prompt. It costs the time that the microphone takes to open. Default:
    /// `false`, both side by side.
    #[must_use]
    pub fn microphone_first(mut self, first: bool) -> Self {
        self.microphone_first = first;
        self
    }

    /// `true` lets the hardware go while muted, so that its light goes off. It costs the time that the microphone takes
    /// to open at each unmute, and a Bluetooth headset changes its sound each time. A session that starts muted does
    /// not ask for the microphone until the first unmute. Default: `false`.
    #[must_use]
    pub fn release_mic_on_mute(mut self, release: bool) -> Self {
        self.release_mic_on_mute = release;
        self
    }

    /// The agent's loudness from 0 to 1; values outside are clamped, no number is ignored.
    #[must_use]
    pub fn volume(mut self, volume: f64) -> Self {
        if let Some(volume) = clamp_volume(volume) {
            self.volume = volume;
        }
        self
    }

    /// How much of the conversation [`transcript`](crate::VoiceConversation::transcript) and
    /// [`on_transcript`](Self::on_transcript) keep.
    #[must_use]
    pub fn transcript_limit(mut self, limit: TranscriptLimit) -> Self {
        self.transcript_limit = limit;
        self
    }

    /// How many ms nobody else may be in the room before the agent's state is
    /// [`Absent`](crate::AgentState::Absent): at the beginning, or after it left. Default: 20,000.
    #[must_use]
    pub fn agent_within(mut self, millis: u64) -> Self {
        self.agent_within = millis;
        self
    }

    /// Answers to a method from the first moment on: see
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

    /// Where this site hosts the sound's worklets, for pages whose content security policy allows no `blob:` script: the file
    /// is `src/s2s/worklets.js` of this crate. Speech to speech only. Default: a blob, and where that is refused an older way
    /// of the browser's, on the page's own thread.
    #[cfg(feature = "s2s")]
    #[must_use]
    pub fn worklet_url(mut self, url: impl Into<String>) -> Self {
        self.worklet_url = Some(url.into());
        self
    }

    /// When to try again after the line broke, and when to give up.
    #[must_use]
    pub fn reconnect_policy(mut self, policy: ReconnectPolicy) -> Self {
        self.reconnect_policy = policy;
        self
    }

    /// When the person clicked, in ms since the Unix epoch: what a [`ConnectTimeline`](crate::ConnectTimeline) counts from.
    /// Default: the moment of the start, which comes after the credentials.
    #[must_use]
    pub fn clicked_at(mut self, millis: u64) -> Self {
        self.clicked_at = Some(millis);
        self
    }

    /// Called once with how long each step of the connect took, when the first packet of the microphone has left and the
    /// first sound of the agent was there, or 20 s after the click, or at the end. To see these two, the browser's
    /// statistics are read every 20 ms until then.
    #[must_use]
    pub fn on_timeline(mut self, callback: impl Fn(&ConnectTimeline) + 'static) -> Self {
        self.timeline = Some(TimelineWish::new(callback));
        self
    }

    /// Where fresh credentials come from when the line broke and the token has expired meanwhile. Without it such a call
    /// ends. The server refreshes the token of a call that is connected, so that this takes an outage of minutes.
    #[must_use]
    pub fn renew_credentials<F>(mut self, renew: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<Credentials, SpekoClientError>> + 'static,
    {
        self.renewer = Some(Renewer::new(renew));
        self
    }

    /// Whether they are for speech to speech. For leptos-speko; no part of the promise that versions keep.
    #[doc(hidden)]
    pub fn credentials_are_realtime(&self) -> bool {
        self.credentials.is_realtime()
    }

    /// The loudness it will start with.
    pub fn initial_volume(&self) -> f64 {
        self.volume
    }
}

/// A volume within 0 to 1, or nothing for what is no number. For leptos-speko; no part of the promise that versions
/// keep.
#[doc(hidden)]
pub fn clamp_volume(volume: f64) -> Option<f64> {
    (!volume.is_nan()).then(|| volume.clamp(0.0, 1.0))
}
