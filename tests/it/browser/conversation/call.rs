//! A call from its start to its end: audio and messages both ways, statistics, events.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream as _;
use speko_client::{
    Conversation, DisconnectReason, ErrorCode, Event, Events, Source, Status, VoiceConversation,
};
use speko_proto::livekit::wire::{self, rpc_packet};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn conversation_connects_exchanges_audio_and_messages_and_ends() {
    reset_with_fake_sockets();
    let caller = Caller::start(options().volume(0.5), |_, _| {});
    let conversation = caller.conversation();
    assert_eq!(conversation.status(), Status::Connecting);
    let waiting = conversation.clone();
    let ready = async move { waiting.ready().await };
    let server = Server::accept().await;
    ready.await.unwrap();
    conversation.ready().await.unwrap();
    assert!(conversation.is_open());
    assert_eq!(conversation.id(), "room-1");

    level_of_element().await;
    assert_eq!((element_count(), element_volume()), (1, 0.5));
    server.remote.hears().await;
    conversation.set_mic_muted(true);
    assert_eq!(tracks_enabled(), "false");
    conversation.set_mic_muted(false);
    assert_eq!(tracks_enabled(), "true");

    conversation.send_user_message("Hello \u{1F600}").unwrap();
    let sent = server.text_from_caller().await;
    assert_eq!(
        field(&sent, "text").unwrap().as_string().unwrap(),
        "Hello \u{1F600}"
    );
    server.send_message("Hi").await;
    caller.until(is_message).await;

    conversation.end_session();
    assert_eq!(conversation.status(), Status::Disconnected);
    assert_nothing_left();
    assert_eq!(caller.disconnections(), [DisconnectReason::User]);
    assert_eq!(
        server.left().await.reason(),
        wire::DisconnectReason::ClientInitiated
    );
    assert_eq!(socket_closed_with(&server.socket), 1000);
    conversation.end_session();
    assert_eq!(caller.disconnections().len(), 1);
    // The transcript is kept.
    let transcript = conversation.transcript();
    let [turn] = transcript.turns() else { panic!() };
    assert_eq!((turn.source, turn.text.as_str()), (Source::Agent, "Hi"));
    assert!(turn.started_at.is_some() && turn.started_at <= turn.changed_at);
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn stats_are_available_only_while_connected() {
    reset_with_fake_sockets();
    let (caller, server) = connected(options()).await;
    let conversation = caller.conversation();
    server.remote.hears().await;
    let stats = loop {
        let stats = conversation.stats().await.unwrap();
        if stats.packets_received > 10 && stats.packets_sent > 10 {
            break stats;
        }
        settled().await;
    };
    assert_eq!(stats.codec.as_deref(), Some("audio/opus"));
    let (local, remote) = (stats.local.unwrap(), stats.remote.unwrap());
    assert_eq!(
        (local.protocol.as_str(), remote.protocol.as_str()),
        ("udp", "udp")
    );
    assert_eq!(local.kind, "host");
    assert!(stats.bytes_received > 100 && stats.bytes_sent > 100);
    assert!(stats.jitter_ms.is_some_and(|jitter| jitter < 1_000));
    assert!(stats.agent_level.is_some() && stats.mic_level.is_some());
    conversation.end_session();
    assert_eq!(conversation.stats().await, None);
    assert_nothing_left();
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn start_session_behaves_like_create() {
    reset_with_fake_sockets();
    let (options, mut events) = options().events();
    let creating = Conversation::start_session(options);
    let accepting = Server::accept();
    let (conversation, server) = both(creating, accepting).await;
    let conversation = conversation.unwrap();
    assert!(conversation.is_open());
    assert_eq!(conversation.id(), "room-1");
    assert!(conversation.can_play_audio());
    drop(conversation);
    assert_nothing_left();
    let mut emitted = Vec::new();
    while let Some(event) = next(&mut events).await {
        emitted.push(event);
    }
    let place = |wanted: &Event| emitted.iter().position(|event| event == wanted).unwrap();
    assert!(place(&Event::Status(Status::Connecting)) < place(&Event::Status(Status::Connected)));
    assert!(
        matches!(emitted.last(), Some(Event::Disconnected(_))),
        "{emitted:?}"
    );
    server.remote.close().await;
}

#[wasm_bindgen_test]
async fn sends_fail_before_and_after_the_session() {
    reset_with_fake_sockets();
    let conversation = VoiceConversation::start(options()).unwrap();
    let refused = |conversation: &VoiceConversation| {
        for sent in [
            conversation.send_user_message("a"),
            conversation.send_contextual_update("b"),
            conversation.send_chat_message("c"),
        ] {
            assert_eq!(sent.unwrap_err().code(), ErrorCode::NotConnected);
        }
    };
    refused(&conversation);
    let server = Server::accept().await;
    conversation.ready().await.unwrap();
    conversation.send_user_message("now").unwrap();
    conversation.send_chat_message("now").unwrap();
    conversation.end_session();
    refused(&conversation);
    server.remote.close().await;
}

async fn next(events: &mut Events) -> Option<Event> {
    poll_fn(|context| Pin::new(&mut *events).poll_next(context)).await
}

#[wasm_bindgen_test]
async fn agent_that_calls_a_method_during_the_permission_prompt_gets_its_response() {
    reset_with_fake_sockets();
    hold_prompt();
    let options = options().rpc_method("greet", |call| async move { Ok(call.payload + "!") });
    let caller = Caller::start(options, |_, _| {});
    let server = Server::accept().await;
    let call = |id: &str| {
        wire::RpcPacket {
            participant_identity: "agent".to_owned(),
            value: Some(rpc_packet::Value::RpcRequest(wire::RpcRequest {
                id: id.to_owned(),
                method: "greet".to_owned(),
                payload: "hi".to_owned(),
                response_timeout_ms: 9_000,
                version: 1,
            })),
            ..Default::default()
        }
        .encode_to_vec()
    };
    server.remote.send("_reliable", &call("1")).await;
    let next = async || {
        let packet = server.remote.next_message().await;
        wire::RpcPacket::decode(&packet).unwrap().value.unwrap()
    };
    assert!(matches!(next().await, rpc_packet::Value::RpcAck(ack) if ack.request_id == "1"));
    let answer = |value| match value {
        rpc_packet::Value::RpcResponse(response) => response.value,
        _ => None,
    };
    let expected = Some(wire::rpc_response::Value::Payload("hi!".to_owned()));
    assert_eq!(answer(next().await), expected);
    assert_eq!(caller.conversation().status(), Status::Connecting);
    // The call opens as usual.
    answer_prompt().await;
    caller.conversation().ready().await.unwrap();
    caller.conversation().end_session();
    assert_nothing_left();
    server.remote.close().await;
}
