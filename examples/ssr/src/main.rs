//! The server: renders the page, serves its files, and requests credentials with the key that only
//! the server has.

use std::env;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use leptos::prelude::LeptosOptions;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use voice_ssr::shell;

const STYLE: &str = include_str!("../../../style/index.css");

/// The API that creates sessions: Speko, or the development server, which has the same API.
struct Speko {
    client: Client,
    sessions: String,
    key: String,
}

#[tokio::main]
#[allow(clippy::print_stdout, reason = "prints the listen address")]
async fn main() -> io::Result<()> {
    // With a router, `generate_route_list` does this.
    let _ = any_spawner::Executor::init_tokio();
    let setting = |name: &str, or: &str| env::var(name).unwrap_or_else(|_| or.to_owned());
    let speko = Speko {
        client: Client::builder()
            .timeout(Duration::from_secs(15))
            .build()
            .map_err(io::Error::other)?,
        sessions: setting("SPEKO_BASE_URL", "http://127.0.0.1:8787") + "/v1/sessions",
        key: setting("SPEKO_API_KEY", "sk_local_development"),
    };
    let options = LeptosOptions::builder().output_name("voice_ssr").build();
    let app = Router::new()
        .route(
            "/",
            get(leptos_axum::render_app_to_stream(move || {
                shell(options.clone())
            })),
        )
        .route("/style.css", get(|| async { css(STYLE) }))
        .route("/api/conversations", post(conversation))
        .nest_service("/pkg", ServeDir::new(setting("PKG", "dist/ssr/pkg")))
        .with_state(Arc::new(speko));
    let listener = TcpListener::bind(setting("LISTEN", "127.0.0.1:3000")).await?;
    println!("ready: http://{}/", listener.local_addr()?);
    axum::serve(listener, app).await
}

/// Creates a session and returns only what a browser may have. The browser never receives the key
/// or the text of an upstream error.
async fn conversation(State(speko): State<Arc<Speko>>) -> Response {
    let request = speko
        .client
        .post(&speko.sessions)
        .bearer_auth(&speko.key)
        .header(header::CONTENT_TYPE, "application/json")
        .body(r#"{"intent":{"language":"en"}}"#);
    match request.send().await {
        Ok(answer) if answer.status().is_success() => {
            let body = answer.text().await.unwrap_or_default();
            match for_browser(&body) {
                Some(body) => json(StatusCode::CREATED, body),
                None => StatusCode::BAD_GATEWAY.into_response(),
            }
        }
        Ok(answer) => answer.status().into_response(),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// Returns the two fields that a page needs, and no others.
fn for_browser(body: &str) -> Option<String> {
    let session: Value = serde_json::from_str(body).ok()?;
    let field = |name| session.get(name).filter(|value| value.is_string());
    let url = field("transportUrl")?;
    let token = field("transportToken")?;
    Some(json!({ "transportUrl": url, "transportToken": token }).to_string())
}

fn json(status: StatusCode, body: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

fn css(text: &'static str) -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
