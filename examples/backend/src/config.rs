//! What the backend is told at its start, and its clocks.

use std::path::PathBuf;
use std::time::Duration;

use crate::sessions::{Limits, Source};

/// The bearer key of `POST /v1/sessions` while sessions are local. It is no secret, so it opens no account's door.
pub const DEVELOPMENT_KEY: &str = "sk_local_development";

/// How the backend runs. [`Config::default`] is a development server on this machine.
#[derive(Clone)]
pub struct Config {
    /// The key that tokens name as their issuer.
    pub api_key: String,
    /// The secret that signs tokens. Never shown.
    pub api_secret: String,
    /// A built page to serve, for example trunk's `dist` folder.
    pub page: Option<PathBuf>,
    /// The bearer key of `POST /v1/sessions`; without one nobody may ask there. Never shown, but for [`DEVELOPMENT_KEY`].
    pub sessions_key: Option<String>,
    /// Where sessions come from.
    pub source: Source,
    /// How many sessions pages may have minted.
    pub limits: Limits,
    /// Origins of other servers whose pages may start conversations, as `https://app.example`.
    pub allowed_origins: Vec<String>,
    /// How many rooms and speech-to-speech lines the local agent can be in.
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
    /// How long a caller whose socket broke may take to come back.
    pub resume_within: Duration,
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
            resume_within: Duration::from_secs(20),
            token_ttl: Duration::from_secs(15 * 60),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api_key: "devkey".into(),
            api_secret: "secret".into(),
            sessions_key: Some(DEVELOPMENT_KEY.into()),
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

impl Config {
    /// By the environment: where sessions come from, and the keys. The rest is as in [`Config::default`].
    ///
    /// # Errors
    /// Says in a sentence what is wrong, and never a key.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let source = Source::from_env(&variable)?;
        let local = matches!(source, Source::Local);
        let mut config = Self {
            sessions_key: get("SESSIONS_KEY").or(local.then(|| DEVELOPMENT_KEY.to_owned())),
            source,
            ..Self::default()
        };
        // Beside LIVEKIT_URL they are the server's; alone they are those of the local rooms.
        match (get("LIVEKIT_API_KEY"), get("LIVEKIT_API_SECRET")) {
            (Some(key), Some(secret)) if local => {
                config.api_key = key;
                config.api_secret = secret;
            }
            (Some(_), None) => {
                return Err("LIVEKIT_API_KEY needs LIVEKIT_API_SECRET beside it".into());
            }
            (None, Some(_)) => {
                return Err("LIVEKIT_API_SECRET needs LIVEKIT_API_KEY beside it".into());
            }
            _ => {}
        }
        Ok(config)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Config, String> {
        Config::from_env(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_development_key_opens_no_account() {
        let key = |variables: &[_]| from(variables).unwrap().sessions_key;
        assert_eq!(key(&[]).as_deref(), Some(DEVELOPMENT_KEY));
        assert_eq!(
            key(&[("SESSIONS_KEY", "")]).as_deref(),
            Some(DEVELOPMENT_KEY)
        );
        assert_eq!(
            key(&[("SESSIONS_KEY", "sk_mine")]).as_deref(),
            Some("sk_mine")
        );
        assert_eq!(key(&[("SPEKO_API_KEY", "sk_1")]), None);
        let own = [("SPEKO_API_KEY", "sk_1"), ("SESSIONS_KEY", "sk_mine")];
        assert_eq!(key(&own).as_deref(), Some("sk_mine"));
        assert!(!format!("{:?}", from(&own).unwrap()).contains("sk_"));
    }

    #[test]
    fn the_keys_of_the_local_rooms_come_in_pairs() {
        let pair = [("LIVEKIT_API_KEY", "k"), ("LIVEKIT_API_SECRET", "s")];
        let config = from(&pair).unwrap();
        assert_eq!((&*config.api_key, &*config.api_secret), ("k", "s"));
        for one in pair {
            assert!(from(&[one]).unwrap_err().contains("beside it"));
        }
        let server = [pair[0], pair[1], ("LIVEKIT_URL", "wss://a.example")];
        assert_eq!(
            from(&server).unwrap().api_secret,
            "secret",
            "the server's secret stays with the server"
        );
    }
}
