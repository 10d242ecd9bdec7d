//! Parses the credentials that the app's backend returns.

use speko_proto::{Credentials, SpekoClientError};

use crate::platform::PARSERS;

/// Parses the JSON response of a session endpoint.
///
/// WebRTC: `transportUrl` and `transportToken`, or the old names `livekitUrl` and
/// `conversationToken`. With both, the new names win.
///
/// Realtime (needs the feature `realtime`): `wsUrl` and `wsToken`, and optionally `sessionId`,
/// `inputSampleRate`, `outputSampleRate` and `expiresAt` (ISO 8601, UTC).
///
/// Other fields are ignored.
///
/// # Errors
/// [`InvalidCredentials`](crate::ErrorCode::InvalidCredentials) if the text is not a JSON object, a
/// field is missing, or it has a `wsUrl` and the feature `realtime` is off.
pub fn parse_credentials(text: &str) -> Result<Credentials, SpekoClientError> {
    Credentials::from_json(text, PARSERS)
}
