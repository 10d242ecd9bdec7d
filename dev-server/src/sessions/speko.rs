//! Speko's API as the source of sessions.

use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, Url};
use serde_json::Value;

use super::{Session, SessionError, SessionRequest};

const BASE_URL: &str = "https://api.speko.dev";
/// Timeout of a request to the API.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Maximum response body, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Speko's API. `Debug` omits the key.
#[derive(Clone)]
pub struct Speko {
    client: Client,
    sessions: Url,
    bearer: HeaderValue,
    agent: Option<String>,
    timeout: Duration,
}

impl fmt::Debug for Speko {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speko")
            .field("sessions", &self.sessions.as_str())
            .finish_non_exhaustive()
    }
}

impl Speko {
    /// Uses the API with this key, at its default URL or at `base`. `agent` is the agent of pages'
    /// conversations.
    ///
    /// # Errors
    /// Returns a sentence that says what is wrong.
    pub fn new(key: String, base: Option<String>, agent: Option<String>) -> Result<Self, String> {
        let sessions = sessions_url(base.as_deref().unwrap_or(BASE_URL))?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", key.trim()))
            .map_err(|_| "SPEKO_API_KEY contains an invalid character: copy it again".to_owned())?;
        bearer.set_sensitive(true);
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| "HTTPS is not available: install a TLS library".to_owned())?;
        Ok(Self {
            client,
            sessions,
            bearer,
            agent,
            timeout: TIMEOUT,
        })
    }

    /// Sets the timeout of a request. Default: 15 s.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// Creates a cascade session.
    pub(crate) async fn create(&self, request: &SessionRequest) -> Result<Session, SessionError> {
        read(self.request(request).await?).await
    }

    /// Creates a realtime session. Returns only the fields that a browser may see.
    pub(crate) async fn create_realtime(
        &self,
        request: &SessionRequest,
    ) -> Result<Value, SessionError> {
        let body = json(self.request(request).await?).await;
        let known = [
            "mode",
            "sessionId",
            "wsUrl",
            "wsToken",
            "inputSampleRate",
            "outputSampleRate",
            "expiresAt",
        ];
        let fields: serde_json::Map<String, Value> = known
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), body.get(name)?.clone())))
            .collect();
        if !fields.contains_key("wsUrl") || !fields.contains_key("wsToken") {
            let error = "Speko's response has no credentials";
            return Err(upstream(StatusCode::BAD_GATEWAY, error));
        }
        Ok(Value::Object(fields))
    }

    /// Requests a session. Errors keep Speko's status and code; its text is for the operator.
    async fn request(&self, request: &SessionRequest) -> Result<Response, SessionError> {
        let mut body = request.body.clone();
        if let Some(fields) = body.as_object_mut() {
            fields.insert("identity".into(), request.identity.clone().into());
            fields.insert("ttlSeconds".into(), request.ttl.as_secs().into());
        }
        let response = self
            .client
            .post(self.sessions.clone())
            .header(AUTHORIZATION, self.bearer.clone())
            .header(CONTENT_TYPE, "application/json")
            .timeout(self.timeout)
            .body(body.to_string())
            .send()
            .await;
        match response {
            Ok(answer) if answer.status().is_success() => Ok(answer),
            Ok(answer) => Err(session_error(answer).await),
            Err(error) if error.is_timeout() => Err(upstream(
                StatusCode::GATEWAY_TIMEOUT,
                "Speko did not respond in time",
            )),
            Err(_) => Err(upstream(StatusCode::BAD_GATEWAY, "Speko cannot be reached")),
        }
    }
}

/// Requires HTTPS, or a loopback address, since the key is sent there.
fn sessions_url(base: &str) -> Result<Url, String> {
    let wrong = || {
        "SPEKO_BASE_URL must be a URL like https://api.speko.dev: https, or http on this machine, since the key is sent there"
            .to_owned()
    };
    let url = Url::parse(base).map_err(|_| wrong())?;
    let here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.scheme() == "https" || (url.scheme() == "http" && here) {
        true if plain => {
            let path = format!("{}/v1/sessions", url.path().trim_end_matches('/'));
            let mut url = url;
            url.set_path(&path);
            Ok(url)
        }
        _ => Err(wrong()),
    }
}

async fn read(answer: Response) -> Result<Session, SessionError> {
    let body = json(answer).await;
    let text = |name: &str, old: &str| {
        let value = body.get(name).or_else(|| body.get(old));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let needed = |name, old| {
        text(name, old).ok_or_else(|| {
            upstream(
                StatusCode::BAD_GATEWAY,
                "Speko's response has no credentials",
            )
        })
    };
    let other = |name| text(name, name).unwrap_or_default();
    Ok(Session {
        transport_token: needed("transportToken", "conversationToken")?,
        transport_url: needed("transportUrl", "livekitUrl")?,
        session_id: other("sessionId"),
        room_name: other("roomName"),
        identity: other("identity"),
        expires_at: other("expiresAt"),
    })
}

async fn session_error(answer: Response) -> SessionError {
    let status = answer.status();
    // A page could not follow a redirect.
    let status = match status.is_client_error() || status.is_server_error() {
        true => status,
        false => StatusCode::BAD_GATEWAY,
    };
    let retry_after = answer.headers().get(RETRY_AFTER).cloned();
    let body = json(answer).await;
    let code = body.get("code").or_else(|| body.get("error")?.get("code"));
    let code = code.and_then(Value::as_str);
    let known = code.filter(|code| {
        code.bytes()
            .all(|letter| letter.is_ascii_uppercase() || letter == b'_')
    });
    SessionError {
        code: known.unwrap_or("UPSTREAM_REFUSED").to_owned(),
        retry_after: retry_after.filter(is_retry_after),
        ..upstream(status, "Speko rejected the session")
    }
}

/// Returns whether the value is a number of seconds or an HTTP date.
fn is_retry_after(value: &HeaderValue) -> bool {
    value.to_str().is_ok_and(|text| {
        text.parse::<u32>().is_ok() || (text.len() == 29 && text.ends_with(" GMT"))
    })
}

/// Returns the body if it is JSON and within the size limit. Otherwise `Value::Null`.
async fn json(mut answer: Response) -> Value {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY {
            return Value::Null;
        }
    }
    serde_json::from_slice(&body).unwrap_or_default()
}

fn upstream(status: StatusCode, error: &str) -> SessionError {
    SessionError::new(status, "UPSTREAM_FAILED", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_sent_only_over_tls_or_to_loopback() {
        for (base, expected) in [
            ("https://api.speko.dev", "https://api.speko.dev/v1/sessions"),
            (
                "https://a.example/speko/",
                "https://a.example/speko/v1/sessions",
            ),
            ("http://127.0.0.1:9", "http://127.0.0.1:9/v1/sessions"),
            ("http://[::1]:9", "http://[::1]:9/v1/sessions"),
            ("http://localhost:9/", "http://localhost:9/v1/sessions"),
        ] {
            assert_eq!(sessions_url(base).unwrap().as_str(), expected);
        }
        for base in [
            "speko",
            "",
            "http://a.example",
            "http://127.0.0.1.a.example",
            "http://127.0.0.1@a.example",
            "http://localhost.a.example",
            "https://user:pass@a.example",
            "https://a.example?key=1",
            "ftp://127.0.0.1",
        ] {
            let error = sessions_url(base).unwrap_err();
            assert!(error.contains("SPEKO_BASE_URL"), "{base}");
        }
    }

    #[test]
    fn malformed_key_is_rejected_without_revealing_it() {
        let error = Speko::new("sk_1\nx".into(), None, None).unwrap_err();
        assert!(error.contains("SPEKO_API_KEY") && !error.contains("sk_1"));
    }
}
