//! Creates sessions with Speko's HTTP API.

use std::error::Error;
use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use reqwest::{Client, Url, redirect};
use serde::{Deserialize, Serialize};

/// Speko's answers have a few KB. After this many bytes, the rest is not read.
const MAX_ANSWER: usize = 64 * 1024;

pub struct Speko {
    client: Client,
    pub sessions: Url,
    api_key: String,
    agent_id: String,
}

/// The fields of a session that the page needs. Serde drops the other ones.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    transport_token: String,
    transport_url: String,
}

/// Why there is no session.
pub struct Failure {
    /// For the operator. Contains neither the API key nor a token.
    pub cause: String,
    /// Seconds to wait if Speko is busy.
    pub retry_after: Option<u32>,
}

impl Speko {
    pub fn new(
        api_key: &str,
        agent_id: &str,
        base_url: &str,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let sessions = format!("{}/v1/sessions", base_url.trim_end_matches('/'));
        let sessions = Url::parse(&sessions).map_err(|e| format!("base URL {base_url}: {e}"))?;
        let host = sessions.host_str();
        let loopback = matches!(host, Some("127.0.0.1" | "[::1]" | "localhost"));
        if sessions.scheme() != "https" && !loopback {
            return Err(format!("base URL {base_url}: use https, for the API key").into());
        }
        let client = Client::builder()
            .timeout(Duration::from_secs(15))
            .redirect(redirect::Policy::none());
        Ok(Self {
            client: client.build()?,
            sessions,
            api_key: api_key.to_owned(),
            agent_id: agent_id.to_owned(),
        })
    }

    pub async fn create_session(&self) -> Result<Credentials, Failure> {
        let request = self.client.post(self.sessions.clone());
        let request = request.bearer_auth(&self.api_key);
        let request = request.json(&serde_json::json!({ "agentId": self.agent_id }));
        let mut answer = request.send().await?;
        let mut body = Vec::new();
        while body.len() < MAX_ANSWER
            && let Some(part) = answer.chunk().await?
        {
            body.extend_from_slice(&part);
        }
        let status = answer.status();
        if status.is_success() {
            return Ok(serde_json::from_slice(&body)?);
        }
        let text = String::from_utf8_lossy(&body).replace(&self.api_key, "[API key]");
        let text = text.replace(char::is_control, " ");
        let wait = answer.headers().get(RETRY_AFTER);
        let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
        let busy = matches!(status.as_u16(), 429 | 503);
        Err(Failure {
            cause: format!("{status}: {text:.1000}"),
            retry_after: busy.then_some(wait.unwrap_or(5)),
        })
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            cause: format!("{error:?}"),
            retry_after: None,
        }
    }
}
