//! The sources of sessions.

use serde_json::{Value, json};
use speko_dev_server::sessions::{LiveKit, Source, Speko};
use speko_dev_server::{Config, token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc;

use crate::support::DevServer;

const SESSIONS: &str = "authorization: Bearer sk_local_development\r\n";
const SECRET_KEY: &str = "sk_stand_in_7f3a";

/// Starts a fake of Speko's API that answers each request with this response. Returns its URL and
/// the requests it received.
async fn stand_in(
    status: &'static str,
    headers: &'static str,
    body: Value,
) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = String::new();
            let mut buffer = [0; 4096];
            // Read until the body has the length of the `Content-Length` header.
            loop {
                let read = stream.read(&mut buffer).await.unwrap();
                text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    assert_ne!(read, 0, "the connection closed within the head");
                    continue;
                };
                let length = head.lines().find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("content-length: ")
                        .map(str::to_owned)
                });
                if read == 0 || body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                    break;
                }
            }
            sender.send(text).unwrap();
            let body = body.to_string();
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, requests)
}

async fn with_speko(url: &str) -> DevServer {
    let speko = Speko::new(SECRET_KEY.into(), Some(url.into()), Some("agent_1".into())).unwrap();
    DevServer::start(Config {
        source: Source::Speko(speko),
        ..Config::default()
    })
    .await
}

#[tokio::test]
async fn s148_page_gets_only_browser_fields_and_never_the_key() {
    let upstream = json!({
        "sessionId": "s", "transportToken": "aa.bb.cc", "transportUrl": "wss://media.example", "roomName": "speko_1",
        "identity": "user_1", "expiresAt": "2030-01-01T00:00:00Z", "conversationToken": "aa.bb.cc",
        "livekitUrl": "wss://media.example", "internal": "not for browsers",
    });
    let (url, mut requests) = stand_in("201 Created", "", upstream).await;
    let server = with_speko(&url).await;
    let answer = server.ask("POST", "/api/conversations", "").await;
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.json(),
        json!({
            "transportToken": "aa.bb.cc", "transportUrl": "wss://media.example", "roomName": "speko_1",
            "identity": "user_1", "expiresAt": "2030-01-01T00:00:00Z",
        })
    );
    let asked = requests.recv().await.unwrap();
    assert!(asked.starts_with("POST /v1/sessions "));
    assert!(
        asked
            .to_lowercase()
            .contains(&format!("authorization: bearer {SECRET_KEY}"))
    );
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["agentId"], "agent_1");
    for hidden in [SECRET_KEY, "internal"] {
        assert!(!answer.body.contains(hidden) && !answer.head.contains(hidden));
    }
    assert!(!format!("{:?}", server.config).contains(SECRET_KEY));
}

#[tokio::test]
async fn speko_errors_pass_status_and_code_but_not_the_message() {
    for (status, headers, body, code, wait) in [
        (
            "404 Not Found",
            "",
            json!({"error": "secret words", "code": "AGENT_NOT_FOUND"}),
            "AGENT_NOT_FOUND",
            None,
        ),
        (
            "429 Too Many Requests",
            "retry-after: 7\r\n",
            json!({"error": {"message": "secret words"}}),
            "UPSTREAM_REFUSED",
            Some("retry-after: 7"),
        ),
        (
            "500 Oops",
            "",
            json!("secret words"),
            "UPSTREAM_REFUSED",
            None,
        ),
        (
            "201 Created",
            "",
            json!({"secret": "words"}),
            "UPSTREAM_FAILED",
            None,
        ),
    ] {
        let (url, _told) = stand_in(status, headers, body).await;
        let answer = with_speko(&url)
            .await
            .ask("POST", "/api/conversations", "")
            .await;
        let expected = if status.starts_with("201") {
            "502"
        } else {
            &status[..3]
        };
        assert_eq!(answer.status.to_string(), expected);
        assert_eq!(answer.json()["code"], code);
        assert!(!answer.body.contains("secret"), "{}", answer.body);
        assert!(
            wait.is_none_or(|wait| answer.head.contains(wait)),
            "{}",
            answer.head
        );
    }
    // Bound but not listening, so that no other test gets this port.
    let refuses = TcpSocket::new_v4().unwrap();
    refuses.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = refuses.local_addr().unwrap();
    let answer = with_speko(&format!("http://{address}"))
        .await
        .ask("POST", "/api/conversations", "")
        .await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (502, Some("UPSTREAM_FAILED"))
    );
}

#[tokio::test]
async fn livekit_token_dispatches_the_configured_agent() {
    let livekit = LiveKit {
        url: "wss://voice.livekit.example".into(),
        key: "APIkey".into(),
        secret: "of-the-server".into(),
        agent: Some("helper".into()),
    };
    let server = DevServer::start(Config {
        source: Source::LiveKit(livekit),
        ..Config::default()
    })
    .await;
    let json = server.ask("POST", "/api/conversations", "").await.json();
    assert_eq!(json["transportUrl"], "wss://voice.livekit.example");
    let at_the_server = Config {
        api_key: "APIkey".into(),
        api_secret: "of-the-server".into(),
        ..Config::default()
    };
    let claims = token::verify(&at_the_server, json["transportToken"].as_str().unwrap()).unwrap();
    assert_eq!(claims.video.room, json["roomName"].as_str().unwrap());
    assert_eq!(claims.sub, json["identity"].as_str().unwrap());
    let agents = claims.room_config.unwrap().agents;
    assert_eq!((agents.len(), agents[0].agent.as_str()), (1, "helper"));
}

#[tokio::test]
async fn realtime_session_is_created_at_speko_and_returns_browser_fields() {
    let upstream = json!({
        "mode": "s2s", "sessionId": "s1", "wsUrl": "wss://s2s.example/s1", "wsToken": "t",
        "inputSampleRate": 16_000, "outputSampleRate": 24_000, "expiresAt": "2030-01-01T00:00:00Z",
        "providerKey": "sk_secret",
    });
    let (url, mut requests) = stand_in("201 Created", "", upstream).await;
    let server = with_speko(&url).await;
    let body = r#"{"mode":"s2s","agentId":"a","s2s":{"inputSampleRate":16000}}"#;
    let answer = server.send("POST", "/v1/sessions", SESSIONS, body).await;
    assert_eq!(answer.status, 201);
    let json = answer.json();
    assert_eq!(json["wsUrl"], "wss://s2s.example/s1");
    assert_eq!(json["inputSampleRate"], 16_000);
    assert!(json.get("providerKey").is_none());
    let asked = requests.try_recv().unwrap();
    assert!(asked.contains(r#""mode":"s2s""#), "{asked}");
}

#[tokio::test]
async fn upstream_failures_are_gateway_errors() {
    let credentials = json!({
        "transportToken": "a", "transportUrl": "wss://a.example", "padding": "a".repeat(100_000),
    });
    for (status, headers, body) in [
        (
            "302 Found",
            "location: https://evil.example/\r\n",
            json!({}),
        ),
        ("201 Created", "", credentials),
    ] {
        let (url, _told) = stand_in(status, headers, body).await;
        let server = with_speko(&url).await;
        let answer = server.ask("POST", "/api/conversations", "").await;
        assert_eq!(answer.status, 502, "{status}");
        assert!(!answer.head.contains("evil"), "{}", answer.head);
    }
    // Accepts the request and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let speko = Speko::new(SECRET_KEY.into(), Some(url), None)
        .unwrap()
        .with_timeout(std::time::Duration::from_millis(50));
    let server = DevServer::start(Config {
        source: Source::Speko(speko),
        ..Config::default()
    })
    .await;
    let answer = server.ask("POST", "/api/conversations", "").await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (504, Some("UPSTREAM_FAILED"))
    );
}

#[tokio::test]
async fn allowed_origin_can_read_retry_after() {
    let date = "retry-after: Wed, 21 Oct 2026 07:28:00 GMT\r\n";
    let (url, _told) = stand_in("429 Too Many Requests", date, json!({})).await;
    let speko = Speko::new(SECRET_KEY.into(), Some(url), None).unwrap();
    let server = DevServer::start(Config {
        source: Source::Speko(speko),
        allowed_origins: vec!["https://app.example".into()],
        ..Config::default()
    })
    .await;
    let page = "origin: https://app.example\r\n";
    let answer = server.ask("POST", "/api/conversations", page).await;
    assert_eq!(answer.status, 429);
    for header in [
        "retry-after: wed, 21 oct 2026 07:28:00 gmt",
        "access-control-expose-headers: retry-after",
        "access-control-allow-origin: https://app.example",
    ] {
        assert!(answer.head.contains(header), "{}", answer.head);
    }
}
