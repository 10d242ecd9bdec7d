//! The endpoint with the development server, or a server with fixed answers, in place of Speko.

mod config;
mod rate_limit;

use std::collections::HashSet;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::header::{CACHE_CONTROL, HeaderMap, LOCATION, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use speko_dev_server::{Config, serve};
use tokio::net::TcpListener;

use crate::conversations::Backend;
use crate::conversations::rate_limit::PER_CLIENT;
use crate::from_env;

const PAGE: &str = "https://app.example";
const SESSION: &str =
    r#"{"transportToken":"a token","transportUrl":"wss://a.example","sessionId":"an id"}"#;

/// Reads these variables as the environment. Returns the address to listen on, too.
fn environment(
    variables: &[(&str, &str)],
) -> Result<(Backend, String), Box<dyn Error + Send + Sync>> {
    from_env(|name| {
        let set = variables.iter().find(|(known, _)| *known == name);
        set.map(|(_, value)| (*value).to_owned())
    })
}

/// A backend of two pages, which sends its requests to `speko`.
fn backend(speko: &str, key: &str) -> Backend {
    let pages = "https://app.example, https://www.app.example,";
    let variables = [
        ("SPEKO_BASE_URL", speko),
        ("SPEKO_API_KEY", key),
        ("SPEKO_AGENT_ID", "an agent"),
        ("ALLOWED_ORIGINS", pages),
    ];
    environment(&variables).unwrap().0
}

/// Serves on a free port of 127.0.0.1. Returns the URL.
async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async { axum::serve(listener, service).await });
    url
}

/// Starts the server of the example, which sends its requests to `speko`. Returns the endpoint.
async fn start(speko: &str, key: &str) -> String {
    listen(backend(speko, key).router()).await + "/api/conversations"
}

/// The requests that Speko received.
type Requests = Arc<Mutex<Vec<(HeaderMap, Value)>>>;

/// Starts a server that answers `POST /v1/sessions` with this status, header and body.
async fn fake_speko(
    status: StatusCode,
    header: (HeaderName, &'static str),
    body: &'static str,
) -> (String, Requests) {
    let requests = Requests::default();
    let seen = requests.clone();
    let answer = async move |headers: HeaderMap, request: String| {
        let request = serde_json::from_str(&request).unwrap();
        seen.lock().unwrap().push((headers, request));
        (status, [header], body)
    };
    let url = listen(Router::new().route("/v1/sessions", post(answer))).await;
    (url, requests)
}

async fn working_speko() -> (String, Requests) {
    fake_speko(StatusCode::CREATED, (LOCATION, ""), SESSION).await
}

/// What a browser receives.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

/// Sends the request of a page of this origin.
async fn page_asks(url: &str, origin: Option<&str>) -> Answer {
    let mut request = reqwest::Client::new().post(url);
    if let Some(origin) = origin {
        request = request.header(ORIGIN, origin);
    }
    let answer = request.send().await.unwrap();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        body: answer.text().await.unwrap(),
    }
}

#[tokio::test]
async fn s148_page_gets_two_fields_and_no_key() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config::default();
    let key = config.sessions_key.clone().unwrap();
    tokio::spawn(serve(listener, config, std::future::pending()));
    let speko = format!("http://{address}");

    let answer = page_asks(&start(&speko, &key).await, Some(PAGE)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
    let json: Value = serde_json::from_str(&answer.body).unwrap();
    let fields = json.as_object().unwrap().keys().map(String::as_str);
    assert_eq!(
        fields.collect::<HashSet<_>>(),
        HashSet::from(["transportToken", "transportUrl"])
    );
    let headers = format!("{:?}", answer.headers);
    assert!(!answer.body.contains(&key) && !headers.contains(&key));
    assert_eq!(json["transportUrl"], format!("ws://{address}"));
    let token = json["transportToken"].as_str().unwrap();
    let room = format!("ws://{address}/rtc?access_token={token}&protocol=16");
    let joined = tokio_tungstenite::connect_async(room).await;
    assert!(joined.is_ok());

    let answer = page_asks(&start(&speko, "sk_wrong").await, Some(PAGE)).await;
    // Not Speko's 401: to the page it would mean that its user must sign in.
    assert_eq!((answer.status, answer.body.as_str()), (502, ""));
    assert!(!format!("{:?}", answer.headers).contains("sk_wrong"));
}

#[tokio::test]
async fn speko_receives_the_key_and_the_agent() {
    let (speko, requests) = working_speko().await;
    // A key from a file ends with a newline.
    let url = start(&format!("{speko}/"), "sk_1\n").await;
    assert_eq!(page_asks(&url, Some(PAGE)).await.status, 200);
    let (headers, body) = requests.lock().unwrap().remove(0);
    assert_eq!(headers["authorization"], "Bearer sk_1");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(body, json!({ "agentId": "an agent" }));
}

#[tokio::test]
async fn only_pages_of_allowed_origins_get_sessions() {
    let (speko, requests) = working_speko().await;
    let url = start(&speko, "sk_1").await;
    for origin in [
        "https://app.example.evil",
        "https://evil.example",
        "http://app.example",
        "https://app.example:8443",
        "https://app.example, https://www.app.example",
        "null",
        "",
    ] {
        let answer = page_asks(&url, Some(origin)).await;
        assert_eq!((answer.status, answer.body.as_str()), (403, ""), "{origin}");
    }
    assert!(requests.lock().unwrap().is_empty());
    for origin in [PAGE, "https://www.app.example"] {
        assert_eq!(page_asks(&url, Some(origin)).await.status, 200, "{origin}");
    }
}

#[tokio::test]
async fn request_without_origin_is_403() {
    let (speko, requests) = working_speko().await;
    let answer = page_asks(&start(&speko, "sk_1").await, None).await;
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn requests_above_the_limit_are_429_with_retry_after() {
    let (speko, requests) = working_speko().await;
    let url = start(&speko, "sk_1").await;
    let mut admitted = 0;
    let mut refused = None;
    // On a slow machine a new minute can begin in between.
    while admitted < 1000 && refused.is_none() {
        let answer = page_asks(&url, Some(PAGE)).await;
        match answer.status {
            200 => admitted += 1,
            _ => refused = Some(answer),
        }
    }
    let refused = refused.unwrap();
    assert_eq!((refused.status, refused.body.as_str()), (429, ""));
    let wait = refused.headers[RETRY_AFTER].to_str().unwrap();
    let seconds: u64 = wait.parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(admitted >= PER_CLIENT);
    assert_eq!(requests.lock().unwrap().len(), admitted);
}

#[tokio::test]
async fn errors_of_speko_are_502_or_503_without_text() {
    let error = r#"{"error":"the quota of org_1 is used up","code":"QUOTA"}"#;
    for (status, wait, expected) in [
        (400, "7", (502, None)),
        (401, "7", (502, None)),
        (402, "7", (502, None)),
        (403, "7", (502, None)),
        (500, "7", (502, None)),
        (429, "7", (503, Some("7"))),
        (503, "7", (503, Some("7"))),
        (429, "org_1", (503, Some("5"))),
        (503, "", (503, Some("5"))),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (speko, _) = fake_speko(status, (RETRY_AFTER, wait), error).await;
        let answer = page_asks(&start(&speko, "sk_1").await, Some(PAGE)).await;
        let wait = answer.headers.get(RETRY_AFTER);
        let wait = wait.map(|wait| wait.to_str().unwrap());
        assert_eq!((answer.status, wait), expected, "{status}");
        assert_eq!(answer.body, "");
    }
}

#[tokio::test]
async fn cause_has_the_start_of_spekos_answer_and_no_key() {
    let cause = async |status, body| {
        let (speko, _) = fake_speko(status, (LOCATION, ""), body).await;
        let result = backend(&speko, "sk_1").speko.create_session().await;
        result.err().unwrap().cause
    };
    let invalid = StatusCode::UNAUTHORIZED;
    let text = cause(invalid, "sk_1 is\nno key").await;
    assert_eq!(text, "401 Unauthorized: [API key] is no key");
    let long = "x".repeat(1 << 20).leak();
    let text = cause(invalid, long).await;
    assert_eq!(text, format!("401 Unauthorized: {}", "x".repeat(1000)));
    let text = cause(StatusCode::OK, r#"{"transportToken":"a token"}"#).await;
    assert!(text.contains("missing field `transportUrl`"), "{text}");
    assert!(!text.contains("a token"));
    let text = cause(StatusCode::OK, long).await;
    assert!(text.len() < 1000, "{text}");
}

#[tokio::test]
async fn redirects_and_answers_without_credentials_are_502() {
    let (other, requests) = working_speko().await;
    let location: &'static str = format!("{other}/v1/sessions").leak();
    for (status, body) in [
        (307, ""),
        (201, "<html>"),
        (201, "{}"),
        (201, r#"{"transportToken":"a"}"#),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (speko, _) = fake_speko(status, (LOCATION, location), body).await;
        let answer = page_asks(&start(&speko, "sk_1").await, Some(PAGE)).await;
        assert_eq!((answer.status, answer.body.as_str()), (502, ""), "{body}");
    }
    assert!(
        requests.lock().unwrap().is_empty(),
        "the key does not follow a redirect"
    );
}

#[tokio::test]
async fn unreachable_speko_is_502() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let speko = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let answer = page_asks(&start(&speko, "sk_1").await, Some(PAGE)).await;
    assert_eq!((answer.status, answer.body.as_str()), (502, ""));
}
