//! LiveKit's access tokens: HS256 JSON web tokens whose `video` claim says what the bearer may do.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::config::Config;

/// Clocks of two machines differ; more than this many seconds count.
const LEEWAY_SECONDS: u64 = 2;

/// What a token says.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// The API key.
    pub iss: String,
    /// The participant's identity.
    #[serde(default)]
    pub sub: String,
    /// Valid from, in seconds since 1970.
    #[serde(default)]
    pub nbf: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// A name to show.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What the bearer may do.
    #[serde(default)]
    pub video: Grant,
    /// The room's making: whom to dispatch there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_config: Option<RoomConfig>,
}

/// LiveKit's room configuration, of which we use the agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomConfig {
    /// Who is sent there when the room is made.
    pub agents: Vec<Dispatch>,
}

/// An agent to be sent to a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// The name that its worker registered.
    #[serde(rename = "agentName")]
    pub agent: String,
    /// What it is told.
    pub metadata: String,
}

/// What the bearer may do in a room. An absent permission is given, as LiveKit has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Grant {
    /// May join.
    pub room_join: bool,
    /// The room.
    pub room: String,
    /// May send audio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish: Option<bool>,
    /// May hear others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_subscribe: Option<bool>,
    /// May send data. Follows `can_publish` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish_data: Option<bool>,
    /// The speech-to-speech session that it is good for, and for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realtime: Option<String>,
    /// Its microphone's rate, in Hz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_rate: Option<u32>,
    /// Its agent's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_rate: Option<u32>,
}

impl Grant {
    /// May join this room and do everything in it.
    pub fn join(room: &str) -> Self {
        Self {
            room_join: true,
            room: room.to_owned(),
            ..Self::default()
        }
    }

    /// May open the WebSocket of this speech-to-speech session.
    pub fn realtime(session: &str, input: u32, output: u32) -> Self {
        Self {
            realtime: Some(session.to_owned()),
            input_rate: Some(input),
            output_rate: Some(output),
            ..Self::default()
        }
    }

    /// May send audio.
    pub fn publishes(&self) -> bool {
        self.can_publish.unwrap_or(true)
    }

    /// May hear others.
    pub fn subscribes(&self) -> bool {
        self.can_subscribe.unwrap_or(true)
    }

    /// May send data.
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

/// Why a token is refused. The words are LiveKit's, since clients look for some of them; none holds the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is none.
    Missing,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    Early,
    /// Another secret signed it.
    Signature,
    /// It names another API key.
    Issuer,
    /// It is no token at all.
    Malformed,
    /// It does not allow to join a room, or names none.
    Permission,
    /// It names nobody.
    Identity,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "no access token: permissions denied",
            Self::Expired => "invalid token, error: validation failed, token is expired (exp)",
            Self::Early => "invalid token, error: validation failed, token is not valid yet (nbf)",
            Self::Signature => {
                "invalid token, error: signature does not verify: it was signed with another secret"
            }
            Self::Issuer => "invalid API key: the token was issued for another key",
            Self::Malformed => "invalid token, error: malformed token",
            Self::Permission => "permissions denied: the token does not allow to join a room",
            Self::Identity => "identity cannot be empty",
        })
    }
}

impl std::error::Error for Refusal {}

/// Signs a token that lasts `ttl` from now; also its end in seconds since 1970.
///
/// # Errors
/// When the token cannot be written, which takes a broken key.
pub fn mint(
    config: &Config,
    identity: &str,
    grant: Grant,
    ttl: Duration,
) -> Result<(String, u64), Refusal> {
    let keys = (&*config.api_key, &*config.api_secret);
    mint_for(keys, identity, grant, ttl, None)
}

/// Signs a token with this key and secret, which sends an agent to the room as well.
///
/// # Errors
/// As [`mint`].
pub fn mint_for(
    (key, secret): (&str, &str),
    identity: &str,
    grant: Grant,
    ttl: Duration,
    dispatch: Option<Dispatch>,
) -> Result<(String, u64), Refusal> {
    let now = seconds_since_1970();
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
/// When the token cannot be written, which takes a broken key.
pub fn sign(claims: &Claims, secret: &str) -> Result<String, Refusal> {
    jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
    .map_err(|_| Refusal::Malformed)
}

/// Reads a token and says whether its bearer may join.
///
/// # Errors
/// Says why not.
pub fn verify(config: &Config, token: &str) -> Result<Claims, Refusal> {
    let claims = decode(config, token)?;
    if !claims.video.room_join || claims.video.room.is_empty() {
        return Err(Refusal::Permission);
    }
    if claims.sub.is_empty() {
        return Err(Refusal::Identity);
    }
    Ok(claims)
}

/// Reads a token and says whether its bearer may open the WebSocket of this speech-to-speech session.
///
/// # Errors
/// Says why not.
pub fn verify_realtime(config: &Config, token: &str, session: &str) -> Result<Claims, Refusal> {
    let claims = decode(config, token)?;
    match claims.video.realtime.as_deref() == Some(session) {
        true => Ok(claims),
        false => Err(Refusal::Permission),
    }
}

fn decode(config: &Config, token: &str) -> Result<Claims, Refusal> {
    if token.is_empty() {
        return Err(Refusal::Missing);
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
                ErrorKind::ExpiredSignature => Refusal::Expired,
                ErrorKind::ImmatureSignature => Refusal::Early,
                ErrorKind::InvalidSignature => Refusal::Signature,
                ErrorKind::InvalidIssuer => Refusal::Issuer,
                _ => Refusal::Malformed,
            }
        })?;
    let claims = claims.claims;
    // What is over is over: the leeway is for tokens of a clock that is ahead of ours.
    if claims.exp <= seconds_since_1970() {
        return Err(Refusal::Expired);
    }
    Ok(claims)
}

/// Now, in seconds since 1970.
pub fn seconds_since_1970() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
