//! The endpoint with the development server, or a server with fixed answers, in place of Speko.

use std::collections::HashSet;
use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::header::{HeaderMap, LOCATION, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use speko_dev_server::{Config, serve};
use tokio::net::TcpListener;

use crate::conversations::{Backend, MAX_CLIENTS};
use crate::{SESSIONS_PER_MINUTE, from_env, router};

const PAGE: &str = "https://app.example";
const SESSION: &str =
    r#"{"transportToken":"a token","transportUrl":"wss://a.example","sessionId":"an id"}"#;

fn backend(variables: &[(&str, &str)]) -> Result<Backend, Box<dyn Error>> {
    from_env(|name| {
        let set = variables.iter().find(|(known, _)| *known == name);
        set.map(|(_, value)| (*value).to_owned())
    })
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
    let variables = [
        ("SPEKO_BASE_URL", speko),
        ("SPEKO_API_KEY", key),
        ("SPEKO_AGENT_ID", "an agent"),
        (
            "ALLOWED_ORIGINS",
            "https://app.example, https://www.app.example",
        ),
    ];
    listen(router(backend(&variables).unwrap())).await + "/api/conversations"
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
    assert_eq!((answer.status, answer.body.as_str()), (401, ""));
    assert!(!format!("{:?}", answer.headers).contains("sk_wrong"));
}

#[tokio::test]
async fn speko_receives_the_key_and_the_agent() {
    let (speko, requests) = working_speko().await;
    let url = start(&speko, "sk_1").await;
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
    // On a slow machine the limiter admits more than the first ones: one every 6 s.
    let mut admitted = 0;
    let refused = loop {
        let answer = page_asks(&url, Some(PAGE)).await;
        if answer.status != 200 {
            break answer;
        }
        admitted += 1;
    };
    assert_eq!((refused.status, refused.body.as_str()), (429, ""));
    let wait = refused.headers[RETRY_AFTER].to_str().unwrap();
    let seconds: u64 = wait.parse().unwrap();
    assert!((1..=7).contains(&seconds), "{seconds}");
    assert!(admitted >= SESSIONS_PER_MINUTE.get() as usize);
    assert_eq!(requests.lock().unwrap().len(), admitted);
}

#[tokio::test]
async fn rate_limit_is_per_address_and_remembers_a_bounded_number() {
    let variables = [
        ("SPEKO_API_KEY", "sk_1"),
        ("SPEKO_AGENT_ID", "a"),
        ("ALLOWED_ORIGINS", PAGE),
    ];
    let backend = backend(&variables).unwrap();
    let address = |number: u32| IpAddr::from((0x0A00_0000 + number).to_be_bytes());
    while backend.check_rate(address(0)).is_ok() {}
    for number in 1..MAX_CLIENTS as u32 {
        // Those that were admitted long ago may be removed, but only when the table is full.
        assert_eq!(backend.check_rate(address(number)), Ok(()));
    }
    assert_eq!(backend.limiter.len(), MAX_CLIENTS);
    for number in 0..100 {
        let _ = backend.check_rate(address(1 << 20 | number));
        assert!(backend.limiter.len() <= MAX_CLIENTS);
    }
}

#[tokio::test]
async fn errors_of_speko_are_passed_on_by_status_only() {
    let error = r#"{"error":"the quota of org_1 is used up","code":"QUOTA"}"#;
    for status in [400, 401, 402, 429, 500, 503] {
        let status = StatusCode::from_u16(status).unwrap();
        let (speko, _) = fake_speko(status, (RETRY_AFTER, "org_1"), error).await;
        let answer = page_asks(&start(&speko, "sk_1").await, Some(PAGE)).await;
        assert_eq!((answer.status, answer.body.as_str()), (status.as_u16(), ""));
        assert!(!format!("{:?}", answer.headers).contains("org_1"));
    }
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

#[test]
fn missing_variables_are_named_with_what_to_do() {
    let all = [
        ("SPEKO_API_KEY", "sk_1"),
        ("SPEKO_AGENT_ID", "a"),
        ("ALLOWED_ORIGINS", PAGE),
    ];
    assert!(backend(&all).is_ok());
    for (missing, _) in all {
        let mut variables = all.to_vec();
        variables.retain(|(name, _)| *name != missing);
        let unset = backend(&variables).err().unwrap().to_string();
        assert!(unset.starts_with(&format!("set {missing} to ")), "{unset}");
        variables.push((missing, " "));
        assert_eq!(backend(&variables).err().unwrap().to_string(), unset);
    }
}

#[test]
fn key_is_sent_only_over_tls_or_to_loopback() {
    let base = |url| {
        backend(&[
            ("SPEKO_BASE_URL", url),
            ("SPEKO_API_KEY", "sk_1"),
            ("SPEKO_AGENT_ID", "a"),
            ("ALLOWED_ORIGINS", PAGE),
        ])
    };
    for (url, sessions) in [
        ("", "https://api.speko.dev/v1/sessions"),
        ("https://a.example", "https://a.example/v1/sessions"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/v1/sessions"),
        ("http://[::1]:9", "http://[::1]:9/v1/sessions"),
        ("http://localhost:9", "http://localhost:9/v1/sessions"),
    ] {
        assert_eq!(base(url).ok().unwrap().sessions.as_str(), sessions);
    }
    for url in [
        "speko",
        "http://a.example",
        "http://127.0.0.1.a.example",
        "http://127.0.0.1@a.example",
        "http://localhost.a.example",
        "ws://a.example",
    ] {
        assert!(base(url).is_err(), "{url}");
    }
}
