//! The configuration of a session: plain data, without closures of the app.

use crate::credentials::Credentials;
use crate::json::ParseJson;
use crate::reconnect::ReconnectPolicy;
use crate::time::ParseDate;

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

/// The parsers of the platform. In the browser they are its own, which adds less wasm than any
/// other.
#[derive(Clone, Copy, Debug)]
pub struct Parsers {
    /// Parses JSON.
    pub json: ParseJson,
    /// Parses the dates of credentials.
    pub date: ParseDate,
}

#[cfg(not(target_arch = "wasm32"))]
impl Parsers {
    /// The parsers outside the browser.
    pub const HOST: Self = Self {
        json: crate::json::parse,
        date: crate::time::parse_iso_8601,
    };
}

/// The configuration of a session. The app sets it with `ConversationOptions` of `speko-client`,
/// where each field is documented.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// The server and the token.
    pub credentials: Credentials,
    /// Changes to the agent, sent once.
    pub overrides: Option<Overrides>,
    /// The microphone's `deviceId`. `None` is the system default.
    pub input_device: Option<String>,
    /// The output device's `deviceId`. `None` is the system default.
    pub output_device: Option<String>,
    /// The browser's audio processing of the microphone.
    pub constraints: AudioConstraints,
    /// Whether the session has a microphone.
    pub mic_enabled: bool,
    /// Whether it starts muted.
    pub mic_muted: bool,
    /// Whether to join only after the microphone is open.
    pub microphone_first: bool,
    /// Whether muting closes the microphone device.
    pub release_mic_on_mute: bool,
    /// The agent's volume, 0 to 1.
    pub volume: f64,
    /// When to retry after the connection was lost.
    pub reconnect_policy: ReconnectPolicy,
    /// How long the room may have no agent before it counts as absent, in ms.
    pub agent_timeout: u64,
    /// Whether the app can provide fresh credentials.
    pub renews_credentials: bool,
    /// When the user clicked, in ms since the Unix epoch. `None` is the time of the start.
    pub clicked_at: Option<u64>,
    /// The parsers of the platform.
    pub parsers: Parsers,
}

/// In ms. A worker that has to start its process first takes about ten seconds.
const AGENT_TIMEOUT: u64 = 20_000;

impl SessionConfig {
    /// Creates a configuration with these credentials and the defaults: microphone on and unmuted,
    /// all audio processing on, volume 1.
    pub fn new(credentials: Credentials, parsers: Parsers) -> Self {
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
            reconnect_policy: ReconnectPolicy::default(),
            agent_timeout: AGENT_TIMEOUT,
            renews_credentials: false,
            clicked_at: None,
            parsers,
        }
    }
}

/// Clamps a volume to 0–1. Returns `None` for NaN.
pub fn clamp_volume(volume: f64) -> Option<f64> {
    (!volume.is_nan()).then(|| volume.clamp(0.0, 1.0))
}
