//! RPC in both directions, in virtual time.

use speko_proto::livekit::io::*;
use speko_proto::livekit::rpc::{RpcManager, RpcOutput};
use speko_proto::livekit::wire::rpc_packet::Value;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::livekit::wire::{RpcAck, RpcPacket, RpcRequest, RpcResponse, rpc_response};
use speko_proto::livekit::{Millis, wire};
use speko_proto::{MAX_RPC_PAYLOAD, RpcCall, RpcError};

use crate::support::livekit::{Harness, agent, join, link, options, update};

const START: Millis = Millis(1_000);

fn outputs(manager: &mut RpcManager) -> Vec<RpcOutput> {
    std::iter::from_fn(|| manager.poll()).collect()
}

/// Returns each packet's destination and content.
fn sent(manager: &mut RpcManager) -> Vec<(String, Value)> {
    let read = |output: RpcOutput| match output {
        RpcOutput::Send(fields, _) => {
            let packet = RpcPacket::decode(&fields).unwrap();
            assert_eq!(packet.destination_identities.len(), 1);
            (
                packet.destination_identities[0].clone(),
                packet.value.unwrap(),
            )
        }
        other => panic!("{other:?}"),
    };
    outputs(manager).into_iter().map(read).collect()
}

fn receive(manager: &mut RpcManager, from: &str, value: Value) {
    let packet = RpcPacket {
        participant_identity: from.into(),
        value: Some(value),
        ..Default::default()
    };
    assert!(manager.packet(&packet.encode_to_vec()));
}

fn call(manager: &mut RpcManager, call: RpcCall) -> (u64, RpcRequest) {
    let number = manager.call(START, "PA_me", "agent".into(), call).unwrap();
    match &sent(manager)[..] {
        [(to, Value::RpcRequest(request))] if to == "agent" => (number, request.clone()),
        other => panic!("{other:?}"),
    }
}

fn ack(manager: &mut RpcManager, request: &RpcRequest) {
    let request_id = request.id.clone();
    receive(manager, "agent", Value::RpcAck(RpcAck { request_id }));
}

fn respond(manager: &mut RpcManager, request: &RpcRequest, payload: &str) {
    let response = RpcResponse {
        request_id: request.id.clone(),
        value: Some(rpc_response::Value::Payload(payload.into())),
    };
    receive(manager, "agent", Value::RpcResponse(response));
}

fn settled(manager: &mut RpcManager) -> Vec<(u64, Result<String, u32>)> {
    let read = |output| match output {
        RpcOutput::Complete(number, answer) => (number, answer.map_err(|error| error.code)),
        other => panic!("{other:?}"),
    };
    outputs(manager).into_iter().map(read).collect()
}

#[test]
fn call_is_sent_and_settles_with_the_first_response() {
    let mut manager = RpcManager::default();
    let (number, request) = call(&mut manager, RpcCall::new("echo").payload("hello"));
    assert_eq!(
        (request.method.as_str(), request.payload.as_str()),
        ("echo", "hello")
    );
    assert_eq!((request.version, request.response_timeout_ms), (1, 15_000));
    assert_eq!(manager.deadline(), Some(START.after(7_000)));
    ack(&mut manager, &request);
    assert_eq!(manager.deadline(), Some(START.after(15_000)));
    respond(&mut manager, &request, "hi");
    respond(&mut manager, &request, "hi again");
    assert_eq!(settled(&mut manager), [(number, Ok("hi".into()))]);
    assert_eq!(manager.deadline(), None);
}

#[test]
fn response_before_the_acknowledgement_is_accepted() {
    let mut manager = RpcManager::default();
    let (number, request) = call(&mut manager, RpcCall::new("echo"));
    respond(&mut manager, &request, "");
    ack(&mut manager, &request);
    assert_eq!(settled(&mut manager), [(number, Ok(String::new()))]);
}

#[test]
fn ack_and_response_timeouts_fire_on_time() {
    for (timeout, acked, after, code) in [
        (15_000, false, 7_000, RpcError::CONNECTION_TIMEOUT),
        (15_000, true, 15_000, RpcError::RESPONSE_TIMEOUT),
        (500, false, 500, RpcError::RESPONSE_TIMEOUT),
        (500, true, 500, RpcError::RESPONSE_TIMEOUT),
    ] {
        let mut manager = RpcManager::default();
        let (number, request) = call(&mut manager, RpcCall::new("slow").timeout(timeout));
        assert!(request.response_timeout_ms >= 8_000);
        if acked {
            ack(&mut manager, &request);
        }
        assert_eq!(manager.deadline(), Some(START.after(after)));
        manager.tick(START.after(after - 1));
        assert_eq!(settled(&mut manager), []);
        manager.tick(START.after(after));
        assert_eq!(settled(&mut manager), [(number, Err(code))]);
        respond(&mut manager, &request, "late");
        assert_eq!(settled(&mut manager), []);
    }
}

#[test]
fn response_from_another_participant_is_ignored() {
    let mut manager = RpcManager::default();
    let (_, request) = call(&mut manager, RpcCall::new("secret"));
    let response = RpcResponse {
        request_id: request.id,
        value: Some(rpc_response::Value::Payload("forged".into())),
    };
    receive(&mut manager, "somebody", Value::RpcResponse(response));
    assert_eq!(settled(&mut manager), []);
}

#[test]
fn calls_fail_when_the_recipient_leaves_or_the_session_ends() {
    let mut manager = RpcManager::default();
    let (first, _) = call(&mut manager, RpcCall::new("a"));
    let other = manager.call(START, "PA_me", "other".into(), RpcCall::new("b"));
    outputs(&mut manager);
    manager.participant_left("agent");
    let gone = RpcError::RECIPIENT_DISCONNECTED;
    assert_eq!(settled(&mut manager), [(first, Err(gone))]);
    manager.close();
    assert_eq!(settled(&mut manager), [(other.unwrap(), Err(gone))]);
}

#[test]
fn request_payload_is_limited_in_bytes() {
    let mut manager = RpcManager::default();
    for longest in ["x".repeat(MAX_RPC_PAYLOAD), "ü".repeat(MAX_RPC_PAYLOAD / 2)] {
        let (_, request) = call(&mut manager, RpcCall::new("echo").payload(longest.clone()));
        assert_eq!(request.payload, longest);
        let over = RpcCall::new("echo").payload(longest + "x");
        let error = manager
            .call(START, "PA_me", "agent".into(), over)
            .unwrap_err();
        assert_eq!(error.code, RpcError::REQUEST_PAYLOAD_TOO_LARGE);
        assert_eq!(outputs(&mut manager), []);
    }
}

fn request(id: &str, version: u32) -> Value {
    Value::RpcRequest(RpcRequest {
        id: id.into(),
        method: "echo".into(),
        payload: "hello".into(),
        response_timeout_ms: 9_000,
        version,
    })
}

/// Receives a request and checks its acknowledgement. Returns the invocation id for the response.
fn invoked(manager: &mut RpcManager, id: &str) -> u64 {
    receive(manager, "agent", request(id, 1));
    let mut outputs = outputs(manager).into_iter();
    let Some(RpcOutput::Send(fields, _)) = outputs.next() else {
        panic!("no acknowledgement")
    };
    let request_id = id.into();
    assert_eq!(
        RpcPacket::decode(&fields).unwrap().value,
        Some(Value::RpcAck(RpcAck { request_id }))
    );
    match outputs.next() {
        Some(RpcOutput::Invoke {
            invocation_id,
            method,
            invocation,
        }) => {
            assert_eq!(method, "echo");
            assert_eq!(
                (invocation.caller.as_str(), invocation.payload.as_str()),
                ("agent", "hello")
            );
            assert_eq!(invocation.response_timeout, 9_000);
            invocation_id
        }
        other => panic!("{other:?}"),
    }
}

fn response(manager: &mut RpcManager) -> Option<rpc_response::Value> {
    match sent(manager).pop() {
        Some((to, Value::RpcResponse(response))) if to == "agent" => response.value,
        other => panic!("{other:?}"),
    }
}

fn error(manager: &mut RpcManager) -> wire::RpcError {
    match response(manager) {
        Some(rpc_response::Value::Error(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn incoming_call_is_acknowledged_and_answered_once() {
    let mut manager = RpcManager::default();
    let invocation_id = invoked(&mut manager, "1");
    // A duplicate before the response.
    receive(&mut manager, "agent", request("1", 1));
    assert_eq!(outputs(&mut manager), []);
    manager.answer(invocation_id, Ok("hi".into()));
    assert_eq!(
        response(&mut manager),
        Some(rpc_response::Value::Payload("hi".into()))
    );
    manager.answer(invocation_id, Ok("hi again".into()));
    assert_eq!(outputs(&mut manager), []);
}

#[test]
fn app_errors_are_sent_unchanged_up_to_the_size_limits() {
    let mut manager = RpcManager::default();
    let invocation_id = invoked(&mut manager, "1");
    manager.answer(
        invocation_id,
        Err(RpcError::new(42, "not now").with_data("some data")),
    );
    let told = error(&mut manager);
    assert_eq!(
        (told.code, told.message.as_str(), told.data.as_str()),
        (42, "not now", "some data")
    );
    let invocation_id = invoked(&mut manager, "2");
    let long = RpcError::new(42, "ü".repeat(129)).with_data("x".repeat(MAX_RPC_PAYLOAD + 1));
    manager.answer(invocation_id, Err(long));
    let told = error(&mut manager);
    assert_eq!((told.message, told.data), ("ü".repeat(128), String::new()));
    let invocation_id = invoked(&mut manager, "3");
    manager.answer(invocation_id, Ok("x".repeat(MAX_RPC_PAYLOAD + 1)));
    assert_eq!(
        error(&mut manager).code,
        RpcError::RESPONSE_PAYLOAD_TOO_LARGE
    );
}

#[test]
fn unsupported_version_is_acknowledged_and_rejected() {
    let mut manager = RpcManager::default();
    receive(&mut manager, "agent", request("1", 2));
    let sent = sent(&mut manager);
    assert!(matches!(sent[0].1, Value::RpcAck(_)));
    let Value::RpcResponse(response) = &sent[1].1 else {
        panic!("{sent:?}")
    };
    let Some(rpc_response::Value::Error(error)) = &response.value else {
        panic!("{response:?}")
    };
    assert_eq!(error.code, RpcError::UNSUPPORTED_VERSION);
}

#[test]
fn caller_that_left_gets_no_response() {
    let mut manager = RpcManager::default();
    let invocation_id = invoked(&mut manager, "1");
    manager.participant_left("agent");
    manager.answer(invocation_id, Ok("hi".into()));
    assert_eq!(outputs(&mut manager), []);
}

#[test]
fn open_calls_are_limited_in_both_directions() {
    let mut manager = RpcManager::default();
    for _ in 0..256 {
        call(&mut manager, RpcCall::new("a"));
    }
    let full = manager.call(START, "PA_me", "agent".into(), RpcCall::new("a"));
    assert_eq!(full.unwrap_err().code, RpcError::SEND_FAILED);
    for id in 0..256 {
        invoked(&mut manager, &id.to_string());
    }
    receive(&mut manager, "agent", request("one more", 1));
    assert_eq!(
        sent(&mut manager).len(),
        2,
        "the acknowledgement and the error"
    );
}

#[test]
fn non_rpc_packets_are_not_consumed() {
    let mut manager = RpcManager::default();
    assert!(!manager.packet(b"\xff\xff\xff"));
    assert!(!manager.packet(b""));
    assert_eq!(outputs(&mut manager), []);
}

// ---- the session's part ----

#[test]
fn session_forwards_unhandled_packets_and_departures() {
    let mut harness = Harness::open(options());
    let packet = RpcPacket {
        participant_identity: "agent".into(),
        value: Some(request("1", 1)),
        ..Default::default()
    };
    let bytes = packet.encode_to_vec();
    harness.peer(PeerInput::ChannelMessage(Channel::Reliable, bytes.clone()));
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::UnhandledPacket(bytes))]
    );
    assert!(harness.machine.is_present("agent"));
    assert_eq!(harness.machine.agent(), Some("agent"));
    harness.outputs.clear();
    let gone = wire::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    };
    harness.server(update(gone));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::ParticipantLeft(
                "agent".into()
            )))
    );
    assert!(!harness.machine.is_present("agent"));
}

#[test]
fn previous_agent_stays_callable_during_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.server(link::leave_with(wire::DisconnectReason::ServerShutdown, 2));
    harness.offer();
    assert_eq!(
        harness.machine.agent(),
        Some("agent"),
        "the agent stays known"
    );
    assert!(harness.machine.is_present("agent"));
    link::opened(&mut harness);
    let Said::Join(mut join) = join() else {
        panic!("no join")
    };
    join.other_participants.clear();
    harness.server(Said::Join(join));
    assert_eq!(harness.machine.agent(), None);
    assert!(!harness.machine.is_present("agent"));
}

#[test]
fn rpc_packet_is_numbered_queued_while_disconnected_and_sent_once() {
    let mut harness = Harness::open(options());
    let fields = RpcPacket {
        destination_identities: vec!["agent".into()],
        value: Some(request("1", 1)),
        ..Default::default()
    }
    .encode_to_vec();
    let numbers = |harness: &Harness| -> Vec<u32> {
        let read = |output: &Output| match output {
            Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(Channel::Reliable, bytes))) => {
                let read = RpcPacket::decode(bytes).unwrap();
                assert_eq!(read.value, Some(request("1", 1)));
                Some(wire::DataPacket::decode(bytes).unwrap().sequence)
            }
            _ => None,
        };
        harness.outputs.iter().filter_map(read).collect()
    };
    harness.transport(LiveKitInput::SendFields(fields.clone(), None));
    assert_eq!(numbers(&harness), [1]);
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.transport(LiveKitInput::SendFields(fields, None));
    assert_eq!(numbers(&harness), [1]);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(numbers(&harness), [1, 2]);
}

/// The app has seen the failure and may have retried: the request must not run twice.
#[test]
fn call_that_timed_out_while_queued_is_not_sent() {
    let mut manager = RpcManager::default();
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    manager
        .call(harness.now, "me", "agent".into(), RpcCall::new("pay"))
        .unwrap();
    let Some(RpcOutput::Send(fields, by)) = manager.poll() else {
        panic!("no request")
    };
    harness.transport(LiveKitInput::SendFields(fields.clone(), by));
    harness.now = by.unwrap();
    manager.tick(harness.now);
    assert!(matches!(
        manager.poll(),
        Some(RpcOutput::Complete(_, Err(_)))
    ));
    harness.peer(PeerInput::State(PeerState::Connected));
    let sends = |output: &Output| {
        matches!(
            output,
            Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(..)))
        )
    };
    assert!(!harness.outputs.iter().any(sends));
    harness.transport(LiveKitInput::SendFields(fields, Some(harness.now.after(1))));
    assert!(harness.outputs.iter().any(sends));
}
