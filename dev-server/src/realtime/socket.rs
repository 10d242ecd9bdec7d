//! The WebSocket of a realtime session.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, SEC_WEBSOCKET_PROTOCOL};
use axum::response::Response;
use speko_proto::realtime::frame::{Downlink, Rate};

use super::agent::{Output, RealtimeAgent};
use crate::http::App;
use crate::sessions::SessionError;
use crate::token;

/// In bytes: more than ten seconds of audio.
const MAX_MESSAGE: usize = 1 << 20;
/// How long a send may take before the caller is dropped.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// Ids of the sessions with an open socket. A token allows one socket at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenSessions(Arc<Mutex<HashSet<String>>>);

impl OpenSessions {
    fn open(&self, id: &str) -> Option<OpenSession> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = || OpenSession(self.clone(), id.to_owned());
        open.insert(id.to_owned()).then(session)
    }

    /// Returns the number of open sockets.
    pub(crate) fn count(&self) -> usize {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.len()
    }
}

struct OpenSession(OpenSessions, String);

impl Drop for OpenSession {
    fn drop(&mut self) {
        let Self(OpenSessions(open), id) = self;
        open.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }
}

/// `GET /v1/realtime/{id}/ws`: the token is the only subprotocol, is echoed, and is valid for this
/// session only.
pub(crate) async fn realtime(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, SessionError> {
    let offered = headers
        .get(SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok());
    let token = offered.unwrap_or_default().to_owned();
    let claims = token::verify_realtime(&app.config, &token, &id)
        .map_err(|_| SessionError::unauthorized())?;
    let session = app.realtime.open(&id).ok_or_else(|| {
        let error = "this session is already open";
        SessionError::new(StatusCode::CONFLICT, "SESSION_IN_USE", error)
    })?;
    // Counted after this one was added, so that two concurrent requests cannot take the same place.
    if app.busy() > app.config.most_rooms {
        let error = "no agent is available";
        return Err(SessionError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "NO_AGENT_FREE",
            error,
        ));
    }
    let rate = |hz: Option<u32>| {
        hz.and_then(|hz| Rate::from_hz(f64::from(hz)))
            .unwrap_or_default()
    };
    let rates = (
        rate(claims.video.input_rate),
        rate(claims.video.output_rate),
    );
    let left = claims.exp.saturating_sub(token::unix_time());
    let upgrade = upgrade.max_message_size(MAX_MESSAGE).protocols([token]);
    Ok(upgrade.on_upgrade(async move |socket| {
        run(app, socket, rates, Duration::from_secs(left)).await;
        drop(session);
    }))
}

async fn run(app: App, mut socket: WebSocket, (input, output): (Rate, Rate), left: Duration) {
    let began = Instant::now();
    let now = || began.elapsed().as_millis() as u64;
    let mut ending = app.ending.clone();
    let mut agent = RealtimeAgent::new(now(), input, output, app.config.greeting_times);
    let expires = tokio::time::sleep(left);
    tokio::pin!(expires);
    loop {
        while let Some(output) = agent.poll() {
            let message = match output {
                Output::Text(text) => Message::Text(text.into()),
                Output::Audio(pcm) => Message::Binary(pcm.into()),
                Output::HangUp => return close(&mut socket, 1000, "goodbye").await,
            };
            match tokio::time::timeout(SEND_TIMEOUT, socket.send(message)).await {
                Ok(Ok(())) => {}
                _ => return,
            }
        }
        let wait = agent.deadline().map(|at| at.saturating_sub(now()));
        let wait = Duration::from_millis(wait.unwrap_or(60_000));
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Binary(pcm))) => agent.push_samples(now(), &pcm),
                Some(Ok(Message::Text(text))) => agent.read(now(), &text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            () = tokio::time::sleep(wait) => agent.tick(now()),
            () = &mut expires => {
                let end = Downlink::End { reason: "expired".to_owned() };
                let _ = socket.send(Message::Text(end.encode().into())).await;
                return close(&mut socket, 1000, "session_expired").await;
            }
            // Changes only once, to `true`.
            _ = ending.changed() => {
                return close(&mut socket, 1001, "server_ends").await;
            }
        }
    }
}

/// Errors are ignored: the caller may be gone already.
async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    let _ = socket.send(Message::Close(Some(frame))).await;
}
