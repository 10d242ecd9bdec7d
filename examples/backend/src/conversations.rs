//! `POST /api/conversations`: creates a session at Speko for a page of your site.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, ORIGIN, RETRY_AFTER};
use axum::response::{IntoResponse, Json, Response};
use governor::DefaultKeyedRateLimiter;
use governor::clock::Clock;
use serde::{Deserialize, Serialize};

/// Maximum number of client addresses in the rate limiter, which bounds its memory.
pub const MAX_CLIENTS: usize = 10_000;

pub struct Backend {
    pub client: reqwest::Client,
    pub sessions: reqwest::Url,
    pub api_key: String,
    pub agent_id: String,
    pub allowed_origins: Vec<String>,
    pub limiter: DefaultKeyedRateLimiter<IpAddr>,
}

/// The fields of a session that the page needs. Serde drops the other ones.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    transport_token: String,
    transport_url: String,
}

pub async fn create(
    State(backend): State<Arc<Backend>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    // Browsers send `Origin` with every POST, and pages cannot change it.
    let origin = headers.get(ORIGIN);
    if !origin.is_some_and(|origin| backend.allowed_origins.iter().any(|known| origin == known)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Err(seconds) = backend.check_rate(client.ip().to_canonical()) {
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds)]).into_response();
    }
    match backend.create_session().await {
        Ok(credentials) => Json(credentials).into_response(),
        Err(error) => {
            // The cause is for the operator. The page gets only the status.
            eprintln!("Speko created no session: {error:?}");
            let status = error.status().unwrap_or(StatusCode::BAD_GATEWAY);
            status.into_response()
        }
    }
}

impl Backend {
    /// Counts a request of this client. The error is the number of seconds to wait.
    pub fn check_rate(&self, client: IpAddr) -> Result<(), u64> {
        if self.limiter.len() >= MAX_CLIENTS {
            self.limiter.retain_recent();
            if self.limiter.len() >= MAX_CLIENTS {
                return Err(60);
            }
        }
        let until = self.limiter.check_key(&client);
        until.map_err(|until| until.wait_time_from(self.limiter.clock().now()).as_secs() + 1)
    }

    async fn create_session(&self) -> reqwest::Result<Credentials> {
        let request = self.client.post(self.sessions.clone());
        let request = request.bearer_auth(&self.api_key);
        let request = request.json(&serde_json::json!({ "agentId": self.agent_id }));
        request.send().await?.error_for_status()?.json().await
    }
}
