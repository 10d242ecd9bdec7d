//! A failing session does not affect others.

use std::time::{Duration, Instant};

use futures_util::SinkExt;
use speko_dev_server::{Config, Timings};
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{
    AddTrackRequest, DisconnectReason, JoinRequest, LeaveRequest, MuteTrackRequest, Ping,
    SessionDescription, TrickleRequest,
};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::support::DevServer;

fn leave(message: ServerMessage) -> Option<DisconnectReason> {
    let ServerMessage::Leave(leave) = message else {
        return None;
    };
    DisconnectReason::try_from(leave.reason).ok()
}

fn quick(change: impl FnOnce(&mut Timings)) -> Config {
    let mut config = Config::default();
    change(&mut config.timings);
    config
}

#[tokio::test]
async fn malformed_frames_close_only_their_own_session() {
    let server = DevServer::start(Config::default()).await;
    let mut bystander = server.join("bystander").await;
    let garbage = [
        Frame::Binary(vec![0xff; 100].into()),
        Frame::Binary(vec![0x0a, 0xff, 0xff].into()),
        Frame::Text("hello".into()),
    ];
    for (number, frame) in garbage.into_iter().enumerate() {
        let mut caller = server.join(&format!("room {number}")).await;
        server.until_open(2).await;
        caller.socket.send(frame).await.unwrap();
        while caller.next().await.is_some() {}
        server.until_open(1).await;
    }
    bystander
        .send(ClientMessage::PingReq(Ping {
            timestamp: 7,
            rtt: 0,
        }))
        .await;
    let pong = bystander
        .until(|message| {
            if let ServerMessage::PongResp(pong) = message {
                Some(pong)
            } else {
                None
            }
        })
        .await;
    assert_eq!(pong.last_ping_timestamp, 7);
}

#[tokio::test]
async fn invalid_sdp_offer_ends_the_session_with_join_failure() {
    let server = DevServer::start(Config::default()).await;
    for sdp in [
        "",
        "nonsense",
        "v=0\r\n",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n",
    ] {
        let mut caller = server.join("room").await;
        let offer = SessionDescription {
            r#type: "offer".into(),
            sdp: sdp.into(),
            id: 1,
            ..Default::default()
        };
        caller.send(ClientMessage::Offer(offer)).await;
        assert_eq!(
            caller.until(leave).await,
            DisconnectReason::JoinFailure,
            "{sdp}"
        );
        drop(caller);
        server.until_open(0).await;
    }
}

#[tokio::test]
async fn unexpected_but_valid_messages_are_ignored() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = server.join("room").await;
    for candidate in [
        "",
        "no json",
        "{}",
        r#"{"candidate":7}"#,
        r#"{"candidate":"candidate:x"}"#,
    ] {
        caller
            .send(ClientMessage::Trickle(TrickleRequest {
                candidate_init: candidate.into(),
                ..Default::default()
            }))
            .await;
    }
    caller
        .send(ClientMessage::Mute(MuteTrackRequest {
            sid: "TR_of_somebody_else".into(),
            muted: true,
        }))
        .await;
    caller
        .send(ClientMessage::Answer(SessionDescription::default()))
        .await;
    caller.send(ClientMessage::Ping(1)).await;
    caller
        .until(|message| matches!(message, ServerMessage::Pong(_)).then_some(()))
        .await;
}

#[tokio::test]
async fn session_is_removed_when_its_socket_closes() {
    let server = DevServer::start(Config::default()).await;
    let caller = server.join("room").await;
    server.until_open(1).await;
    drop(caller);
    server.until_open(0).await;
    assert_eq!(server.caller_stats("room").await["open"], false);
}

#[tokio::test]
async fn leave_request_removes_the_session() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = server.join("room").await;
    caller
        .send(ClientMessage::Leave(LeaveRequest::default()))
        .await;
    while caller.next().await.is_some() {}
    server.until_open(0).await;
}

#[tokio::test]
async fn caller_without_pings_times_out_and_pinging_caller_stays() {
    let socket_timeout = Duration::from_millis(500);
    let server = DevServer::start(quick(|timings| timings.socket_timeout = socket_timeout)).await;
    let began = Instant::now();
    let mut silent = server.join("silent").await;
    let mut alive = server.join("alive").await;
    let (silent_is_gone, mut gone) = oneshot::channel();
    let pinging = tokio::spawn(async move {
        while began.elapsed() < 3 * socket_timeout || gone.try_recv().is_err() {
            alive.send(ClientMessage::Ping(1)).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        alive
    });
    assert_eq!(
        silent.until(leave).await,
        DisconnectReason::ConnectionTimeout
    );
    assert!(
        began.elapsed() >= socket_timeout,
        "too early: {:?}",
        began.elapsed()
    );
    drop(silent);
    server.until_open(1).await;
    assert!(!pinging.is_finished());
    silent_is_gone.send(()).unwrap();
    let mut alive = pinging.await.unwrap();
    alive.send(ClientMessage::Ping(1)).await;
    alive
        .until(|message| matches!(message, ServerMessage::Pong(_)).then_some(()))
        .await;
}

#[tokio::test]
async fn media_connect_timeout_sends_join_failure() {
    let server = DevServer::start(quick(|timings| {
        timings.connect_within = Duration::from_millis(200)
    }))
    .await;
    let mut caller = server.join("room").await;
    assert_eq!(caller.until(leave).await, DisconnectReason::JoinFailure);
    drop(caller);
    server.until_open(0).await;
}

#[tokio::test]
async fn second_caller_replaces_the_first_with_duplicate_identity() {
    let server = DevServer::start(Config::default()).await;
    let mut first = server.join("room").await;
    first.next().await.unwrap();
    let mut second = server.join("room").await;
    assert_eq!(
        first.until(leave).await,
        DisconnectReason::DuplicateIdentity
    );
    second.send(ClientMessage::Ping(1)).await;
    second
        .until(|message| matches!(message, ServerMessage::Pong(_)).then_some(()))
        .await;
    assert_eq!(server.open_rooms().await, 1);
}

#[tokio::test]
async fn server_shutdown_is_sent_to_the_caller() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = server.join("room").await;
    caller.next().await.unwrap();
    let left = tokio::spawn(async move { caller.until(leave).await });
    server.stop().await;
    assert_eq!(left.await.unwrap(), DisconnectReason::ServerShutdown);
}

#[tokio::test]
async fn mute_is_reported_in_updates_and_room_state() {
    let server = DevServer::start(Config::default()).await;
    let mut request = JoinRequest::default();
    request.add_track_requests.push(AddTrackRequest {
        cid: "mine".into(),
        ..Default::default()
    });
    let mut caller = server
        .try_join(&server.token("room"), &request)
        .await
        .unwrap();
    let published = caller
        .until(|message| {
            if let ServerMessage::TrackPublished(it) = message {
                Some(it)
            } else {
                None
            }
        })
        .await;
    assert_eq!(published.cid, "mine");
    let sid = published.track.unwrap().sid;
    assert!(sid.starts_with("TR_AM"));
    for muted in [true, false] {
        caller
            .send(ClientMessage::Mute(MuteTrackRequest {
                sid: sid.clone(),
                muted,
            }))
            .await;
        let update = caller
            .until(|message| {
                if let ServerMessage::Update(it) = message {
                    Some(it)
                } else {
                    None
                }
            })
            .await;
        assert_eq!(update.participants[0].tracks[0].muted, muted);
        assert_eq!(server.caller_stats("room").await["muted"], muted);
    }
}
