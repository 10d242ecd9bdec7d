//! Which pages may request credentials: those of this server, and those of allowed origins.

use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asker<'a> {
    /// A page of this server, or a program other than a browser.
    Own,
    /// A page of an allowed origin, which may read the response.
    Allowed(&'a str),
    /// A page of any other origin.
    Foreign,
}

pub(crate) fn asker<'a>(headers: &'a HeaderMap, allowed: &[String]) -> Asker<'a> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(&ORIGIN) else {
        // Old browsers omit `Origin` in some requests. Such a request is foreign only if
        // `Sec-Fetch-Site` says so.
        return match text(&FETCH_SITE) {
            Some("cross-site" | "same-site") => Asker::Foreign,
            _ => Asker::Own,
        };
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    if host.is_some() && host == text(&HOST) {
        return Asker::Own;
    }
    match allowed.iter().any(|known| known == origin) {
        true => Asker::Allowed(origin),
        false => Asker::Foreign,
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
            (None, None, Asker::Own),
            (None, Some("same-origin"), Asker::Own),
            (None, Some("none"), Asker::Own),
            (None, Some("cross-site"), Asker::Foreign),
            (
                Some("http://127.0.0.1:8787"),
                Some("same-origin"),
                Asker::Own,
            ),
            (Some("http://127.0.0.1:8788"), None, Asker::Foreign),
            (Some("null"), None, Asker::Foreign),
            (
                Some("https://app.example"),
                Some("cross-site"),
                Asker::Allowed("https://app.example"),
            ),
            (Some("https://app.example.evil"), None, Asker::Foreign),
            (Some("http://app.example"), None, Asker::Foreign),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8787"));
            for (name, value) in [(ORIGIN, origin), (FETCH_SITE, site)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(asker(&headers, &allowed), expected, "{origin:?} {site:?}");
        }
    }
}
