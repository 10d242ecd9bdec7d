//! RPC in both directions, in virtual time.

mod incoming;
mod outgoing;
mod session;

use crate::support::livekit::{Harness, agent, join, options, outages, update};
use speko_proto::livekit::io::*;
use speko_proto::livekit::rpc::{RpcManager, RpcOutput};
use speko_proto::livekit::wire::rpc_packet::Value;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{RpcAck, RpcPacket, RpcRequest, RpcResponse, rpc_response};
use speko_proto::livekit::{Millis, wire};
use speko_proto::{MAX_RPC_PAYLOAD, RpcCall, RpcError};

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
