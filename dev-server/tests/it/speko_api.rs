//! `POST /v1/sessions`, compared with Speko's API. The numbers are those of docs/contract.md.

use std::collections::HashSet;

use futures_util::StreamExt;
use serde_json::Value;
use speko_dev_server::Config;
use speko_proto::livekit::wire::signal_response::Message as Say;
use speko_proto::livekit::wire::{DisconnectReason, JoinRequest};
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::support::{Answer, DevServer, realtime};

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
    let now = speko_dev_server::token::seconds_since_1970();
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
async fn s144_realtime_token_is_a_subprotocol_valid_only_for_its_session() {
    let server = server().await;
    let body = r#"{"mode":"s2s","agentId":"a"}"#;
    let json = create(&server, body).await.json();
    let other = create(&server, body).await.json();
    let (url, token) = (text(&json, "wsUrl"), text(&json, "wsToken"));

    let (echoed, mut socket) = realtime(url, Some(token)).await.unwrap();
    assert_eq!(
        echoed.as_deref(),
        Some(token),
        "browsers close the socket unless the subprotocol is echoed"
    );
    let first = socket.next().await.unwrap().unwrap();
    let ready = r#"{"t":"ready","inputSampleRate":24000,"outputSampleRate":24000}"#;
    assert_eq!(first.to_text().unwrap(), ready);
    let sound = loop {
        let frame = socket.next().await.unwrap().unwrap();
        if let Frame::Binary(pcm) = frame {
            break pcm;
        }
    };
    assert_eq!(sound.len(), 960, "20 ms of the greeting");
    assert_eq!(
        realtime(url, Some(token)).await.unwrap_err(),
        409,
        "one socket at a time"
    );

    assert_eq!(realtime(url, None).await.unwrap_err(), 401);
    assert_eq!(
        realtime(&format!("{url}?token={token}"), None)
            .await
            .unwrap_err(),
        401
    );
    assert_eq!(
        realtime(text(&other, "wsUrl"), Some(token))
            .await
            .unwrap_err(),
        401
    );
    let room = create(&server, PLAIN).await.json();
    assert_eq!(
        realtime(url, Some(text(&room, "transportToken")))
            .await
            .unwrap_err(),
        401
    );
    // It does not open a room either.
    assert_eq!(server.validate(token).await.status, 401);
    let mut expired =
        speko_dev_server::token::verify_realtime(&server.config, token, text(&json, "sessionId"))
            .unwrap();
    expired.exp = speko_dev_server::token::seconds_since_1970();
    let expired = speko_dev_server::token::sign(&expired, &server.config.api_secret).unwrap();
    assert_eq!(realtime(url, Some(&expired)).await.unwrap_err(), 401);
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

#[tokio::test]
async fn s147_agent_joins_the_tokens_room_and_leaves_when_it_expires() {
    let server = server().await;
    let body = r#"{"agentId":"a","ttlSeconds":3}"#;
    let json = create(&server, body).await.json();
    let room = text(&json, "roomName");
    let mut caller = server
        .try_join(text(&json, "transportToken"), &JoinRequest::default())
        .await
        .unwrap();
    let Some(Say::Join(join)) = caller.next().await else {
        panic!("no join")
    };
    assert_eq!(join.room.unwrap().name, room);
    assert_eq!(join.other_participants.len(), 1, "the agent is in the room");
    assert_eq!(server.get("/api/rooms").await.json()["rooms"][0], room);
    loop {
        if let Some(Say::Leave(leave)) = caller.next().await {
            assert_eq!(leave.reason(), DisconnectReason::RoomClosed);
            break;
        }
    }
    server.until_open(0).await;
}

#[tokio::test]
async fn s147_token_opens_only_its_room_and_agent_leaves_when_empty() {
    let server = server().await;
    let mine = create(&server, PLAIN).await.json();
    let other = create(&server, PLAIN).await.json();
    assert_ne!(mine["roomName"], other["roomName"]);
    let claims =
        speko_dev_server::token::verify(&server.config, text(&mine, "transportToken")).unwrap();
    assert_eq!(claims.video.room, text(&mine, "roomName"));
    let caller = server
        .try_join(text(&mine, "transportToken"), &JoinRequest::default())
        .await
        .unwrap();
    server.until_open(1).await;
    assert_eq!(
        server.get("/api/rooms").await.json()["rooms"],
        serde_json::json!([mine["roomName"]])
    );
    drop(caller);
    server.until_open(0).await;
}

#[tokio::test]
async fn s010_an_expired_token_cannot_join() {
    let server = server().await;
    let json = create(&server, r#"{"agentId":"a","ttlSeconds":3}"#)
        .await
        .json();
    let token = text(&json, "transportToken").to_owned();
    let mut caller = server
        .try_join(&token, &JoinRequest::default())
        .await
        .unwrap();
    // The server ends the session when the token expires.
    while !matches!(caller.next().await, Some(Say::Leave(_)) | None) {}
    let again = server.try_join(&token, &JoinRequest::default()).await;
    assert_eq!(again.err(), Some(401));
    assert!(server.validate(&token).await.body.contains("expired"));
}
