//! The call to the app's own backend.

use super::fetch::{Request, read};
use super::js::{error_name, set, texts};
use crate::credentials::Credentials;
use crate::error::SpekoClientError;

/// More than any token needs.
const MAX_BODY: u32 = 100_000;

/// Asks the app's backend for credentials: `POST` without a body, with this site's cookies; the answer is JSON as
/// [`Credentials::from_json`] reads it. Dropping the future aborts the request.
///
/// # Errors
/// [`Credentials`](crate::ErrorReason::Credentials) when the backend cannot be reached or answers with no 2xx, and
/// those of [`Credentials::from_json`].
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
        Credentials::from_json(&body)
    } else {
        // Without the body: it is the backend's own business, and may say too much.
        Err(SpekoClientError::credentials(
            "HTTP ".to_owned() + &status.to_string(),
        ))
    }
}
