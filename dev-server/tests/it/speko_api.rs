//! `POST /v1/sessions`, compared with Speko's API. The numbers are those of docs/contract.md.

mod credentials;

use std::collections::HashSet;

use serde_json::Value;
use speko_dev_server::Config;
use speko_proto::livekit::wire::JoinRequest;

use crate::support::{Answer, DevServer};

const KEY: &str = "authorization: Bearer sk_local_development\r\n";
const PLAIN: &str = r#"{"intent":{"language":"en"}}"#;

async fn server() -> DevServer {
    DevServer::start(Config::default()).await
}

async fn create(server: &DevServer, body: &str) -> Answer {
    server.send("POST", "/v1/sessions", KEY, body).await
}

async fn refused(server: &DevServer, body: &str) -> (u16, String) {
    let answer = create(server, body).await;
    (
        answer.status,
        answer.json()["code"].as_str().unwrap().to_owned(),
    )
}

fn invalid() -> (u16, String) {
    (400, "VALIDATION_ERROR".to_owned())
}

fn text<'a>(json: &'a Value, name: &str) -> &'a str {
    json[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {json}"))
}

#[tokio::test]
async fn s137_missing_or_wrong_bearer_key_is_401() {
    let server = server().await;
    for headers in [
        "",
        "authorization: Bearer sk_wrong\r\n",
        "authorization: Bearer \r\n",
        "authorization: sk_local_development\r\n",
        "authorization: Basic sk_local_development\r\n",
    ] {
        let answer = server.send("POST", "/v1/sessions", headers, PLAIN).await;
        assert_eq!(answer.status, 401, "{headers}");
        assert_eq!(answer.json()["code"], "UNAUTHORIZED");
    }
    assert_eq!(create(&server, PLAIN).await.status, 201);
}

#[tokio::test]
async fn s138_agent_id_or_intent_is_required() {
    let server = server().await;
    assert_eq!(refused(&server, "{}").await, invalid());
    assert_eq!(refused(&server, "nonsense").await, invalid());
    for body in [
        r#"{"agentId":"a"}"#,
        PLAIN,
        r#"{"agentId":"a","intent":{"language":"de"}}"#,
    ] {
        assert_eq!(create(&server, body).await.status, 201, "{body}");
    }
}

#[tokio::test]
async fn s139_ttl_has_a_default_and_a_range() {
    let server = server().await;
    let now = speko_dev_server::token::unix_time();
    let lasts = async |ttl: &str| {
        let body = format!(r#"{{"agentId":"a"{ttl}}}"#);
        let json = create(&server, &body).await.json();
        let token = text(&json, "transportToken").to_owned();
        speko_dev_server::token::verify(&server.config, &token)
            .unwrap()
            .exp
            - now
    };
    assert!((900..=905).contains(&lasts("").await));
    assert!((86_400..=86_405).contains(&lasts(r#","ttlSeconds":86400"#).await));
    for ttl in ["0", "86401", "-1", "1.5", "\"900\"", "null"] {
        let body = format!(r#"{{"agentId":"a","ttlSeconds":{ttl}}}"#);
        assert_eq!(refused(&server, &body).await, invalid(), "{ttl}");
    }
}

#[tokio::test]
async fn s140_identity_has_a_default_and_a_maximum_length() {
    let server = server().await;
    let json = create(&server, PLAIN).await.json();
    let default = text(&json, "identity");
    assert!(uuid::Uuid::parse_str(default.strip_prefix("user_").unwrap()).is_ok());
    let long = "a".repeat(128);
    let body = format!(r#"{{"agentId":"a","identity":"{long}"}}"#);
    assert_eq!(create(&server, &body).await.json()["identity"], long);
    for identity in ["", &"a".repeat(129)] {
        let body = format!(r#"{{"agentId":"a","identity":"{identity}"}}"#);
        assert_eq!(refused(&server, &body).await, invalid());
    }
}

#[tokio::test]
async fn s141_response_has_every_field_and_its_aliases() {
    let server = server().await;
    let answer = create(&server, PLAIN).await;
    assert_eq!(answer.status, 201);
    let json = answer.json();
    let fields: HashSet<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        fields,
        HashSet::from([
            "sessionId",
            "transportToken",
            "transportUrl",
            "roomName",
            "identity",
            "expiresAt",
            "conversationToken",
            "livekitUrl",
        ])
    );
    assert!(text(&json, "roomName").starts_with("speko_"));
    assert!(uuid::Uuid::parse_str(text(&json, "sessionId")).is_ok());
    assert_eq!(json["conversationToken"], json["transportToken"]);
    assert_eq!(json["livekitUrl"], json["transportUrl"]);
    assert!(text(&json, "expiresAt").ends_with('Z'));
    let joined = server
        .try_join(text(&json, "transportToken"), &JoinRequest::default())
        .await;
    assert!(joined.is_ok());
}

#[tokio::test]
async fn s142_realtime_provider_and_model_are_set_together_or_not_at_all() {
    let server = server().await;
    let pinned = r#"{"mode":"s2s","s2s":{"provider":"openai","model":"m"}}"#;
    assert_eq!(create(&server, pinned).await.status, 201);
    for body in [
        r#"{"mode":"s2s","s2s":{"provider":"openai"}}"#,
        r#"{"mode":"s2s","agentId":"a","s2s":{"model":"m"}}"#,
        r#"{"mode":"s2s"}"#,
    ] {
        assert_eq!(refused(&server, body).await, invalid(), "{body}");
    }
}

#[tokio::test]
async fn s143_realtime_session_response_has_its_fields() {
    let server = server().await;
    let body = r#"{"mode":"s2s","agentId":"a","s2s":{"inputSampleRate":16000}}"#;
    let json = create(&server, body).await.json();
    for name in ["sessionId", "wsUrl", "wsToken", "expiresAt"] {
        assert!(!text(&json, name).is_empty());
    }
    assert_eq!(
        (&json["inputSampleRate"], &json["outputSampleRate"]),
        (&16_000.into(), &24_000.into())
    );
    let url = format!(
        "ws://{}/v1/realtime/{}/ws",
        server.address,
        text(&json, "sessionId")
    );
    assert_eq!(text(&json, "wsUrl"), url);
    assert!(!url.contains(text(&json, "wsToken")));
}

#[tokio::test]
async fn s145_error_responses_have_an_error_and_a_code() {
    let server = server().await;
    for answer in [
        create(&server, "{}").await,
        server.send("POST", "/v1/sessions", "", PLAIN).await,
        server
            .send(
                "POST",
                "/api/conversations",
                "origin: https://evil.example\r\n",
                "",
            )
            .await,
    ] {
        let json = answer.json();
        assert!(!text(&json, "error").is_empty() && !text(&json, "code").is_empty());
    }
    let issue = &create(&server, r#"{"agentId":"a","ttlSeconds":0}"#)
        .await
        .json()["issues"][0];
    assert_eq!(issue["path"], "ttlSeconds");
}

#[tokio::test]
async fn s146_agent_that_cannot_be_dispatched_is_500() {
    let server = DevServer::start(Config {
        most_rooms: 0,
        ..Config::default()
    })
    .await;
    let failed = (500, "SESSION_CREATE_FAILED".to_owned());
    assert_eq!(refused(&server, PLAIN).await, failed);
    let page = server.ask("POST", "/api/conversations", "").await;
    assert_eq!(
        (page.status, text(&page.json(), "code")),
        (500, "SESSION_CREATE_FAILED")
    );
}
