//! The HTTP endpoints: the API for pages, statistics of rooms, and the page itself.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, HeaderMap, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::json;
use tokio::sync::watch;
use tower_http::services::{ServeDir, ServeFile};

use crate::config::Config;
use crate::realtime::{self, OpenSessions};
use crate::recording::Frame;
use crate::rooms::Rooms;
use crate::sessions::{self, Limiter};

/// The state shared by all requests.
#[derive(Clone, Debug)]
pub(crate) struct App {
    /// The configuration.
    pub config: Arc<Config>,
    /// The listen address.
    pub listens_on: IpAddr,
    /// The rooms.
    pub rooms: Rooms,
    /// The sockets of realtime sessions.
    pub realtime: OpenSessions,
    /// The rate limiter for sessions.
    pub limiter: Arc<Limiter>,
    /// The agent's greeting.
    pub greeting: Arc<[Frame]>,
    /// Becomes `true` when the server shuts down.
    pub ending: watch::Receiver<bool>,
}

impl App {
    /// Returns how many conversations the agent serves: rooms and realtime sockets.
    pub(crate) fn busy(&self) -> usize {
        self.rooms.open().len() + self.realtime.count()
    }

    /// Returns the address for the caller's media: the address that the caller used, if `host` is
    /// one.
    pub(crate) fn media_ip(&self, host: Option<&str>) -> IpAddr {
        if !self.listens_on.is_unspecified() {
            return self.listens_on;
        }
        host.and_then(|host| name(host).parse().ok())
            .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    /// Returns whether `host` is a name of this machine. Rejecting other names prevents DNS
    /// rebinding.
    fn is_own_name(&self, host: &str) -> bool {
        let name = name(host);
        match name.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback() || self.listens_on.is_unspecified() || ip == self.listens_on,
            Err(_) => {
                name.eq_ignore_ascii_case("localhost")
                    || name.to_ascii_lowercase().ends_with(".localhost")
            }
        }
    }
}

/// Creates all routes.
pub(crate) fn router(app: App) -> Router {
    let api = Router::new()
        .route(
            "/api/conversations",
            post(sessions::create_conversation).options(sessions::preflight),
        )
        .route("/v1/sessions", post(sessions::create_session))
        .route("/v1/realtime/{id}/ws", get(realtime::realtime))
        .route("/api/rooms", get(list_rooms))
        .route("/api/rooms/{room}/heard", get(heard))
        .layer(middleware::from_fn_with_state(app.clone(), known_host));
    let signalling = Router::new()
        .route("/rtc", get(crate::signal::join_dual))
        .route("/rtc/validate", get(crate::signal::validate_dual))
        .route("/rtc/v1", get(crate::signal::join))
        .route("/rtc/v1/validate", get(crate::signal::validate));
    let page = match &app.config.page {
        Some(folder) => serve_page(folder),
        None => Router::new().route("/", get(no_page)),
    };
    api.merge(signalling).merge(page).with_state(app)
}

/// Returns the request's host and port.
pub(crate) fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST).and_then(|value| value.to_str().ok())
}

fn name(host: &str) -> &str {
    if let Some(bracketed) = host.strip_prefix('[') {
        return bracketed.split(']').next().unwrap_or_default();
    }
    host.split(':').next().unwrap_or_default()
}

async fn known_host(State(app): State<App>, request: Request, next: Next) -> Response {
    match host(request.headers()) {
        Some(host) if app.is_own_name(host) => next.run(request).await,
        _ => failure(
            StatusCode::FORBIDDEN,
            "unknown host name: use 127.0.0.1 or localhost",
        ),
    }
}

async fn list_rooms(State(app): State<App>) -> Response {
    let rooms = app.rooms.open();
    Json(json!({ "open": rooms.len(), "rooms": rooms })).into_response()
}

async fn heard(State(app): State<App>, Path(room): Path<String>) -> Response {
    match app.rooms.heard(&room) {
        Some(heard) => Json(heard).into_response(),
        None => failure(StatusCode::NOT_FOUND, "no participant has joined this room"),
    }
}

fn failure(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

async fn no_page() -> &'static str {
    "This is the development server of leptos-speko. It serves no page: restart it with --page DIR, where DIR is a \
     folder that trunk built (usually dist).\n"
}

/// Serves the files of a folder. A path without a file extension is a route of the app and gets
/// `index.html`.
fn serve_page(folder: &FilePath) -> Router<App> {
    let index = ServeFile::new(folder.join("index.html"));
    let fallback = tower::service_fn(move |request: Request| {
        let index = index.clone();
        async move {
            if names_a_file(request.uri()) {
                return Ok(StatusCode::NOT_FOUND.into_response());
            }
            tower::ServiceExt::oneshot(index, request)
                .await
                .map(IntoResponse::into_response)
        }
    });
    Router::new()
        .fallback_service(ServeDir::new(folder).fallback(fallback))
        .layer(middleware::map_response(uncached))
}

fn names_a_file(uri: &Uri) -> bool {
    uri.path()
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'))
}

/// Makes the browser revalidate each file, since a page in development changes.
async fn uncached(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
