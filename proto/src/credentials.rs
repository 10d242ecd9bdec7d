//! Credentials for joining a conversation, issued by the app's backend.

use std::fmt;

use crate::config::Parsers;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::json::Value;
use crate::livekit::url::ServerUrl;
use crate::realtime::rate::Rate;
use crate::time::Millis;

/// A short-lived, browser-safe token. It is never printed: `Debug` shows only a placeholder.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    pub(crate) fn new(token: String) -> Self {
        Self(token)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is an HTTP `token` (RFC 9110): it is sent as a WebSocket subprotocol, unquoted.
    fn is_http_token(&self) -> bool {
        let extra = b"!#$%&'*+-.^_`|~";
        let good = |b: u8| b.is_ascii_alphanumeric() || extra.contains(&b);
        !self.0.is_empty() && self.0.bytes().all(good)
    }

    /// Whether this has three non-empty base64url parts, as every JWT. The content is not checked.
    fn is_well_formed(&self) -> bool {
        let (mut parts, mut empty) = (0, true);
        for byte in self.0.bytes() {
            match byte {
                b'-' | b'_' => empty = false,
                _ if byte.is_ascii_alphanumeric() => empty = false,
                b'.' if !empty => (parts, empty) = (parts + 1, true),
                _ => return false,
            }
        }
        parts == 2 && !empty
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Everything a page needs to join one conversation: a URL and a short-lived token, issued by the
/// app's own backend. API keys are never part of it.
///
/// The credentials also select the transport: WebRTC, or realtime over one WebSocket (feature
/// `realtime`).
///
/// ```
/// use speko_client::{Credentials, parse_credentials};
///
/// let given = parse_credentials(
///     r#"{"transportUrl":"wss://media.example","transportToken":"aa.bb.cc"}"#,
/// )?;
/// assert_eq!(given, Credentials::new("wss://media.example", "aa.bb.cc"));
/// # Ok::<(), speko_client::SpekoClientError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    url: String,
    token: Token,
    /// Set for a realtime conversation.
    realtime: Option<RealtimeParams>,
}

/// The additional data of a realtime conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RealtimeParams {
    session_id: String,
    input: Rate,
    output: Rate,
    /// When the token expires; `None` if the backend does not send it.
    expires: Option<Millis>,
}

/// Validated realtime credentials, for opening the socket.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "realtime"),
    allow(dead_code, reason = "only realtime sessions open it")
)]
pub(crate) struct Realtime<'a> {
    pub(crate) session_id: &'a str,
    pub(crate) url: &'a str,
    pub(crate) token: &'a Token,
    pub(crate) input: Rate,
    pub(crate) output: Rate,
    pub(crate) expires: Option<Millis>,
}

impl Credentials {
    /// Creates credentials for a WebRTC conversation. `transport_url` is used as given (`wss:`,
    /// `ws:`, `https:` or `http:`). There is deliberately no default server.
    pub fn new(transport_url: impl Into<String>, transport_token: impl Into<String>) -> Self {
        Self {
            url: transport_url.into(),
            token: Token(transport_token.into()),
            realtime: None,
        }
    }

    /// Creates credentials for a realtime conversation. Both sample rates are 24,000 Hz unless
    /// [`sample_rates`](Self::sample_rates) or the server sets others.
    ///
    /// ```
    /// use speko_client::{Credentials, parse_credentials};
    ///
    /// let given = parse_credentials(
    ///     r#"{"sessionId":"1","wsUrl":"wss://s2s.example/1/ws","wsToken":"aa.bb.cc"}"#,
    /// )?;
    /// assert_eq!(given, Credentials::realtime("1", "wss://s2s.example/1/ws", "aa.bb.cc"));
    /// assert!(given.is_realtime());
    /// # Ok::<(), speko_client::SpekoClientError>(())
    /// ```
    #[cfg(feature = "realtime")]
    pub fn realtime(
        session_id: impl Into<String>,
        ws_url: impl Into<String>,
        ws_token: impl Into<String>,
    ) -> Self {
        Self {
            url: ws_url.into(),
            token: Token(ws_token.into()),
            realtime: Some(RealtimeParams {
                session_id: session_id.into(),
                input: Rate::default(),
                output: Rate::default(),
                expires: None,
            }),
        }
    }

    /// Sets the sample rates, in Hz, of the microphone (`input`) and of the agent's audio
    /// (`output`) of a realtime conversation. The server can override them. Supported are 16,000
    /// and 24,000; any other value selects 24,000. Ignored for WebRTC credentials.
    #[cfg(feature = "realtime")]
    #[must_use]
    pub fn sample_rates(mut self, input: u32, output: u32) -> Self {
        if let Some(realtime) = &mut self.realtime {
            let rate = |hz| Rate::from_hz(f64::from(hz)).unwrap_or_default();
            (realtime.input, realtime.output) = (rate(input), rate(output));
        }
        self
    }

    /// Returns whether these credentials are for a `RealtimeVoiceConversation`.
    pub fn is_realtime(&self) -> bool {
        self.realtime.is_some()
    }

    /// Parses the JSON response of a session endpoint. Apps call `speko_client::parse_credentials`,
    /// which names the fields and the errors.
    ///
    /// # Errors
    /// [`InvalidCredentials`](ErrorCode::InvalidCredentials).
    #[doc(hidden)]
    pub fn from_json(text: &str, parsers: Parsers) -> Result<Self, SpekoClientError> {
        // For example a page in HTML.
        let json = (parsers.json)(text).filter(Value::is_object);
        let json = json.ok_or(invalid(ErrorReason::SiteAnswer))?;
        let field = |name: &str, old: &str| {
            json.get(name)
                .or_else(|| json.get(old))
                .and_then(Value::as_str)
        };
        if let Some(url) = field("wsUrl", "wsUrl") {
            return Self::read_realtime(&json, url, parsers);
        }
        let url = field("transportUrl", "livekitUrl").ok_or(invalid(ErrorReason::BadUrl))?;
        let token =
            field("transportToken", "conversationToken").ok_or(invalid(ErrorReason::BadToken))?;
        Ok(Self::new(url, token))
    }

    /// Realtime credentials without the feature are an error that names the feature.
    #[cfg(not(feature = "realtime"))]
    fn read_realtime(_: &Value, _: &str, _: Parsers) -> Result<Self, SpekoClientError> {
        Err(invalid(ErrorReason::OtherTransport).with_cause("feature realtime"))
    }

    #[cfg(feature = "realtime")]
    fn read_realtime(json: &Value, url: &str, parsers: Parsers) -> Result<Self, SpekoClientError> {
        let field = |name: &str| json.get(name).and_then(Value::as_str);
        let token = field("wsToken").ok_or(invalid(ErrorReason::BadToken))?;
        let mut read = Self::realtime(field("sessionId").unwrap_or_default(), url, token);
        if let Some(realtime) = &mut read.realtime {
            let rate = |name: &str| json.get(name).and_then(Value::as_number);
            let rate = |name: &str| rate(name).and_then(Rate::from_hz).unwrap_or_default();
            realtime.input = rate("inputSampleRate");
            realtime.output = rate("outputSampleRate");
            realtime.expires = field("expiresAt").and_then(parsers.date);
        }
        Ok(read)
    }

    /// Checks the form of the URL and the token, without network access. `secure_page` is whether
    /// the page was loaded over `https:`.
    ///
    /// # Errors
    /// [`InvalidCredentials`](ErrorCode::InvalidCredentials) for an empty or malformed URL or
    /// token, and for a `ws:` URL on a secure page (except to loopback hosts, which browsers
    /// allow).
    pub fn validate(&self, secure_page: bool) -> Result<(), SpekoClientError> {
        if self.is_realtime() {
            self.checked_realtime(secure_page).map(drop)
        } else {
            self.server(secure_page).map(drop)
        }
    }

    /// Validates WebRTC credentials and returns the media server's URL.
    pub(crate) fn server(&self, secure_page: bool) -> Result<ServerUrl, SpekoClientError> {
        if self.is_realtime() {
            return Err(invalid(ErrorReason::OtherTransport));
        }
        let server = self.parse_url(secure_page)?;
        if !self.token.is_well_formed() {
            return Err(invalid(ErrorReason::BadToken));
        }
        Ok(server)
    }

    /// Validates realtime credentials.
    pub(crate) fn checked_realtime(
        &self,
        secure_page: bool,
    ) -> Result<Realtime<'_>, SpekoClientError> {
        self.parse_url(secure_page)?;
        let realtime = self.realtime.as_ref();
        let realtime = realtime.ok_or(invalid(ErrorReason::OtherTransport))?;
        if !self.token.is_http_token() {
            return Err(invalid(ErrorReason::BadToken));
        }
        Ok(Realtime {
            session_id: &realtime.session_id,
            url: self.url.trim(),
            token: &self.token,
            input: realtime.input,
            output: realtime.output,
            expires: realtime.expires,
        })
    }

    fn parse_url(&self, secure_page: bool) -> Result<ServerUrl, SpekoClientError> {
        let server = ServerUrl::parse(&self.url).ok_or(invalid(ErrorReason::BadUrl))?;
        if secure_page && !server.is_secure() && !server.is_loopback() {
            return Err(invalid(ErrorReason::InsecureUrl));
        }
        Ok(server)
    }

    pub(crate) fn token(&self) -> &Token {
        &self.token
    }
}

const fn invalid(reason: ErrorReason) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::InvalidCredentials, reason)
}
