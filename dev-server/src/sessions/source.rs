//! The sources of sessions.

use std::fmt;

use serde_json::json;
use uuid::Uuid;

use super::{Session, SessionError, SessionRequest, Speko};
use crate::config::Config;
use crate::time::iso_8601;
use crate::token::{self, Dispatch, Grant};

/// The source of sessions: rooms of this server, a LiveKit server, or Speko.
#[derive(Clone, Debug, Default)]
pub enum Source {
    /// Rooms and the agent of this server, for development.
    #[default]
    Local,
    /// Rooms of a LiveKit server. The token dispatches the agent.
    LiveKit(LiveKit),
    /// Speko's API.
    Speko(Speko),
}

/// A LiveKit server. `Debug` omits the secret.
#[derive(Clone)]
pub struct LiveKit {
    /// Its URL for browsers, such as `wss://name.livekit.cloud`.
    pub url: String,
    /// The API key.
    pub key: String,
    /// The API secret.
    pub secret: String,
    /// Name of the agent to dispatch. `None` if the agent joins every room by itself.
    pub agent: Option<String>,
}

impl fmt::Debug for LiveKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveKit")
            .field("url", &self.url)
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// Selects Speko if `SPEKO_API_KEY` is set, or LiveKit if `LIVEKIT_URL` is set with
    /// `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET`. Otherwise local.
    ///
    /// # Errors
    /// Returns a sentence that says which variable is missing, or that two sources are set.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        match (get("SPEKO_API_KEY"), get("LIVEKIT_URL")) {
            (Some(_), Some(_)) => Err(
                "SPEKO_API_KEY and LIVEKIT_URL select two sources of sessions: unset one of them"
                    .into(),
            ),
            (Some(key), None) => Ok(Self::Speko(Speko::new(
                key,
                get("SPEKO_BASE_URL"),
                get("SPEKO_AGENT_ID"),
            )?)),
            (None, Some(url)) => {
                let need = |name: &str| {
                    get(name).ok_or_else(|| format!("LIVEKIT_URL also requires {name}"))
                };
                if !["ws://", "wss://"]
                    .iter()
                    .any(|scheme| url.starts_with(scheme))
                {
                    return Err("LIVEKIT_URL must begin with ws:// or wss://".into());
                }
                Ok(Self::LiveKit(LiveKit {
                    key: need("LIVEKIT_API_KEY")?,
                    secret: need("LIVEKIT_API_SECRET")?,
                    agent: get("LIVEKIT_AGENT_NAME"),
                    url,
                }))
            }
            // Rejects variables of an unselected source: falling back to local would hide the
            // mistake.
            (None, None) => [
                ("LIVEKIT_AGENT_NAME", "LIVEKIT_URL"),
                ("SPEKO_AGENT_ID", "SPEKO_API_KEY"),
                ("SPEKO_BASE_URL", "SPEKO_API_KEY"),
            ]
            .into_iter()
            .find(|(name, _)| get(name).is_some())
            .map_or(Ok(Self::Local), |(name, other)| {
                Err(format!("{name} also requires {other}"))
            }),
        }
    }

    /// Returns its name, which the server prints at startup.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::LiveKit(_) => "livekit",
            Self::Speko(_) => "speko",
        }
    }

    /// Returns the agent of a page's conversation, if the source needs one in the request.
    pub(crate) fn agent(&self) -> Option<&str> {
        match self {
            Self::Speko(speko) => speko.agent(),
            _ => None,
        }
    }

    /// Creates a session. `public_url` is this server's URL for browsers.
    pub(crate) async fn create(
        &self,
        config: &Config,
        public_url: &str,
        request: &SessionRequest,
    ) -> Result<Session, SessionError> {
        let room = format!("speko_{}", Uuid::new_v4().simple());
        match self {
            Self::Speko(speko) => speko.create(request).await,
            Self::Local => {
                let grant = Grant::join(&room);
                let signed = token::mint(config, &request.identity, grant, request.ttl);
                finish(signed, public_url, room, request)
            }
            Self::LiveKit(server) => {
                let dispatch = server.agent.as_ref().map(|name| Dispatch {
                    agent: name.clone(),
                    metadata: json!({ "session": request.body }).to_string(),
                });
                let signed = token::mint_for(
                    (&server.key, &server.secret),
                    &request.identity,
                    Grant::join(&room),
                    request.ttl,
                    dispatch,
                );
                finish(signed, &server.url, room, request)
            }
        }
    }
}

fn finish(
    signed: Result<(String, u64), token::TokenError>,
    url: &str,
    room: String,
    request: &SessionRequest,
) -> Result<Session, SessionError> {
    let (token, expires) =
        signed.map_err(|_| SessionError::not_created("the token cannot be signed"))?;
    Ok(Session {
        session_id: Uuid::new_v4().to_string(),
        transport_token: token,
        transport_url: url.to_owned(),
        room_name: room,
        identity: request.identity.clone(),
        expires_at: iso_8601(expires),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Source, String> {
        Source::from_env(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn environment_selects_the_source_and_debug_omits_the_key() {
        assert_eq!(from(&[]).unwrap().name(), "local");
        let server = [
            ("LIVEKIT_URL", "wss://a.example"),
            ("LIVEKIT_API_KEY", "k"),
            ("LIVEKIT_API_SECRET", "s3cret"),
        ];
        let livekit = from(&server).unwrap();
        assert_eq!(livekit.name(), "livekit");
        assert!(!format!("{livekit:?}").contains("s3cret"));
        let speko = from(&[("SPEKO_API_KEY", "sk_1")]).unwrap();
        assert_eq!(speko.name(), "speko");
        assert!(!format!("{speko:?}").contains("sk_1"));
    }

    #[test]
    fn incomplete_or_contradictory_environment_names_the_variable() {
        let server = [
            ("LIVEKIT_URL", "wss://a.example"),
            ("LIVEKIT_API_KEY", "k"),
            ("LIVEKIT_API_SECRET", "s3cret"),
        ];
        assert!(
            from(&server[..2])
                .unwrap_err()
                .contains("LIVEKIT_API_SECRET")
        );
        let both = [server[0], ("SPEKO_API_KEY", "sk_1")];
        assert!(from(&both).unwrap_err().contains("unset one"));
        let http = [("LIVEKIT_URL", "https://a.example"), server[1], server[2]];
        assert!(from(&http).unwrap_err().contains("wss://"));
        for (name, other) in [
            ("LIVEKIT_AGENT_NAME", "LIVEKIT_URL"),
            ("SPEKO_AGENT_ID", "SPEKO_API_KEY"),
            ("SPEKO_BASE_URL", "SPEKO_API_KEY"),
        ] {
            assert!(from(&[(name, "a")]).unwrap_err().contains(other));
        }
        let bad = [("SPEKO_API_KEY", "sk_1"), ("SPEKO_BASE_URL", "speko")];
        assert!(from(&bad).unwrap_err().contains("SPEKO_BASE_URL"));
    }
}
