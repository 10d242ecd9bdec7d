//! Which tokens are accepted, and the errors for the others.

use speko_dev_server::Config;
use speko_dev_server::token::{Grant, unix_time};
use speko_proto::livekit::wire::JoinRequest;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;

use crate::support::{DevServer, signed};

#[tokio::test]

async fn credentials_are_valid_and_contain_only_browser_fields() {
    let server = DevServer::start(Config::default()).await;
    let answer = server.ask("POST", "/api/conversations", "").await;
    assert_eq!(answer.status, 201);
    let json = answer.json();
    let mut fields: Vec<&String> = json.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "expiresAt",
            "identity",
            "roomName",
            "transportToken",
            "transportUrl"
        ]
    );
    assert_eq!(json["transportUrl"], format!("ws://{}", server.address));
    assert!(json["roomName"].as_str().unwrap().starts_with("speko_"));
    assert!(json["identity"].as_str().unwrap().starts_with("user_"));
    assert!(!answer.body.contains(&server.config.api_secret));

    let token = json["transportToken"].as_str().unwrap();
    let answer = server.validate(token).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "success"));
    let mut caller = server
        .try_join(token, &JoinRequest::default())
        .await
        .unwrap();
    let Some(ServerMessage::Join(join)) = caller.next().await else {
        panic!("the first message is not a join")
    };
    assert_eq!(
        join.participant.unwrap().identity,
        json["identity"].as_str().unwrap()
    );
    assert_eq!(join.room.unwrap().name, json["roomName"].as_str().unwrap());
}

#[tokio::test]
async fn two_conversations_never_share_a_room() {
    let server = DevServer::start(Config::default()).await;
    let first = server.ask("POST", "/api/conversations", "").await.json();
    let second = server.ask("POST", "/api/conversations", "").await.json();
    assert_ne!(first["roomName"], second["roomName"]);
    assert_ne!(first["identity"], second["identity"]);
}

#[tokio::test]
async fn page_behind_a_tls_proxy_gets_a_wss_url() {
    let server = DevServer::start(Config::default()).await;
    let headers = "host: localhost:1234\r\nx-forwarded-proto: https\r\n";
    let json = server
        .ask("POST", "/api/conversations", headers)
        .await
        .json();
    assert_eq!(json["transportUrl"], "wss://localhost:1234");
}

#[tokio::test]
async fn unknown_host_header_is_rejected() {
    let server = DevServer::start(Config::default()).await;
    for host in ["evil.example", "127.0.0.1.evil.example", "192.0.2.1:8787"] {
        let answer = server
            .ask("POST", "/api/conversations", &format!("host: {host}\r\n"))
            .await;
        assert_eq!(answer.status, 403, "{host}");
    }
}

#[tokio::test]
async fn invalid_tokens_are_rejected_with_401_and_validate_gives_reason() {
    let server = DevServer::start(Config::default()).await;
    let config = &server.config;
    let other_secret = Config {
        api_secret: "another".into(),
        ..config.clone()
    };
    let now = unix_time();
    let cases = [
        (
            "expired",
            signed(config, |claims| claims.exp = now - 10),
            "token is expired",
        ),
        (
            "used too early",
            signed(config, |claims| claims.nbf = now + 600),
            "not valid yet",
        ),
        ("another secret", signed(&other_secret, |_| {}), "signature"),
        (
            "another key",
            signed(config, |claims| claims.iss = "otherkey".into()),
            "invalid API key",
        ),
        (
            "no grant",
            signed(config, |claims| claims.video.room_join = false),
            "permissions denied",
        ),
        (
            "no room",
            signed(config, |claims| claims.video.room.clear()),
            "permissions denied",
        ),
        (
            "no identity",
            signed(config, |claims| claims.sub.clear()),
            "identity",
        ),
        ("malformed token", "aaaa.bbbb.cccc".to_owned(), "malformed"),
        ("empty token", String::new(), "permissions denied"),
    ];
    for (what, token, words) in cases {
        let answer = server.validate(&token).await;
        assert_eq!(answer.status, 401, "{what}");
        assert!(answer.body.contains(words), "{what}: {}", answer.body);
        assert!(
            token.is_empty() || !answer.body.contains(&token),
            "{what}: the token is echoed"
        );
        assert!(
            answer.head.contains("access-control-allow-origin: *"),
            "{what}"
        );
        let refused = server.try_join(&token, &JoinRequest::default()).await.err();
        assert_eq!(refused, Some(401), "{what}");
    }
    assert_eq!(server.open_rooms().await, 0);
}

#[tokio::test]
async fn invalid_join_request_is_400() {
    let server = DevServer::start(Config::default()).await;
    let token = server.token("room");
    for request in [
        "",
        "&join_request=",
        "&join_request=%21",
        "&join_request=____",
    ] {
        let answer = server
            .get(&format!("/rtc/v1/validate?access_token={token}{request}"))
            .await;
        assert_eq!(answer.status, 400, "{request}: {}", answer.body);
    }
}

#[tokio::test]
async fn permissions_not_granted_by_the_token_are_denied() {
    let server = DevServer::start(Config::default()).await;
    let grant = Grant {
        can_publish: Some(false),
        ..Grant::join("room")
    };
    let token = signed(&server.config, |claims| claims.video = grant);
    let mut request = JoinRequest::default();
    request.add_track_requests.push(Default::default());
    let mut caller = server.try_join(&token, &request).await.unwrap();
    let Some(ServerMessage::Join(join)) = caller.next().await else {
        panic!("the first message is not a join")
    };
    let permission = join.participant.unwrap().permission.unwrap();
    assert!(!permission.can_publish && !permission.can_publish_data && permission.can_subscribe);
    assert!(matches!(
        caller.next().await,
        Some(ServerMessage::RequestResponse(_))
    ));
}
