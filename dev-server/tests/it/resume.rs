//! A caller resumes on a new socket, and the call continues.

use std::time::{Duration, Instant};

use speko_dev_server::Config;
use speko_dev_server::config::Timings;
use speko_proto::livekit::wire::leave_request::Action;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{DisconnectReason, JoinRequest, LeaveRequest};
use speko_proto::packet::Outbound;

use crate::support::{Caller, DevServer, TIMEOUT, TestCaller};

fn sid_of(caller: &TestCaller) -> String {
    let Some(ServerMessage::Join(join)) = caller.signals.first() else {
        panic!()
    };
    join.participant.as_ref().unwrap().sid.clone()
}

async fn resume(server: &DevServer, room: &str, sid: &str) -> Caller {
    let request = JoinRequest {
        reconnect: true,
        participant_sid: sid.to_owned(),
        ..JoinRequest::default()
    };
    let token = server.token(room);
    server.try_join(&token, &request).await.unwrap()
}

#[tokio::test]
async fn resume_with_a_new_socket_keeps_audio_playing() {
    let server = DevServer::start(Config::default()).await;
    let mut caller = TestCaller::call(&server, "room").await;
    let up = |caller: &TestCaller| caller.played.len() >= 10 && caller.reliable.is_some();
    assert!(caller.until(up).await, "no greeting or no data channel");
    caller.send(&Outbound::ContextualUpdate("one".into()));
    let sid = sid_of(&caller);
    let mut another = resume(&server, "room", &sid).await;
    let first = another.next().await.unwrap();
    assert!(matches!(first, ServerMessage::Reconnect(_)), "{first:?}");
    std::mem::swap(&mut caller.signaling, &mut another);
    drop(another);
    let played = caller.played.len();
    let continues = |caller: &TestCaller| caller.played.len() > played + 20;
    assert!(
        caller.until(continues).await,
        "the greeting does not continue"
    );
    // Signaling now uses the new socket.
    caller
        .signaling
        .send(ClientMessage::Leave(LeaveRequest::default()))
        .await;
    let closed = async { while caller.signaling.next().await.is_some() {} };
    tokio::time::timeout(TIMEOUT, closed).await.unwrap();
}

#[tokio::test]
async fn resume_of_unknown_session_is_rejected_with_state_mismatch() {
    let server = DevServer::start(Config::default()).await;
    for (room, sid) in [("empty", "PA_x"), ("room", "PA_other")] {
        let _caller = server.join("room").await;
        let mut caller = resume(&server, room, sid).await;
        let Some(ServerMessage::Leave(leave)) = caller.next().await else {
            panic!()
        };
        assert_eq!(leave.reason(), DisconnectReason::StateMismatch);
        assert_eq!(leave.action(), Action::Reconnect);
        assert!(caller.next().await.is_none());
    }
}

#[tokio::test]
async fn caller_that_does_not_resume_in_time_is_removed() {
    let resume_within = Duration::from_millis(300);
    let timings = Timings {
        resume_within,
        ..Timings::default()
    };
    let server = DevServer::start(Config {
        timings,
        ..Config::default()
    })
    .await;
    let mut caller = TestCaller::call(&server, "room").await;
    assert!(caller.until(|caller| !caller.played.is_empty()).await);
    let closed = Instant::now();
    caller.signaling.socket.close(None).await.unwrap();
    server.until_open(0).await;
    // A lower bound holds on slow machines too.
    assert!(
        closed.elapsed() >= resume_within,
        "the call ended before the resume timeout: {:?}",
        closed.elapsed()
    );
}
