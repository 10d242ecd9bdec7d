//! What the tokens of a session open, and for how long.

use futures_util::StreamExt;
use speko_proto::livekit::wire::DisconnectReason;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::*;
use crate::support::realtime;

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
    expired.exp = speko_dev_server::token::unix_time();
    let expired = speko_dev_server::token::sign(&expired, &server.config.api_secret).unwrap();
    assert_eq!(realtime(url, Some(&expired)).await.unwrap_err(), 401);
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
    let Some(ServerMessage::Join(join)) = caller.next().await else {
        panic!("no join")
    };
    assert_eq!(join.room.unwrap().name, room);
    assert_eq!(join.other_participants.len(), 1, "the agent is in the room");
    assert_eq!(server.get("/api/rooms").await.json()["rooms"][0], room);
    loop {
        if let Some(ServerMessage::Leave(leave)) = caller.next().await {
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
    while !matches!(caller.next().await, Some(ServerMessage::Leave(_)) | None) {}
    let again = server.try_join(&token, &JoinRequest::default()).await;
    assert_eq!(again.err(), Some(401));
    assert!(server.validate(&token).await.body.contains("expired"));
}
