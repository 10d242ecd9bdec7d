//! A caller whose socket broke comes back, and the call has gone on.

use std::time::{Duration, Instant};

use speko_backend::Config;
use speko_backend::config::Timings;
use speko_client::wire::packet::Outbound;
use speko_client::wire::proto::signal_request::Message as Ask;
use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{
    DisconnectReason, JoinRequest, LeaveRequest, leave_request::Action,
};

use crate::support::{Backend, Caller, PATIENCE, Phone};

fn sid_of(phone: &Phone) -> String {
    let Some(Say::Join(join)) = phone.signals.first() else {
        panic!()
    };
    join.participant.as_ref().unwrap().sid.clone()
}

async fn resume(backend: &Backend, room: &str, sid: &str) -> Caller {
    let request = JoinRequest {
        reconnect: true,
        participant_sid: sid.to_owned(),
        ..JoinRequest::default()
    };
    let token = backend.token(room);
    backend.try_join(&token, &request).await.unwrap()
}

#[tokio::test]
async fn the_agent_goes_on_without_a_socket_and_with_another() {
    let backend = Backend::start(Config::default()).await;
    let mut phone = Phone::call(&backend, "room").await;
    let up = |phone: &Phone| phone.played.len() >= 10 && phone.reliable.is_some();
    assert!(phone.until(up).await, "no greeting or no data channel");
    phone.send(&Outbound::ContextualUpdate("one".into()));
    let sid = sid_of(&phone);
    let mut another = resume(&backend, "room", &sid).await;
    let first = another.next().await.unwrap();
    assert!(matches!(first, Say::Reconnect(_)), "{first:?}");
    std::mem::swap(&mut phone.caller, &mut another);
    drop(another);
    let played = phone.played.len();
    let goes_on = |phone: &Phone| phone.played.len() > played + 20;
    assert!(phone.until(goes_on).await, "the greeting goes on");
    // The new socket is the one that counts.
    phone.caller.send(Ask::Leave(LeaveRequest::default())).await;
    let closed = async { while phone.caller.next().await.is_some() {} };
    tokio::time::timeout(PATIENCE, closed).await.unwrap();
}

#[tokio::test]
async fn a_session_that_is_not_there_is_refused_as_livekit_does() {
    let backend = Backend::start(Config::default()).await;
    for (room, sid) in [("nobody", "PA_x"), ("room", "PA_other")] {
        let _caller = backend.join("room").await;
        let mut caller = resume(&backend, room, sid).await;
        let Some(Say::Leave(leave)) = caller.next().await else {
            panic!()
        };
        assert_eq!(leave.reason(), DisconnectReason::StateMismatch);
        assert_eq!(leave.action(), Action::Reconnect);
        assert!(caller.next().await.is_none());
    }
}

#[tokio::test]
async fn who_does_not_come_back_is_given_up() {
    let resume_within = Duration::from_millis(300);
    let timings = Timings {
        resume_within,
        ..Timings::default()
    };
    let backend = Backend::start(Config {
        timings,
        ..Config::default()
    })
    .await;
    let mut phone = Phone::call(&backend, "room").await;
    assert!(phone.until(|phone| !phone.played.is_empty()).await);
    let closed = Instant::now();
    phone.caller.socket.close(None).await.unwrap();
    backend.until_open(0).await;
    // A lower bound holds however slow the machine is.
    assert!(
        closed.elapsed() >= resume_within,
        "the call goes on for a moment: {:?}",
        closed.elapsed()
    );
}
