//! Authorization and rate limits for sessions.

use speko_dev_server::Config;
use speko_dev_server::sessions::Limits;

use crate::support::DevServer;

const SESSIONS: &str = "authorization: Bearer sk_local_development\r\n";
const PLAIN: &str = r#"{"intent":{"language":"en"}}"#;

#[tokio::test]
async fn only_same_origin_and_allowed_origins_get_credentials() {
    let server = DevServer::start(Config {
        allowed_origins: vec!["https://app.example".into()],
        ..Config::default()
    })
    .await;
    let ask = async |method: &str, origin: &str| {
        let header = format!("origin: {origin}\r\n");
        server.ask(method, "/api/conversations", &header).await
    };
    let own = ask("POST", &format!("http://{}", server.address)).await;
    assert_eq!(own.status, 201);
    assert!(!own.head.contains("access-control"));
    let named = ask("POST", "https://app.example").await;
    assert_eq!(named.status, 201);
    assert!(
        named
            .head
            .contains("access-control-allow-origin: https://app.example")
    );
    let preflight = ask("OPTIONS", "https://app.example").await;
    assert!(
        preflight
            .head
            .contains("access-control-allow-methods: post")
    );
    let foreign = ask("POST", "https://evil.example").await;
    assert_eq!(
        (foreign.status, foreign.json()["code"].as_str()),
        (403, Some("ORIGIN_NOT_ALLOWED"))
    );
    assert!(!foreign.head.contains("access-control"));
    assert!(
        !ask("OPTIONS", "https://evil.example")
            .await
            .head
            .contains("access-control")
    );
}

#[tokio::test]
async fn session_creation_is_rate_limited() {
    let server = DevServer::start(Config {
        limits: Limits { each: 2, all: 10 },
        ..Config::default()
    })
    .await;
    for _ in 0..2 {
        assert_eq!(
            server.ask("POST", "/api/conversations", "").await.status,
            201
        );
    }
    let third = server.ask("POST", "/api/conversations", "").await;
    assert_eq!(
        (third.status, third.json()["code"].as_str()),
        (429, Some("RATE_LIMITED"))
    );
    assert!(third.head.contains("retry-after: 30"), "{}", third.head);
}

#[tokio::test]
async fn session_creation_with_the_key_is_rate_limited() {
    let server = DevServer::start(Config {
        limits: Limits { each: 2, all: 10 },
        ..Config::default()
    })
    .await;
    let ask = async |headers: &str, body: &str| {
        let answer = server.send("POST", "/v1/sessions", headers, body).await;
        (answer.status, answer.head)
    };
    // Refused requests do not count against the limit.
    for _ in 0..3 {
        assert_eq!(ask("", PLAIN).await.0, 401);
        assert_eq!(ask(SESSIONS, "{}").await.0, 400);
    }
    assert_eq!(ask(SESSIONS, PLAIN).await.0, 201);
    assert_eq!(ask(SESSIONS, PLAIN).await.0, 201);
    let (status, head) = ask(SESSIONS, PLAIN).await;
    assert_eq!(status, 429);
    assert!(head.contains("retry-after: 30"), "{head}");
}

#[tokio::test]
async fn foreign_origin_with_the_key_is_rejected() {
    let server = DevServer::start(Config::default()).await;
    let foreign = format!("{SESSIONS}origin: https://evil.example\r\n");
    let answer = server.send("POST", "/v1/sessions", &foreign, PLAIN).await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (403, Some("ORIGIN_NOT_ALLOWED"))
    );
}

#[tokio::test]
async fn api_rejects_every_key_when_none_is_configured() {
    let server = DevServer::start(Config {
        sessions_key: None,
        ..Config::default()
    })
    .await;
    for headers in ["", SESSIONS, "authorization: Bearer \r\n"] {
        let answer = server.send("POST", "/v1/sessions", headers, PLAIN).await;
        assert_eq!(answer.status, 401, "{headers}");
    }
}
