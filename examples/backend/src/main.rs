//! A server that starts conversations at Speko for the pages of your site.

mod conversations;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use conversations::Backend;
use governor::{Quota, RateLimiter};
use reqwest::{Client, Url, redirect};

/// Sessions that one client address may create per minute.
const SESSIONS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let backend = from_env(|name| std::env::var(name).ok())?;
    let listen = std::env::var("LISTEN").unwrap_or("127.0.0.1:3000".into());
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let service = router(backend).into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service).await?)
}

fn router(backend: Backend) -> Router {
    Router::new()
        .route("/api/conversations", post(conversations::create))
        .with_state(Arc::new(backend))
}

fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Backend, Box<dyn Error>> {
    let get = |name| variable(name).filter(|value| !value.trim().is_empty());
    let need = |name, value| get(name).ok_or(format!("set {name} to {value}"));
    let base = get("SPEKO_BASE_URL").unwrap_or("https://api.speko.dev".into());
    let sessions = Url::parse(&format!("{base}/v1/sessions"))?;
    let loopback = matches!(
        sessions.host_str(),
        Some("127.0.0.1" | "[::1]" | "localhost")
    );
    if sessions.scheme() != "https" && !loopback {
        return Err("SPEKO_BASE_URL must be https, since the API key is sent there".into());
    }
    let origins = need(
        "ALLOWED_ORIGINS",
        "the origins of your pages: https://app.example,…",
    )?;
    Ok(Backend {
        client: Client::builder()
            .timeout(Duration::from_secs(15))
            .redirect(redirect::Policy::none())
            .build()?,
        sessions,
        api_key: need("SPEKO_API_KEY", "the API key from your Speko account")?,
        agent_id: need("SPEKO_AGENT_ID", "the id of the agent that answers")?,
        allowed_origins: origins
            .split(',')
            .map(|origin| origin.trim().to_owned())
            .collect(),
        limiter: RateLimiter::keyed(Quota::per_minute(SESSIONS_PER_MINUTE)),
    })
}
