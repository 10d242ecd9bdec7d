//! What the backend is told at its start, and its clocks.

use std::path::PathBuf;
use std::time::Duration;

use crate::sessions::{Limits, Source};

/// How the backend runs. [`Config::default`] is a development server on this machine.
#[derive(Clone)]
pub struct Config {
    /// The key that tokens name as their issuer.
    pub api_key: String,
    /// The secret that signs tokens. Never shown.
    pub api_secret: String,
    /// A built page to serve, for example trunk's `dist` folder.
    pub page: Option<PathBuf>,
    /// The bearer key of `POST /v1/sessions`.
    pub sessions_key: String,
    /// Where sessions come from.
    pub source: Source,
    /// How many sessions pages may have minted.
    pub limits: Limits,
    /// Origins of other servers whose pages may start conversations, as `https://app.example`.
    pub allowed_origins: Vec<String>,
    /// How many rooms the local agent can be in.
    pub most_rooms: usize,
    /// Whether to tell on standard error who comes and goes.
    pub log: bool,
    /// The clocks. Tests make them short.
    pub timings: Timings,
}

/// The clocks of a session.
#[derive(Clone, Copy, Debug)]
pub struct Timings {
    /// How often a client shall ping. Told in whole seconds.
    pub ping_interval: Duration,
    /// How long a client waits for an answer. Told in whole seconds.
    pub ping_timeout: Duration,
    /// Silence on the socket after which the caller counts as gone.
    pub vanish_after: Duration,
    /// How long the first WebRTC connection may take.
    pub connect_within: Duration,
    /// How long a lost WebRTC connection may take to come back.
    pub recover_within: Duration,
    /// How long a token from `POST /api/conversations` lasts.
    pub token_ttl: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(5),
            ping_timeout: Duration::from_secs(15),
            vanish_after: Duration::from_secs(20),
            connect_within: Duration::from_secs(30),
            recover_within: Duration::from_secs(15),
            token_ttl: Duration::from_secs(15 * 60),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api_key: "devkey".into(),
            api_secret: "secret".into(),
            sessions_key: "sk_local_development".into(),
            source: Source::Local,
            limits: Limits::default(),
            allowed_origins: Vec::new(),
            most_rooms: 64,
            page: None,
            log: false,
            timings: Timings::default(),
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("api_key", &self.api_key)
            .field("page", &self.page)
            .field("timings", &self.timings)
            .finish_non_exhaustive()
    }
}
