//! How a conversation ends: by the app, in its own callbacks, and by the server.

use speko_client::{DisconnectReason, Event, Status};
use speko_proto::livekit::wire::{self, LeaveRequest, signal_response};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// Each of these runs inside the browser callback whose listener it removes.
#[wasm_bindgen_test]
async fn conversation_can_be_ended_in_its_own_callbacks() {
    let end: fn(&Caller) = |caller| caller.conversation().end_session();
    for end in [end, Caller::hang_up_by_drop] {
        // In the data channel's callback.
        reset_with_fake_sockets();
        let caller = Caller::start(options(), move |caller, event| {
            if is_message(event) {
                caller.conversation().set_mic_muted(true);
                assert_eq!(tracks_enabled(), "false", "muted on return");
                end(caller);
                assert_nothing_left();
            }
        });
        let server = Server::accept().await;
        caller
            .until(|event| matches!(event, Event::Connected { .. }))
            .await;
        server.send_message("one").await;
        caller
            .until(|event| matches!(event, Event::Disconnected(_)))
            .await;
        assert_nothing_left();
        assert_eq!(caller.disconnections(), [DisconnectReason::User]);
        assert_eq!(
            server.left().await.reason(),
            wire::DisconnectReason::ClientInitiated
        );
        server.remote.close().await;
    }
}

#[wasm_bindgen_test]
async fn throwing_callback_does_not_leak_the_microphone() {
    reset_with_fake_sockets();
    let caller = Caller::start(options(), |_, event| {
        if is_message(event) {
            wasm_bindgen::throw_str("the app's own mistake");
        }
    });
    let server = Server::accept().await;
    caller.conversation().ready().await.unwrap();
    server.send_message("one").await;
    caller.until(is_message).await;
    settled().await;
    caller.conversation().end_session();
    assert_eq!(caller.conversation().status(), Status::Disconnected);
    assert_eq!(
        (live_tracks(), open_peers(), open_sockets(), element_count()),
        (0, 0, 0, 0)
    );
    assert_eq!(take_errors(), 1, "only the app's own error");
    server.remote.close().await;
}

/// The socket is closed while handling the socket's own frame.
#[wasm_bindgen_test]
async fn server_leave_ends_the_conversation_and_releases_everything() {
    reset_with_fake_sockets();
    let (caller, server) = connected(options()).await;
    server.send(signal_response::Message::Leave(LeaveRequest {
        reason: wire::DisconnectReason::RoomDeleted.into(),
        ..Default::default()
    }));
    assert_eq!(caller.disconnections(), [DisconnectReason::Agent]);
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn twenty_conversations_leak_nothing() {
    reset_with_fake_sockets();
    for round in 0..20 {
        let caller = Caller::start(options(), |_, _| {});
        // Some are cancelled while connecting.
        if round % 4 == 3 {
            next_socket().await;
            caller.conversation().end_session();
            continue;
        }
        let server = Server::accept().await;
        caller.conversation().ready().await.unwrap();
        caller.conversation().end_session();
        server.remote.close().await;
    }
    assert_eq!((prompt_count(), peer_count(), socket_count()), (20, 20, 20));
    prompts_settled().await;
    assert_nothing_left();
}
