//! Conversations that do not start, and those that are cancelled before they have.

use std::future::poll_fn;
use std::task::Poll;

use speko_client::{
    ConversationOptions, Credentials, ErrorCode, ErrorReason, Status, VoiceConversation,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn invalid_credentials_open_nothing() {
    reset_with_fake_sockets();
    for (url, token, reason) in [
        ("", "aa.bb.cc", ErrorReason::BadUrl),
        ("not a url", "aa.bb.cc", ErrorReason::BadUrl),
        ("wss://media.example", "", ErrorReason::BadToken),
        ("wss://media.example", "aa.bb", ErrorReason::BadToken),
    ] {
        let options = ConversationOptions::new(Credentials::new(url, token));
        let error = VoiceConversation::create(options).await.unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason)
        );
    }
    settled().await;
    assert_eq!(
        (
            socket_count(),
            peer_count(),
            prompt_count(),
            request_count()
        ),
        (0, 0, 0, 0)
    );
}

#[wasm_bindgen_test]
async fn denied_microphone_ends_the_conversation_with_its_reason() {
    reset_with_fake_sockets();
    microphone_refuses("NotAllowedError");
    let caller = Caller::start(options(), |_, _| {});
    let error = caller.conversation().ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
    assert_eq!(error.reason(), ErrorReason::PermissionDenied);
    assert_eq!(error.cause(), Some("NotAllowedError"));
    assert_eq!(caller.conversation().status(), Status::Disconnected);
    assert_nothing_left();
    assert_eq!(caller.disconnections(), []);
}

#[wasm_bindgen_test]
async fn failed_socket_is_probed_once_over_http() {
    reset_with_fake_sockets();
    http_answers(401, "invalid token: token is expired (exp)");
    let caller = Caller::start(options().mic_enabled(false), |_, _| {});
    socket_drop(&next_socket().await, 1006);
    let error = caller.conversation().ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ConnectionFailed);
    assert_eq!((request_count(), prompt_count()), (1, 0));
    assert_nothing_left();
}

/// The timer is removed in its own callback.
#[wasm_bindgen_test]
async fn socket_that_never_opens_times_out() {
    reset_with_fake_sockets();
    hold_time();
    let caller = Caller::start(options(), |_, _| {});
    next_socket().await;
    pass_time(14_000.0);
    assert_eq!(caller.conversation().status(), Status::Connecting);
    let own = caller.conversation.clone();
    pass_time(1_100.0);
    assert_eq!(
        own.borrow().as_ref().unwrap().status(),
        Status::Disconnected
    );
    assert_eq!(open_sockets(), 0);
    let error = caller.conversation().ready().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ConnectionFailed);
    prompts_settled().await;
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn end_during_the_prompt_stops_a_late_microphone() {
    let end: fn(&Caller) = |caller| caller.conversation().end_session();
    for end in [end, Caller::hang_up_by_drop] {
        reset_with_fake_sockets();
        hold_prompt();
        let caller = Caller::start(options(), |_, _| {});
        let server = Server::accept().await;
        assert_eq!(prompt_count(), 1);
        end(&caller);
        assert_nothing_left();
        answer_prompt().await;
        assert_eq!(tracks_enabled().split(',').count(), 1, "a track was opened");
        assert_nothing_left();
        server.remote.close().await;
    }
}

#[wasm_bindgen_test]
async fn dropping_the_create_future_releases_everything() {
    reset_with_fake_sockets();
    hold_prompt();
    let mut create = Box::pin(VoiceConversation::create(options()));
    let polled = poll_fn(|context| Poll::Ready(create.as_mut().poll(context).is_pending()));
    assert!(polled.await);
    assert_eq!((prompt_count(), open_peers()), (1, 1));
    drop(create);
    answer_prompt().await;
    assert_nothing_left();
}
