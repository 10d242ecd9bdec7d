//! Creates sessions: request and response of `POST /v1/sessions`, authorization, and the sources of
//! sessions.

mod http;
mod limit;
mod origin;
mod request;
mod source;
mod speko;

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Json, Response};
use serde::Serialize;
use serde_json::{Value, json};

pub use limit::Limits;
pub use source::{LiveKit, Source};
pub use speko::Speko;

pub(crate) use http::{create_conversation, create_session, preflight};
pub(crate) use limit::Limiter;
pub(crate) use request::SessionRequest;

/// A cascade session, as the API returns it.
#[derive(Clone)]
pub(crate) struct Session {
    pub session_id: String,
    pub transport_token: String,
    pub transport_url: String,
    pub room_name: String,
    pub identity: String,
    pub expires_at: String,
}

impl Session {
    /// Returns all fields, including the API's legacy names.
    fn to_json(&self) -> Value {
        json!({
            "sessionId": self.session_id,
            "transportToken": self.transport_token,
            "transportUrl": self.transport_url,
            "roomName": self.room_name,
            "identity": self.identity,
            "expiresAt": self.expires_at,
            "conversationToken": self.transport_token,
            "livekitUrl": self.transport_url,
        })
    }

    /// Returns the fields for a page. None of them is a secret of the server.
    fn for_browser(&self) -> Value {
        json!({
            "transportToken": self.transport_token,
            "transportUrl": self.transport_url,
            "roomName": self.room_name,
            "identity": self.identity,
            "expiresAt": self.expires_at,
        })
    }
}

/// Why no session was created: `{error, code}`, and the invalid fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionError {
    pub status: StatusCode,
    pub code: String,
    pub error: String,
    pub issues: Vec<Issue>,
    /// Seconds or a date.
    pub retry_after: Option<HeaderValue>,
}

/// An invalid field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Issue {
    pub path: String,
    pub message: String,
}

impl SessionError {
    pub(crate) fn new(status: StatusCode, code: &str, error: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            error: error.to_owned(),
            issues: Vec::new(),
            retry_after: None,
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let error = "the bearer key is missing or wrong";
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", error)
    }

    fn foreign() -> Self {
        let error = "this page's origin may not start conversations: add it with --allow-origin";
        Self::new(StatusCode::FORBIDDEN, "ORIGIN_NOT_ALLOWED", error)
    }

    fn invalid(issues: Vec<Issue>) -> Self {
        let error = issues
            .first()
            .map(|issue| format!("{}: {}", issue.path, issue.message))
            .unwrap_or_default();
        Self {
            issues,
            ..Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", &error)
        }
    }

    fn not_created(error: &str) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "SESSION_CREATE_FAILED", error)
    }

    fn too_many(retry_after: u64) -> Self {
        let error = "too many sessions: try again later";
        Self {
            retry_after: Some(retry_after.into()),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", error)
        }
    }
}

impl IntoResponse for SessionError {
    fn into_response(self) -> Response {
        let body = match self.issues.is_empty() {
            true => json!({ "error": self.error, "code": self.code }),
            false => json!({ "error": self.error, "code": self.code, "issues": self.issues }),
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, wait);
        }
        response
    }
}
