//! Speko's API as the source of sessions.

use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response};
use serde_json::{Value, json};

use super::{Refused, Session, SessionRequest};

const BASE_URL: &str = "https://api.speko.dev";
/// How long the API may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Speko's API. `Debug` leaves the key out.
#[derive(Clone)]
pub struct Speko {
    client: Client,
    sessions: String,
    key: String,
    agent: Option<String>,
}

impl fmt::Debug for Speko {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speko")
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}

impl Speko {
    /// The API with this key, at its own address or another one; `agent` is whom pages talk to.
    ///
    /// # Errors
    /// Says in a sentence what is wrong.
    pub fn new(key: String, base: Option<String>, agent: Option<String>) -> Result<Self, String> {
        let base = base.unwrap_or_else(|| BASE_URL.to_owned());
        if !base.starts_with("https://") && !base.starts_with("http://127.0.0.1") {
            return Err("SPEKO_BASE_URL does not begin with https://: a key goes there".into());
        }
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| "no HTTPS on this machine: is a TLS library installed?".to_owned())?;
        Ok(Self {
            client,
            sessions: format!("{}/v1/sessions", base.trim_end_matches('/')),
            key,
            agent,
        })
    }

    pub(crate) fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// Asks for a session. What goes wrong there is told by its status and code, never by its words: they are for us.
    pub(crate) async fn mint(&self, request: &SessionRequest) -> Result<Session, Refused> {
        let mut body = request.body.clone();
        if let Some(fields) = body.as_object_mut() {
            fields.insert("identity".into(), request.identity.clone().into());
            fields.insert("ttlSeconds".into(), request.ttl.as_secs().into());
        }
        let asked = self
            .client
            .post(&self.sessions)
            .bearer_auth(&self.key)
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string())
            .send()
            .await;
        match asked {
            Ok(answer) if answer.status().is_success() => read(answer).await,
            Ok(answer) => Err(refusal(answer).await),
            Err(error) if error.is_timeout() => Err(upstream(
                StatusCode::GATEWAY_TIMEOUT,
                "Speko does not answer",
            )),
            Err(_) => Err(upstream(StatusCode::BAD_GATEWAY, "Speko cannot be reached")),
        }
    }
}

async fn read(answer: Response) -> Result<Session, Refused> {
    let body: Value = match answer.text().await {
        Ok(text) => serde_json::from_str(&text).unwrap_or_default(),
        Err(_) => json!({}),
    };
    let text = |name: &str, old: &str| {
        let value = body.get(name).or_else(|| body.get(old));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let needed = |name, old| {
        text(name, old)
            .ok_or_else(|| upstream(StatusCode::BAD_GATEWAY, "Speko's answer has no credentials"))
    };
    let other = |name| text(name, name).unwrap_or_default();
    Ok(Session {
        transport_token: needed("transportToken", "conversationToken")?,
        transport_url: needed("transportUrl", "livekitUrl")?,
        session_id: other("sessionId"),
        room_name: other("roomName"),
        identity: other("identity"),
        expires_at: other("expiresAt"),
    })
}

async fn refusal(answer: Response) -> Refused {
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let wait = answer.headers().get(RETRY_AFTER);
    let retry_after = wait.and_then(|value| value.to_str().ok()?.parse().ok());
    let body: Value =
        serde_json::from_str(&answer.text().await.unwrap_or_default()).unwrap_or_default();
    let code = body.get("code").or_else(|| body.get("error")?.get("code"));
    let code = code.and_then(Value::as_str);
    let known = code.filter(|code| {
        code.bytes()
            .all(|letter| letter.is_ascii_uppercase() || letter == b'_')
    });
    Refused {
        code: known.unwrap_or("UPSTREAM_REFUSED").to_owned(),
        retry_after,
        ..upstream(status, "Speko refused the session")
    }
}

fn upstream(status: StatusCode, error: &str) -> Refused {
    Refused::new(status, "UPSTREAM_FAILED", error)
}
