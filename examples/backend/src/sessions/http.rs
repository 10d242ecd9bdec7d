//! The requests that mint sessions.

use std::net::SocketAddr;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderValue,
    SEC_WEBSOCKET_PROTOCOL, VARY,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;
use uuid::Uuid;

use super::origin::{Asker, asker};
use super::{Refused, SessionRequest, Source};
use crate::http::{App, host};
use crate::time::iso_8601;
use crate::token::{self, Grant};

/// `POST /v1/sessions`: for servers, with a bearer key.
pub(crate) async fn create_session(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    if asker(&headers, &app.config.allowed_origins) == Asker::Foreign {
        return Err(Refused::foreign());
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
        return Err(Refused::unauthorized());
    }
    let request = SessionRequest::parse(&body)?;
    may_mint(&app, client)?;
    let here = url(&headers);
    match request.s2s {
        Some(rates) if matches!(app.config.source, Source::Local) => {
            speech_to_speech(&app, &here, &request, rates)
        }
        Some(_) => Err(Refused::new(
            StatusCode::NOT_IMPLEMENTED,
            "MODE_NOT_SUPPORTED",
            "this backend passes on sessions of the cascade only: leave `mode` out",
        )),
        None => {
            let session = app.config.source.mint(&app.config, &here, &request).await?;
            Ok(created(session.to_json()))
        }
    }
}

/// `POST /api/conversations`: for the pages of this server.
pub(crate) async fn create_conversation(
    State(app): State<App>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let (origin, answer) = match asker(&headers, &app.config.allowed_origins) {
        Asker::Foreign => (None, Err(Refused::foreign())),
        Asker::Own => (None, conversation(&app, client, &headers).await),
        Asker::Allowed(origin) => (
            Some(origin.to_owned()),
            conversation(&app, client, &headers).await,
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
) -> Result<Response, Refused> {
    may_mint(app, client)?;
    let source = &app.config.source;
    let mut request = SessionRequest::plain(source.agent());
    request.ttl = app.config.timings.token_ttl;
    let session = source.mint(&app.config, &url(headers), &request).await?;
    Ok(created(session.for_browser()))
}

/// The browser asks before it sends a page's request to another origin.
pub(crate) async fn preflight(State(app): State<App>, headers: HeaderMap) -> Response {
    let Asker::Allowed(origin) = asker(&headers, &app.config.allowed_origins) else {
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

/// One more session for this address, if that is not too many. The local agent is on this machine alone, and it can
/// only do so much.
fn may_mint(app: &App, client: SocketAddr) -> Result<(), Refused> {
    app.limiter
        .take(client.ip().to_canonical(), Instant::now())
        .map_err(Refused::too_many)?;
    match app.rooms.open().len() < app.config.most_rooms {
        true => Ok(()),
        false => Err(Refused::not_created("no agent is free")),
    }
}

fn speech_to_speech(
    app: &App,
    here: &str,
    request: &SessionRequest,
    (input, output): (u64, u64),
) -> Result<Response, Refused> {
    let id = Uuid::new_v4().to_string();
    let (token, expires) = token::mint(
        &app.config,
        &request.identity,
        Grant::realtime(&id),
        request.ttl,
    )
    .map_err(|_| Refused::not_created("the token cannot be signed"))?;
    Ok(created(json!({
        "mode": "s2s",
        "sessionId": id,
        "wsUrl": format!("{here}/v1/realtime/{id}/ws"),
        "wsToken": token,
        "inputSampleRate": input,
        "outputSampleRate": output,
        "expiresAt": iso_8601(expires),
    })))
}

/// `GET /v1/realtime/{id}/ws`: the token is the only subprotocol, and good for this session alone. There is no agent
/// behind it yet, and it says so.
pub(crate) async fn realtime(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refused> {
    let offered = headers
        .get(SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok());
    let token = offered.unwrap_or_default().to_owned();
    token::verify_realtime(&app.config, &token, &id).map_err(|_| Refused::unauthorized())?;
    Ok(upgrade.protocols([token]).on_upgrade(no_agent))
}

async fn no_agent(mut socket: WebSocket) {
    let error = json!({
        "t": "error",
        "code": "S2S_PROVIDER_CONNECT_FAILED",
        "message": "this backend has no speech-to-speech agent yet",
    });
    let farewell = CloseFrame {
        code: 1011,
        reason: "no agent".into(),
    };
    // Whoever has gone already need not hear it.
    let _ = socket.send(Message::Text(error.to_string().into())).await;
    let _ = socket.send(Message::Close(Some(farewell))).await;
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

/// Where browsers reach this backend.
fn url(headers: &HeaderMap) -> String {
    let forwarded = HeaderName::from_static("x-forwarded-proto");
    let secure = headers.get(forwarded).is_some_and(|value| value == "https");
    let scheme = if secure { "wss" } else { "ws" };
    format!("{scheme}://{}", host(headers).unwrap_or_default())
}

/// In the same time wherever they differ.
fn same(given: &str, wanted: &str) -> bool {
    let pairs = given.bytes().zip(wanted.bytes());
    given.len() == wanted.len() && pairs.fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
