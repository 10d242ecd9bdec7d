//! The server's URL: parsed without a URL library, and completed with the token last.

use std::fmt;

use crate::text::{before, split_once};

/// A LiveKit server's base URL, parsed only as far as needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl {
    secure: bool,
    /// Host, port and path, without a trailing slash.
    authority: String,
    /// The query string, without `?`.
    query: String,
}

/// A URL that contains a token. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// Returns the URL, for the call that opens it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretUrl(…)")
    }
}

impl ServerUrl {
    /// Parses a `ws:`, `wss:`, `http:` or `https:` URL with a host; `http` equals `ws`. Returns
    /// `None` for anything else.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let (scheme, rest) = split_once(url, b':')?;
        let rest = rest.strip_prefix("//")?;
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        let secure = is("wss") || is("https");
        if !secure && !is("ws") && !is("http") {
            return None;
        }
        let rest = before(rest, b'#');
        let (mut authority, query) = split_once(rest, b'?').unwrap_or((rest, ""));
        while let Some(shorter) = authority.strip_suffix('/') {
            authority = shorter;
        }
        let server = Self {
            secure,
            authority: authority.to_owned(),
            query: query.to_owned(),
        };
        // Userinfo would be another secret, in a URL that gets logged.
        let authority = before(authority, b'/');
        (!server.host().is_empty() && split_once(authority, b'@').is_none()).then_some(server)
    }

    /// Returns whether the scheme is `wss` or `https`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Returns whether the host is this machine, which browsers trust without TLS.
    pub fn is_loopback(&self) -> bool {
        let host = self.host().to_ascii_lowercase();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "[::1]"
    }

    /// Returns host, port and path.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    fn host(&self) -> &str {
        let authority = before(&self.authority, b'/');
        match split_once(authority, b']') {
            Some((inner, _)) if inner.starts_with('[') => {
                authority.get(..=inner.len()).unwrap_or_default()
            }
            _ => before(authority, b':'),
        }
    }

    /// Builds the URL to join. The protocol puts the token and all parameters into the query, since
    /// a browser cannot set headers on a WebSocket.
    pub fn join(&self, token: &str, params: &JoinParams) -> SecretUrl {
        let scheme = if self.secure { "wss" } else { "ws" };
        self.build(scheme, "", token, params)
    }

    /// Builds the HTTP URL that explains why a join was refused: browsers hide the status of a
    /// failed upgrade.
    pub fn validate(&self, token: &str, params: &JoinParams) -> SecretUrl {
        let scheme = if self.secure { "https" } else { "http" };
        self.build(scheme, "/validate", token, params)
    }

    fn build(&self, scheme: &str, end: &str, token: &str, params: &JoinParams) -> SecretUrl {
        let path = if params.dual_pc { "/rtc" } else { "/rtc/v1" };
        let mut url =
            String::with_capacity(64 + self.authority.len() + token.len() + params.query.len());
        for part in [scheme, "://", &self.authority, path, end, "?"] {
            url.push_str(part);
        }
        if !self.query.is_empty() {
            url.push_str(&self.query);
            url.push('&');
        }
        url.push_str("access_token=");
        url.push_str(token);
        url.push('&');
        url.push_str(&params.query);
        SecretUrl(url)
    }
}

/// The parameters of a join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JoinParams {
    /// Uses two peer connections.
    pub dual_pc: bool,
    /// Resumes an interrupted session.
    pub resume: bool,
    /// A reconnect, so another attempt may follow.
    pub is_reconnect: bool,
    /// The query parameters besides the token, percent-encoded.
    pub query: String,
}

#[cfg(test)]
mod tests {
    use super::{JoinParams, ServerUrl};

    fn params(dual_pc: bool, query: &str) -> JoinParams {
        let query = query.to_owned();
        JoinParams {
            dual_pc,
            query,
            ..JoinParams::default()
        }
    }

    #[test]
    fn join_url_keeps_base_path_and_query() {
        let table = [
            (
                "wss://a.example",
                "wss://a.example/rtc/v1?access_token=T&q=1",
            ),
            (
                "https://a.example/",
                "wss://a.example/rtc/v1?access_token=T&q=1",
            ),
            (
                "ws://a:7880/base/",
                "ws://a:7880/base/rtc/v1?access_token=T&q=1",
            ),
            (
                "http://[::1]:7880?x=1#y",
                "ws://[::1]:7880/rtc/v1?x=1&access_token=T&q=1",
            ),
        ];
        for (base, url) in table {
            assert_eq!(
                ServerUrl::parse(base)
                    .unwrap()
                    .join("T", &params(false, "q=1"))
                    .reveal(),
                url,
                "{base}"
            );
        }
    }

    #[test]
    fn validate_url_uses_https_and_hides_the_token_in_debug() {
        let url = ServerUrl::parse("wss://a.example")
            .unwrap()
            .validate("T", &params(true, "q=1"));
        assert_eq!(
            url.reveal(),
            "https://a.example/rtc/validate?access_token=T&q=1"
        );
        assert_eq!(format!("{url:?}"), "SecretUrl(…)");
    }

    #[test]
    fn invalid_server_urls_are_rejected() {
        for bad in [
            "",
            " ",
            "a.example",
            "ftp://a",
            "wss://",
            "wss:///rtc",
            "wss://a b",
            "wss://user:pw@a",
            "wss://?x",
            "ws://:80",
        ] {
            assert_eq!(ServerUrl::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn loopback_hosts_are_this_machine() {
        for (url, here) in [
            ("ws://127.0.0.1:8787", true),
            ("ws://localhost", true),
            ("ws://[::1]:80", true),
            ("ws://10.0.0.1", false),
            ("ws://localhost.example", false),
        ] {
            assert_eq!(ServerUrl::parse(url).unwrap().is_loopback(), here, "{url}");
        }
    }
}
