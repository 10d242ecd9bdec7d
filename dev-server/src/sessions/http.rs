//! The endpoints that create sessions.

use std::net::SocketAddr;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderValue, VARY,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::origin::{RequestOrigin, request_origin};
use super::{SessionError, SessionRequest, Source};
use crate::http::{App, host};
use crate::time::iso_8601;
use crate::token::{self, Grant};

/// `POST /v1/sessions`: for servers, with a bearer key.
pub(crate) async fn create_session(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, SessionError> {
    if request_origin(&headers, &app.config.allowed_origins) == RequestOrigin::Foreign {
        return Err(SessionError::foreign());
    }
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let key = bearer.and_then(|value| value.strip_prefix("Bearer "));
    let wanted = app.config.sessions_key.as_deref();
    if !key
        .zip(wanted)
        .is_some_and(|(key, wanted)| same(key, wanted))
    {
        return Err(SessionError::unauthorized());
    }
    let request = SessionRequest::parse(&body)?;
    may_create(&app, client)?;
    let public_url = url(&headers);
    match request.s2s {
        Some(rates) => {
            let session = create_realtime(&app, &public_url, &request, rates).await?;
            Ok(created(session))
        }
        None => {
            let session = app
                .config
                .source
                .create(&app.config, &public_url, &request)
                .await?;
            Ok(created(session.to_json()))
        }
    }
}

/// The query of a page's request.
#[derive(Deserialize)]
pub(crate) struct JoinOptions {
    /// `cascade` (default) or `s2s`.
    mode: Option<String>,
}

/// `POST /api/conversations`: for the pages of this server.
pub(crate) async fn create_conversation(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    Query(options): Query<JoinOptions>,
    headers: HeaderMap,
) -> Response {
    let (origin, answer) = match request_origin(&headers, &app.config.allowed_origins) {
        RequestOrigin::Foreign => (None, Err(SessionError::foreign())),
        RequestOrigin::Own => (None, conversation(&app, client, &headers, &options).await),
        RequestOrigin::Allowed(origin) => (
            Some(origin.to_owned()),
            conversation(&app, client, &headers, &options).await,
        ),
    };
    let mut response = answer.into_response();
    if let Some(origin) = origin {
        allow(&mut response, &origin);
    }
    response
}

async fn conversation(
    app: &App,
    client: SocketAddr,
    headers: &HeaderMap,
    options: &JoinOptions,
) -> Result<Response, SessionError> {
    let s2s = match options.mode.as_deref() {
        None | Some("cascade") => false,
        Some("s2s") => true,
        Some(_) => {
            let error = "mode must be cascade or s2s";
            return Err(SessionError::new(
                StatusCode::BAD_REQUEST,
                "VALIDATION_ERROR",
                error,
            ));
        }
    };
    may_create(app, client)?;
    let source = &app.config.source;
    let mut request = SessionRequest::plain(source.agent());
    request.ttl = app.config.timings.token_ttl;
    let public_url = url(headers);
    if s2s {
        let rates = request.set_realtime();
        let mut session = create_realtime(app, &public_url, &request, rates).await?;
        if let Some(fields) = session.as_object_mut() {
            fields.remove("mode");
        }
        return Ok(created(session));
    }
    let session = source.create(&app.config, &public_url, &request).await?;
    Ok(created(session.for_browser()))
}

/// Answers the CORS preflight of a page of another origin.
pub(crate) async fn preflight(State(app): State<App>, headers: HeaderMap) -> Response {
    let RequestOrigin::Allowed(origin) = request_origin(&headers, &app.config.allowed_origins)
    else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let mut response = StatusCode::NO_CONTENT.into_response();
    allow(&mut response, origin);
    let add = response.headers_mut();
    add.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("POST"),
    );
    add.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, accept"),
    );
    response
}

/// Checks the rate limit of this address, and that the local agent has capacity.
fn may_create(app: &App, client: SocketAddr) -> Result<(), SessionError> {
    app.limiter
        .take(client.ip().to_canonical(), Instant::now())
        .map_err(SessionError::too_many)?;
    match app.busy() < app.config.most_rooms {
        true => Ok(()),
        false => Err(SessionError::not_created("no agent is available")),
    }
}

/// Creates a realtime session, of the local agent or at Speko.
async fn create_realtime(
    app: &App,
    public_url: &str,
    request: &SessionRequest,
    (input, output): (u32, u32),
) -> Result<serde_json::Value, SessionError> {
    match &app.config.source {
        Source::Local => {}
        Source::Speko(speko) => return speko.create_realtime(request).await,
        Source::LiveKit(_) => {
            return Err(SessionError::new(
                StatusCode::NOT_IMPLEMENTED,
                "MODE_NOT_SUPPORTED",
                "LiveKit servers have no realtime sessions: omit `mode`",
            ));
        }
    }
    let id = Uuid::new_v4().to_string();
    let (token, expires) = token::mint(
        &app.config,
        &request.identity,
        Grant::realtime(&id, input, output),
        request.ttl,
    )
    .map_err(|_| SessionError::not_created("the token cannot be signed"))?;
    Ok(json!({
        "mode": "s2s",
        "sessionId": id,
        "wsUrl": format!("{public_url}/v1/realtime/{id}/ws"),
        "wsToken": token,
        "inputSampleRate": input,
        "outputSampleRate": output,
        "expiresAt": iso_8601(expires),
    }))
}

fn created(body: serde_json::Value) -> Response {
    (
        StatusCode::CREATED,
        [(CACHE_CONTROL, "no-store")],
        Json(body),
    )
        .into_response()
}

fn allow(response: &mut Response, origin: &str) {
    if let Ok(origin) = HeaderValue::from_str(origin) {
        response
            .headers_mut()
            .insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    let add = response.headers_mut();
    add.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after"),
    );
    add.insert(VARY, HeaderValue::from_static("origin"));
}

/// Returns this server's WebSocket URL for browsers.
fn url(headers: &HeaderMap) -> String {
    let forwarded = HeaderName::from_static("x-forwarded-proto");
    let secure = headers.get(forwarded).is_some_and(|value| value == "https");
    let scheme = if secure { "wss" } else { "ws" };
    format!("{scheme}://{}", host(headers).unwrap_or_default())
}

/// Compares in constant time.
fn same(given: &str, wanted: &str) -> bool {
    let pairs = given.bytes().zip(wanted.bytes());
    given.len() == wanted.len() && pairs.fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
