//! The options of a session.

use std::fmt;
use std::sync::Arc;

use leptos::prelude::Callback;
use speko_client::{
    AudioConstraints, ConversationOptions, Credentials, Event, Overrides, ReconnectPolicy, Retry,
    TranscriptLimit, clamp_volume,
};

use super::Prewarm;
use super::listeners::Listeners;
use super::prewarm::PrewarmHooks;
use crate::CredentialsSource;

/// Options for [`Voice::new`](crate::Voice::new). [`VoiceSession`](crate::VoiceSession) has a prop
/// for each.
///
/// ```
/// use leptos_speko::{VoiceOptions, fetch_credentials};
///
/// let options = VoiceOptions::new(|| fetch_credentials("/api/conversations"))
///     .mic_muted(true)
///     .volume(0.8);
/// # let _ = options;
/// ```
#[derive(Clone)]
pub struct VoiceOptions {
    pub(crate) credentials: CredentialsSource,
    pub(crate) overrides: Option<Overrides>,
    pub(crate) constraints: AudioConstraints,
    pub(crate) mic_enabled: bool,
    pub(crate) mic_muted: bool,
    pub(crate) microphone_first: bool,
    pub(crate) release_mic_on_mute: bool,
    pub(crate) volume: f64,
    pub(crate) input_device: Option<String>,
    pub(crate) output_device: Option<String>,
    pub(crate) transcript_limit: TranscriptLimit,
    pub(crate) prewarm_hooks: PrewarmHooks,
    pub(crate) agent_within: Option<u64>,
    pub(crate) reconnect: Option<Reconnect>,
    #[cfg(feature = "realtime")]
    pub(crate) worklet_url: Option<String>,
    pub(crate) listeners: Listeners,
}

/// `Send + Sync`, because the options are stored behind a lock that is shared between threads on a
/// server. The core's `ReconnectPolicy` is single-threaded.
type Reconnect = Arc<dyn Fn(Retry) -> Option<u64> + Send + Sync>;

impl VoiceOptions {
    /// Creates options with defaults: microphone enabled and unmuted, all audio processing on,
    /// volume 1.
    pub fn new(credentials: impl Into<CredentialsSource>) -> Self {
        Self::from_source(credentials.into())
    }

    #[inline(never)]
    fn from_source(credentials: CredentialsSource) -> Self {
        Self {
            credentials,
            overrides: None,
            constraints: AudioConstraints::default(),
            mic_enabled: true,
            mic_muted: false,
            microphone_first: false,
            release_mic_on_mute: false,
            volume: 1.0,
            input_device: None,
            output_device: None,
            transcript_limit: TranscriptLimit::default(),
            prewarm_hooks: PrewarmHooks::default(),
            agent_within: None,
            reconnect: None,
            #[cfg(feature = "realtime")]
            worklet_url: None,
            listeners: Listeners::default(),
        }
    }

    /// Sets the agent overrides, sent once when a conversation opens. Default: none.
    #[must_use]
    pub fn overrides(mut self, overrides: impl Into<Option<Overrides>>) -> Self {
        self.overrides = overrides.into();
        self
    }

    /// Sets the browser's processing of the microphone audio. Default: all on.
    #[must_use]
    pub fn audio_constraints(mut self, constraints: AudioConstraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// Sets whether the session uses a microphone. With `false` there is no prompt and no capture.
    /// Default: `true`.
    #[must_use]
    pub fn mic_enabled(mut self, enabled: bool) -> Self {
        self.mic_enabled = enabled;
        self
    }

    /// Sets whether the first conversation starts muted. Default: `false`.
    #[must_use]
    pub fn mic_muted(mut self, muted: bool) -> Self {
        self.mic_muted = muted;
        self
    }

    /// Sets whether to join only after the microphone is open, so that a user who denies the
    /// permission uses up no token. Default: `false`, which does both in parallel and is faster.
    #[must_use]
    pub fn microphone_first(mut self, first: bool) -> Self {
        self.microphone_first = first;
        self
    }

    /// Sets whether muting releases the microphone, so that its indicator light goes off. Each
    /// unmute then waits until it is open again. Default: `false`.
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

    /// Sets the `deviceId` of the microphone. Default: the system default.
    #[must_use]
    pub fn input_device(mut self, device_id: impl Into<Option<String>>) -> Self {
        self.input_device = device_id.into();
        self
    }

    /// Sets the `deviceId` of the output device. Ignored where the browser does not support output
    /// selection. Default: the system default.
    #[must_use]
    pub fn output_device(mut self, device_id: impl Into<Option<String>>) -> Self {
        self.output_device = device_id.into();
        self
    }

    /// Limits the transcript in [`Voice::turns`](crate::Voice::turns). Default: 20,000 turns, 8 MiB
    /// of text.
    #[must_use]
    pub fn transcript_limit(mut self, limit: TranscriptLimit) -> Self {
        self.transcript_limit = limit;
        self
    }

    /// Sets how much is prepared before the click. Default: [`Prewarm::Off`].
    #[must_use]
    pub fn prewarm(mut self, prewarm: Prewarm) -> Self {
        self.prewarm_hooks = PrewarmHooks::of(prewarm);
        self
    }

    /// Sets how long, in ms, the room may have no agent before the agent's state becomes
    /// [`Absent`](speko_client::AgentState::Absent). Default: 20,000.
    #[must_use]
    pub fn agent_within(mut self, millis: u64) -> Self {
        self.agent_within = Some(millis);
        self
    }

    /// Sets the reconnect policy, a function that returns the delay before the next attempt, in ms,
    /// or `None` to give up. Default: that of [`ReconnectPolicy`].
    #[must_use]
    pub fn reconnect(
        mut self,
        delay: impl Fn(Retry) -> Option<u64> + Send + Sync + 'static,
    ) -> Self {
        self.reconnect = Some(Arc::new(delay));
        self
    }

    /// Sets the URL from which this site serves the audio worklets of realtime conversations.
    /// Needed if the Content Security Policy does not allow `blob:` scripts. Default: a blob.
    #[cfg(feature = "realtime")]
    #[must_use]
    pub fn worklet_url(mut self, url: impl Into<Option<String>>) -> Self {
        self.worklet_url = url.into();
        self
    }

    /// Sets a callback that receives every event, in order. An error that kept a conversation from
    /// opening is also reported as [`Event::Error`]. Default: none.
    #[must_use]
    pub fn on_event(mut self, callback: impl Into<Option<Callback<Event>>>) -> Self {
        self.listeners = Listeners::of(callback.into());
        self
    }

    pub(crate) fn conversation(&self, credentials: Credentials) -> ConversationOptions {
        let mut options = ConversationOptions::new(credentials)
            .audio_constraints(self.constraints)
            .mic_enabled(self.mic_enabled)
            .mic_muted(self.mic_muted)
            .microphone_first(self.microphone_first)
            .release_mic_on_mute(self.release_mic_on_mute)
            .volume(self.volume);
        let source = self.credentials.clone();
        options = options.renew_credentials(move || source.ask());
        if let Some(millis) = self.agent_within {
            options = options.agent_within(millis);
        }
        if let Some(delay) = self.reconnect.clone() {
            options = options.reconnect_policy(ReconnectPolicy::new(move |retry| delay(retry)));
        }
        #[cfg(feature = "realtime")]
        if let Some(url) = &self.worklet_url {
            options = options.worklet_url(url.as_str());
        }
        if let Some(overrides) = &self.overrides {
            options = options.overrides(overrides.clone());
        }
        if let Some(device) = &self.input_device {
            options = options.input_device(device.as_str());
        }
        if let Some(device) = &self.output_device {
            options = options.output_device(device.as_str());
        }
        options
    }
}

impl fmt::Debug for VoiceOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VoiceOptions")
    }
}
