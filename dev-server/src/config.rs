//! Configuration and timeouts.

use std::path::PathBuf;
use std::time::Duration;

use crate::sessions::{Limits, Source};

/// The bearer key of `POST /v1/sessions` while sessions are local. It is public, so it must not
/// give access to an account.
pub const DEVELOPMENT_KEY: &str = "sk_local_development";

/// The configuration of the server. [`Config::default`] is a development server on this machine.
#[derive(Clone)]
pub struct Config {
    /// The API key, the issuer of tokens.
    pub api_key: String,
    /// The secret that signs tokens. Never shown.
    pub api_secret: String,
    /// A built page to serve, such as trunk's `dist` folder.
    pub page: Option<PathBuf>,
    /// The bearer key of `POST /v1/sessions`. `None` rejects all requests there. Never shown,
    /// except for [`DEVELOPMENT_KEY`].
    pub sessions_key: Option<String>,
    /// The source of sessions.
    pub source: Source,
    /// Rate limits for sessions started by pages.
    pub limits: Limits,
    /// Other origins whose pages may start conversations, such as `https://app.example`.
    pub allowed_origins: Vec<String>,
    /// Maximum number of rooms and realtime sockets that the local agent serves.
    pub most_rooms: usize,
    /// How many times in a row the agent plays its greeting. Tests that measure its playback need a
    /// long one.
    pub greeting_times: usize,
    /// Whether joins and leaves are logged to standard error.
    pub log: bool,
    /// Timeouts. Tests shorten them.
    pub timings: Timings,
}

/// The timeouts of a session.
#[derive(Clone, Copy, Debug)]
pub struct Timings {
    /// Ping interval for the client. Sent in whole seconds.
    pub ping_interval: Duration,
    /// How long the client waits for a pong. Sent in whole seconds.
    pub ping_timeout: Duration,
    /// Time without a message on the socket after which the caller counts as gone.
    pub socket_timeout: Duration,
    /// Time for the first WebRTC connection.
    pub connect_within: Duration,
    /// Time for a lost WebRTC connection to recover.
    pub recover_within: Duration,
    /// Time within which a caller whose socket closed may resume.
    pub resume_within: Duration,
    /// Lifetime of a token from `POST /api/conversations`.
    pub token_ttl: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(5),
            ping_timeout: Duration::from_secs(15),
            socket_timeout: Duration::from_secs(20),
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
            greeting_times: 1,
            page: None,
            log: false,
            timings: Timings::default(),
        }
    }
}

impl Config {
    /// Reads the source of sessions and the keys from environment variables. All else is as in
    /// [`Config::default`].
    ///
    /// # Errors
    /// Returns a sentence that says what is wrong. It never contains a key.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let source = Source::from_env(&variable)?;
        let local = matches!(source, Source::Local);
        let mut config = Self {
            sessions_key: get("SESSIONS_KEY").or(local.then(|| DEVELOPMENT_KEY.to_owned())),
            source,
            ..Self::default()
        };
        // With LIVEKIT_URL, the keys belong to that server. Without it, they belong to the local
        // rooms.
        match (get("LIVEKIT_API_KEY"), get("LIVEKIT_API_SECRET")) {
            (Some(key), Some(secret)) if local => {
                config.api_key = key;
                config.api_secret = secret;
            }
            (Some(_), None) => {
                return Err("LIVEKIT_API_KEY also requires LIVEKIT_API_SECRET".into());
            }
            (None, Some(_)) => {
                return Err("LIVEKIT_API_SECRET also requires LIVEKIT_API_KEY".into());
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
    fn development_key_is_disabled_when_a_speko_key_is_set() {
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
    fn local_api_key_and_secret_must_be_set_together() {
        let pair = [("LIVEKIT_API_KEY", "k"), ("LIVEKIT_API_SECRET", "s")];
        let config = from(&pair).unwrap();
        assert_eq!((&*config.api_key, &*config.api_secret), ("k", "s"));
        for one in pair {
            assert!(from(&[one]).unwrap_err().contains("also requires"));
        }
        let server = [pair[0], pair[1], ("LIVEKIT_URL", "wss://a.example")];
        assert_eq!(
            from(&server).unwrap().api_secret,
            "secret",
            "the LiveKit server's secret is not used for local rooms"
        );
    }
}
