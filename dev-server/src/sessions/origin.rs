//! Which pages may request credentials: those of this server, and those of allowed origins.

use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RequestOrigin<'a> {
    /// A page of this server, or a program other than a browser.
    Own,
    /// A page of an allowed origin, which may read the response.
    Allowed(&'a str),
    /// A page of any other origin.
    Foreign,
}

pub(crate) fn request_origin<'a>(headers: &'a HeaderMap, allowed: &[String]) -> RequestOrigin<'a> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(&ORIGIN) else {
        // Old browsers omit `Origin` in some requests. Such a request is foreign only if
        // `Sec-Fetch-Site` says so.
        return match text(&FETCH_SITE) {
            Some("cross-site" | "same-site") => RequestOrigin::Foreign,
            _ => RequestOrigin::Own,
        };
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    if host.is_some() && host == text(&HOST) {
        return RequestOrigin::Own;
    }
    match allowed.iter().any(|known| known == origin) {
        true => RequestOrigin::Allowed(origin),
        false => RequestOrigin::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn request_is_classified_by_origin_and_fetch_site() {
        let allowed = ["https://app.example".to_owned()];
        for (origin, site, expected) in [
            (None, None, RequestOrigin::Own),
            (None, Some("same-origin"), RequestOrigin::Own),
            (None, Some("none"), RequestOrigin::Own),
            (None, Some("cross-site"), RequestOrigin::Foreign),
            (
                Some("http://127.0.0.1:8787"),
                Some("same-origin"),
                RequestOrigin::Own,
            ),
            (Some("http://127.0.0.1:8788"), None, RequestOrigin::Foreign),
            (Some("null"), None, RequestOrigin::Foreign),
            (
                Some("https://app.example"),
                Some("cross-site"),
                RequestOrigin::Allowed("https://app.example"),
            ),
            (
                Some("https://app.example.evil"),
                None,
                RequestOrigin::Foreign,
            ),
            (Some("http://app.example"), None, RequestOrigin::Foreign),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8787"));
            for (name, value) in [(ORIGIN, origin), (FETCH_SITE, site)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(
                request_origin(&headers, &allowed),
                expected,
                "{origin:?} {site:?}"
            );
        }
    }
}
