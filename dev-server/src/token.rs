//! LiveKit's access tokens: HS256 JSON Web Tokens whose `video` claim holds the permissions.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::config::Config;

/// Tolerated clock difference between two machines.
const LEEWAY_SECONDS: u64 = 2;

/// The claims of a token.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// The API key.
    pub iss: String,
    /// The participant's identity.
    #[serde(default)]
    pub sub: String,
    /// Not before, in Unix seconds.
    #[serde(default)]
    pub nbf: u64,
    /// Expiry, in Unix seconds.
    pub exp: u64,
    /// The display name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The permissions.
    #[serde(default)]
    pub video: Grant,
    /// The configuration of the room: which agents to dispatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_config: Option<RoomConfig>,
}

/// LiveKit's room configuration. Only the agents are used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomConfig {
    /// The agents that are dispatched when the room is created.
    pub agents: Vec<Dispatch>,
}

/// An agent dispatch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// The name that the agent's worker registered.
    #[serde(rename = "agentName")]
    pub agent: String,
    /// Metadata for the agent.
    pub metadata: String,
}

/// The permissions in a room. Absent permissions are granted, as in LiveKit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Grant {
    /// May join.
    pub room_join: bool,
    /// The room.
    pub room: String,
    /// May publish audio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish: Option<bool>,
    /// May subscribe to others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_subscribe: Option<bool>,
    /// May publish data. Defaults to `can_publish`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish_data: Option<bool>,
    /// The realtime session that the token is valid for. Such a token allows nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realtime: Option<String>,
    /// Sample rate of the microphone in Hz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_rate: Option<u32>,
    /// Sample rate of the agent in Hz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_rate: Option<u32>,
}

impl Grant {
    /// Allows joining this room and everything in it.
    pub fn join(room: &str) -> Self {
        Self {
            room_join: true,
            room: room.to_owned(),
            ..Self::default()
        }
    }

    /// Allows opening the WebSocket of this realtime session.
    pub fn realtime(session: &str, input: u32, output: u32) -> Self {
        Self {
            realtime: Some(session.to_owned()),
            input_rate: Some(input),
            output_rate: Some(output),
            ..Self::default()
        }
    }

    /// Returns whether publishing audio is allowed.
    pub fn publishes(&self) -> bool {
        self.can_publish.unwrap_or(true)
    }

    /// Returns whether subscribing is allowed.
    pub fn subscribes(&self) -> bool {
        self.can_subscribe.unwrap_or(true)
    }

    /// Returns whether publishing data is allowed.
    pub fn publishes_data(&self) -> bool {
        self.can_publish_data.unwrap_or_else(|| self.publishes())
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("sub", &self.sub)
            .field("video", &self.video)
            .finish_non_exhaustive()
    }
}

/// Why a token is rejected. The texts are LiveKit's, since clients match on some of them. None
/// contains the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// There is no token.
    Missing,
    /// The token has expired.
    Expired,
    /// The token is not valid yet.
    NotYetValid,
    /// The token was signed with another secret.
    Signature,
    /// The token was issued for another API key.
    Issuer,
    /// Not a valid token.
    Malformed,
    /// The token does not allow joining a room, or names no room.
    Permission,
    /// The token has no identity.
    Identity,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "no access token: permissions denied",
            Self::Expired => "invalid token, error: validation failed, token is expired (exp)",
            Self::NotYetValid => {
                "invalid token, error: validation failed, token is not valid yet (nbf)"
            }
            Self::Signature => {
                "invalid token, error: signature does not verify: it was signed with another secret"
            }
            Self::Issuer => "invalid API key: the token was issued for another key",
            Self::Malformed => "invalid token, error: malformed token",
            Self::Permission => "permissions denied: the token does not allow joining a room",
            Self::Identity => "identity cannot be empty",
        })
    }
}

impl std::error::Error for TokenError {}

/// Signs a token that is valid for `ttl` from now. Returns the token and its expiry in Unix
/// seconds.
///
/// # Errors
/// Fails if the token cannot be encoded, which only an invalid key causes.
pub fn mint(
    config: &Config,
    identity: &str,
    grant: Grant,
    ttl: Duration,
) -> Result<(String, u64), TokenError> {
    let keys = (&*config.api_key, &*config.api_secret);
    mint_for(keys, identity, grant, ttl, None)
}

/// Signs a token with this key and secret that optionally dispatches an agent to the room.
///
/// # Errors
/// As [`mint`].
pub fn mint_for(
    (key, secret): (&str, &str),
    identity: &str,
    grant: Grant,
    ttl: Duration,
    dispatch: Option<Dispatch>,
) -> Result<(String, u64), TokenError> {
    let now = unix_time();
    let claims = Claims {
        iss: key.to_owned(),
        sub: identity.to_owned(),
        nbf: now,
        exp: now + ttl.as_secs(),
        name: String::new(),
        video: grant,
        room_config: dispatch.map(|agent| RoomConfig {
            agents: vec![agent],
        }),
    };
    sign(&claims, secret).map(|token| (token, claims.exp))
}

/// Signs these claims.
///
/// # Errors
/// Fails if the token cannot be encoded, which only an invalid key causes.
pub fn sign(claims: &Claims, secret: &str) -> Result<String, TokenError> {
    jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
    .map_err(|_| TokenError::Malformed)
}

/// Decodes a token and checks that it allows joining a room.
///
/// # Errors
/// Returns a [`TokenError`] if the token is invalid or lacks the grant.
pub fn verify(config: &Config, token: &str) -> Result<Claims, TokenError> {
    let claims = decode(config, token)?;
    if !claims.video.room_join || claims.video.room.is_empty() {
        return Err(TokenError::Permission);
    }
    if claims.sub.is_empty() {
        return Err(TokenError::Identity);
    }
    Ok(claims)
}

/// Decodes a token and checks that it allows opening the WebSocket of this realtime session.
///
/// # Errors
/// Returns a [`TokenError`] if the token is invalid or lacks the grant.
pub fn verify_realtime(config: &Config, token: &str, session: &str) -> Result<Claims, TokenError> {
    let claims = decode(config, token)?;
    match claims.video.realtime.as_deref() == Some(session) {
        true => Ok(claims),
        false => Err(TokenError::Permission),
    }
}

fn decode(config: &Config, token: &str) -> Result<Claims, TokenError> {
    if token.is_empty() {
        return Err(TokenError::Missing);
    }
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = LEEWAY_SECONDS;
    rules.validate_nbf = true;
    rules.validate_aud = false;
    rules.set_issuer(&[&config.api_key]);
    let key = DecodingKey::from_secret(config.api_secret.as_bytes());
    let claims =
        jsonwebtoken::decode::<Claims>(token, &key, &rules).map_err(|error| {
            match error.kind() {
                ErrorKind::ExpiredSignature => TokenError::Expired,
                ErrorKind::ImmatureSignature => TokenError::NotYetValid,
                ErrorKind::InvalidSignature => TokenError::Signature,
                ErrorKind::InvalidIssuer => TokenError::Issuer,
                _ => TokenError::Malformed,
            }
        })?;
    let claims = claims.claims;
    // The leeway covers `nbf` of a clock that is ahead of ours. Expired tokens get no leeway.
    if claims.exp <= unix_time() {
        return Err(TokenError::Expired);
    }
    Ok(claims)
}

/// Returns the current time in Unix seconds.
pub fn unix_time() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
