//! Limits of realtime sessions: how many, and how long.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::Value;
use speko_dev_server::Config;
use speko_proto::json;
use speko_proto::realtime::frame::Downlink;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::support::{DevServer, TIMEOUT, realtime};

const KEY: &str = "authorization: Bearer sk_local_development\r\n";

async fn mint(server: &DevServer, ttl: u32) -> Result<(String, String), u16> {
    let body = format!(r#"{{"mode":"s2s","agentId":"a","ttlSeconds":{ttl}}}"#);
    let answer = server.send("POST", "/v1/sessions", KEY, &body).await;
    if answer.status != 201 {
        return Err(answer.status);
    }
    let json: Value = answer.json();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    Ok((text("wsUrl"), text("wsToken")))
}

#[tokio::test]
async fn realtime_sessions_and_rooms_share_the_agent_limit() {
    let server = DevServer::start(Config {
        most_rooms: 1,
        ..Config::default()
    })
    .await;
    // Both are created while there is capacity for one.
    let (url, token) = mint(&server, 60).await.unwrap();
    let (other_url, other_token) = mint(&server, 60).await.unwrap();
    let (_, socket) = realtime(&url, Some(&token)).await.unwrap();
    assert_eq!(mint(&server, 60).await.unwrap_err(), 500);
    let page = server.ask("POST", "/api/conversations", "").await;
    assert_eq!(page.status, 500);
    let second = async || realtime(&other_url, Some(&other_token)).await;
    assert_eq!(second().await.unwrap_err(), 503);
    assert_eq!(
        second().await.unwrap_err(),
        503,
        "a rejected attempt takes no agent"
    );
    drop(socket);
    let end = Instant::now() + TIMEOUT;
    let (_, socket) = loop {
        match second().await {
            Ok(socket) => break socket,
            Err(status) => assert_eq!(status, 503),
        }
        assert!(Instant::now() < end, "the agent is never released");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    drop(socket);

    // An open room uses the capacity too.
    while server.ask("POST", "/api/conversations", "").await.status != 201 {
        assert!(Instant::now() < end, "the agent is never released");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let caller = server.join("room").await;
    assert_eq!(second().await.unwrap_err(), 503);
    drop(caller);
}

#[tokio::test]
async fn realtime_session_ends_when_its_token_expires() {
    let server = DevServer::start(Config::default()).await;
    // Tokens expire at a whole second: a lifetime of 1 s may be shorter than that.
    let (url, token) = mint(&server, 3).await.unwrap();
    let (_, mut socket) = realtime(&url, Some(&token)).await.unwrap();
    let mut last = None;
    let close = loop {
        let frame = tokio::time::timeout(TIMEOUT, socket.next()).await.unwrap();
        match frame.unwrap().unwrap() {
            Frame::Text(text) => last = Some(text),
            Frame::Close(close) => break close.unwrap(),
            _ => {}
        }
    };
    let end = Downlink::End {
        reason: "expired".to_owned(),
    };
    assert_eq!(Downlink::decode(&last.unwrap(), json::parse), Ok(end));
    assert_eq!(u16::from(close.code), 1000);
    assert_eq!(realtime(&url, Some(&token)).await.unwrap_err(), 401);
}
