//! Requests credentials from the app's backend.

use speko_proto::{Credentials, SpekoClientError};

use super::fetch::{Request, read};
use super::js::{error_name, set, texts};
use super::parsers::PARSERS;

/// The maximum length of the response body, in UTF-16 code units. No token needs as much.
const MAX_BODY: u32 = 100_000;

/// Requests credentials from the app's backend: a `POST` without a body, with this site's cookies.
/// The response is JSON as [`parse_credentials`](crate::parse_credentials) reads it. Dropping the
/// future aborts the request.
///
/// # Errors
/// [`Credentials`](crate::ErrorReason::Credentials) if the backend is unreachable or the status is
/// not 2xx, and the errors of [`parse_credentials`](crate::parse_credentials).
pub async fn fetch_credentials(url: &str) -> Result<Credentials, SpekoClientError> {
    let init = texts(&[
        ("method", "POST"),
        ("credentials", "same-origin"),
        ("cache", "no-store"),
    ]);
    let headers = texts(&[("accept", "application/json")]);
    set(&init, "headers", &headers);
    let failed = |error| SpekoClientError::credentials(error_name(&error));
    let (_request, answer) = Request::send(url, init).map_err(failed)?;
    let (status, body) = read(answer, MAX_BODY).await.map_err(failed)?;
    if (200..300).contains(&status) {
        Credentials::from_json(&body, PARSERS)
    } else {
        // The body is left out: it may contain internal details of the backend.
        Err(SpekoClientError::credentials(
            "HTTP ".to_owned() + &status.to_string(),
        ))
    }
}
