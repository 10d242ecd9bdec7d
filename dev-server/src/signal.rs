//! The signaling endpoints `/rtc` and `/rtc/v1`: authorization and the join request.

use std::fmt;
use std::io::Read;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, HeaderMap};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64Url, Base64UrlUnpadded, Encoding};
use flate2::read::GzDecoder;
use serde::Deserialize;
use speko_proto::livekit::wire::wrapped_join_request::Compression;
use speko_proto::livekit::wire::{ConnectionSettings, JoinRequest, WrappedJoinRequest};

use crate::http::{App, host};
use crate::session::{self, JoinOptions};
use crate::token::{self, Claims, TokenError};

/// LiveKit's limit for a decompressed join request.
const LARGEST_REQUEST: u64 = 1024 * 1024;
/// LiveKit's limit for a signaling message.
const LARGEST_MESSAGE: usize = 2 * 1024 * 1024;

/// The query parameters.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Parameters {
    access_token: String,
    join_request: String,
    /// The next three belong to the older query format of `/rtc`.
    auto_subscribe: String,
    reconnect: String,
    sid: String,
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameters").finish_non_exhaustive()
    }
}

/// Why a request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JoinError {
    Token(TokenError),
    Request(&'static str),
}

impl IntoResponse for JoinError {
    fn into_response(self) -> Response {
        match self {
            Self::Token(error) => (StatusCode::UNAUTHORIZED, error.to_string()).into_response(),
            Self::Request(why) => (StatusCode::BAD_REQUEST, why).into_response(),
        }
    }
}

/// `GET /rtc/v1/validate`: returns why a WebSocket was rejected, which browsers hide from pages.
/// Allowed from any origin.
pub(crate) async fn validate(
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
    State(app): State<App>,
) -> Response {
    let answer = match admit(&app, &parameters, &headers, false) {
        Ok(_) => "success".into_response(),
        Err(error) => error.into_response(),
    };
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], answer).into_response()
}

/// `GET /rtc/validate`: the same for a caller with two peer connections.
pub(crate) async fn validate_dual(
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
    State(app): State<App>,
) -> Response {
    let answer = match admit(&app, &parameters, &headers, true) {
        Ok(_) => "success".into_response(),
        Err(error) => error.into_response(),
    };
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], answer).into_response()
}

/// `GET /rtc/v1`: the WebSocket. The token is verified before anything else.
pub(crate) async fn join(
    Query(parameters): Query<Parameters>,
    State(app): State<App>,
    request: Request<axum::body::Body>,
) -> Response {
    enter(parameters, app, request, false).await
}

/// `GET /rtc`: the same for a caller with two peer connections.
pub(crate) async fn join_dual(
    Query(parameters): Query<Parameters>,
    State(app): State<App>,
    request: Request<axum::body::Body>,
) -> Response {
    enter(parameters, app, request, true).await
}

async fn enter(
    parameters: Parameters,
    app: App,
    request: Request<axum::body::Body>,
    older: bool,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let (claims, options) = match admit(&app, &parameters, &parts.headers, older) {
        Ok(admitted) => admitted,
        Err(error) => return error.into_response(),
    };
    let media_ip = app.media_ip(host(&parts.headers));
    match WebSocketUpgrade::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => upgrade
            .max_message_size(LARGEST_MESSAGE)
            .max_frame_size(LARGEST_MESSAGE)
            .on_upgrade(move |socket| session::run(app, claims, options, media_ip, socket)),
        Err(rejection) => rejection.into_response(),
    }
}

fn admit(
    app: &App,
    parameters: &Parameters,
    headers: &HeaderMap,
    older: bool,
) -> Result<(Claims, JoinOptions), JoinError> {
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let claims = token::verify(&app.config, bearer.unwrap_or(&parameters.access_token))
        .map_err(JoinError::Token)?;
    // A join request at `/rtc` means the same as at `/rtc/v1`.
    if older && parameters.join_request.is_empty() {
        return Ok((claims, older_options(parameters)));
    }
    let request = read_join_request(&parameters.join_request).map_err(JoinError::Request)?;
    let dual = false;
    Ok((claims, JoinOptions { request, dual }))
}

fn older_options(parameters: &Parameters) -> JoinOptions {
    JoinOptions {
        request: JoinRequest {
            connection_settings: Some(ConnectionSettings {
                auto_subscribe: parameters.auto_subscribe != "0",
            }),
            reconnect: parameters.reconnect == "1",
            participant_sid: parameters.sid.clone(),
            ..JoinRequest::default()
        },
        dual: true,
    }
}

fn read_join_request(text: &str) -> Result<JoinRequest, &'static str> {
    if text.is_empty() {
        return Err("missing join_request");
    }
    let bytes = Base64Url::decode_vec(text).or_else(|_| Base64UrlUnpadded::decode_vec(text));
    let wrapped = WrappedJoinRequest::decode(
        bytes
            .map_err(|_| "join_request is not base64url")?
            .as_slice(),
    );
    let wrapped = wrapped.map_err(|_| "join_request is not a WrappedJoinRequest")?;
    let plain = match Compression::try_from(wrapped.compression) {
        Ok(Compression::None) => wrapped.join_request,
        Ok(Compression::Gzip) => {
            let mut plain = Vec::new();
            let mut decoder =
                GzDecoder::new(wrapped.join_request.as_slice()).take(LARGEST_REQUEST + 1);
            decoder
                .read_to_end(&mut plain)
                .map_err(|_| "join_request is not gzip")?;
            plain
        }
        Err(_) => return Err("join_request has an unknown compression"),
    };
    if plain.len() as u64 > LARGEST_REQUEST {
        return Err("join_request is too large");
    }
    JoinRequest::decode(plain.as_slice()).map_err(|_| "join_request is not a JoinRequest")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn wrap(compression: i32, join_request: Vec<u8>) -> String {
        Base64Url::encode_string(
            &WrappedJoinRequest {
                compression,
                join_request,
            }
            .encode_to_vec(),
        )
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_and_gzipped_join_requests_are_decoded() {
        let mut request = JoinRequest::default();
        request.publisher_offer.get_or_insert_default().id = 7;
        let bytes = request.encode_to_vec();
        assert_eq!(
            read_join_request(&wrap(0, bytes.clone())),
            Ok(request.clone())
        );
        assert_eq!(
            read_join_request(wrap(1, gzip(&bytes)).trim_end_matches('=')),
            Ok(request)
        );
    }

    #[test]
    fn invalid_join_requests_are_rejected_with_a_reason() {
        assert_eq!(read_join_request(""), Err("missing join_request"));
        assert_eq!(
            read_join_request("%%%"),
            Err("join_request is not base64url")
        );
        assert_eq!(
            read_join_request("____"),
            Err("join_request is not a WrappedJoinRequest")
        );
        assert_eq!(
            read_join_request(&wrap(1, vec![1, 2])),
            Err("join_request is not gzip")
        );
        assert_eq!(
            read_join_request(&wrap(9, vec![])),
            Err("join_request has an unknown compression")
        );
        assert_eq!(
            read_join_request(&wrap(0, vec![255])),
            Err("join_request is not a JoinRequest")
        );
        assert_eq!(
            read_join_request(&wrap(1, gzip(&vec![0; 2 << 20]))),
            Err("join_request is too large")
        );
    }
}
