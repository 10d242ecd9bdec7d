//! `POST /api/conversations`: creates a session at Speko for a page of your site.

pub mod rate_limit;
pub mod speko;

use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderMap, ORIGIN, RETRY_AFTER};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use reqwest::Url;

use rate_limit::RateLimiter;
use speko::Speko;

pub struct Backend {
    pub speko: Speko,
    pub allowed_origins: Vec<String>,
    limiter: Mutex<RateLimiter>,
}

impl Backend {
    pub fn new(
        speko: Speko,
        allowed_origins: &[&str],
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        if allowed_origins.is_empty() {
            return Err("no page is allowed: list the origins of your pages".into());
        }
        for entry in allowed_origins {
            let url = Url::parse(entry).map(|url| url.origin());
            let origin = url.ok().filter(|origin| origin.is_tuple());
            let origin = origin.map_or("https://app.example".into(), |o| o.ascii_serialization());
            if *entry != origin {
                return Err(format!("allowed origin {entry}: write it like {origin}").into());
            }
        }
        let limiter = RateLimiter::new(Instant::now());
        Ok(Self {
            speko,
            allowed_origins: allowed_origins.iter().map(|&o| o.to_owned()).collect(),
            limiter: Mutex::new(limiter),
        })
    }

    /// Returns the route. It needs the client's address: serve it with
    /// `into_make_service_with_connect_info::<SocketAddr>()`.
    pub fn router(self) -> Router {
        Router::new()
            .route("/api/conversations", post(create))
            .with_state(Arc::new(self))
    }
}

async fn create(
    State(backend): State<Arc<Backend>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    // Browsers send `Origin` with every POST, and pages cannot change it.
    let origin = headers.get(ORIGIN);
    if !origin.is_some_and(|origin| backend.allowed_origins.iter().any(|known| origin == known)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let limit = backend
        .limiter
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .check(client.ip(), Instant::now());
    if let Err(seconds) = limit {
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds)]).into_response();
    }
    let failure = match backend.speko.create_session().await {
        Ok(session) => return ([(CACHE_CONTROL, "no-store")], Json(session)).into_response(),
        Err(failure) => failure,
    };
    eprintln!("Speko created no session: {}", failure.cause);
    // Not Speko's status: its 403 and 429 concern your account, those above the page's request.
    match failure.retry_after {
        Some(wait) => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, wait)]).into_response(),
        None => StatusCode::BAD_GATEWAY.into_response(),
    }
}
