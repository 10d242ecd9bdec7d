//! The server code that the README shows, run with this backend in place of Speko.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use serde_json::{Value, json};
use speko_dev_server::Config;
use speko_proto::livekit::wire::JoinRequest;
use tokio::net::TcpListener;

use crate::support::Backend;

// The README's lines begin here.

struct Speko {
    client: reqwest::Client,
    sessions: String, // https://api.speko.dev/v1/sessions
    key: String,      // SPEKO_API_KEY, never sent to the page
}

async fn conversation(State(speko): State<Arc<Speko>>) -> Response {
    let asked = speko
        .client
        .post(&speko.sessions)
        .bearer_auth(&speko.key)
        .header("content-type", "application/json")
        .timeout(Duration::from_secs(15))
        .body(r#"{"agentId":"my-agent"}"#);
    let Ok(answer) = asked.send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    if !answer.status().is_success() {
        return answer.status().into_response(); // the error text stays on the server
    }
    let text = answer.text().await.unwrap_or_default();
    let session: Value = serde_json::from_str(&text).unwrap_or_default();
    Json(json!({
        "transportToken": session.get("transportToken"),
        "transportUrl": session.get("transportUrl"),
    }))
    .into_response()
}
// And end here.

/// Starts a customer's server that uses `backend` with this key. Returns its URL.
async fn customer(backend: &Backend, key: &str) -> String {
    let speko = Speko {
        client: reqwest::Client::new(),
        sessions: format!("http://{}/v1/sessions", backend.address),
        key: key.to_owned(),
    };
    let app = Router::new()
        .route("/api/conversations", post(conversation))
        .with_state(Arc::new(speko));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "http://{}/api/conversations",
        listener.local_addr().unwrap()
    );
    tokio::spawn(async { axum::serve(listener, app).await });
    url
}

/// Returns what a browser receives: status, headers and body.
async fn page_asks(url: &str) -> (u16, String, String) {
    let answer = reqwest::Client::new().post(url).send().await.unwrap();
    let head = format!("{:?}", answer.headers());
    (answer.status().as_u16(), head, answer.text().await.unwrap())
}

#[tokio::test]
async fn s148_readme_server_returns_two_fields_and_no_key() {
    let backend = Backend::start(Config::default()).await;
    let key = backend.config.sessions_key.clone().unwrap();
    let (status, head, body) = page_asks(&customer(&backend, &key).await).await;
    assert_eq!(status, 200);
    let json: Value = serde_json::from_str(&body).unwrap();
    let fields: HashSet<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(fields, HashSet::from(["transportToken", "transportUrl"]));
    assert!(!body.contains(&key) && !head.contains(&key));
    let token = json["transportToken"].as_str().unwrap();
    let joined = backend.try_join(token, &JoinRequest::default()).await;
    assert!(joined.is_ok());

    let (status, head, body) = page_asks(&customer(&backend, "sk_wrong").await).await;
    assert_eq!((status, body.as_str()), (401, ""));
    assert!(!head.contains("sk_wrong"));
}

#[test]
fn readme_contains_this_server_code() {
    let here = include_str!("customer.rs");
    let (_, lines) = here.split_once("begin here.\n").unwrap();
    let (lines, _) = lines.split_once("// And end here.").unwrap();
    assert!(include_str!("../../README.md").contains(lines), "{lines}");
}
