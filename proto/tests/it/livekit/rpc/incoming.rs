//! Calls of the app's methods.

use super::*;

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
    let received = error(&mut manager);
    assert_eq!(
        (
            received.code,
            received.message.as_str(),
            received.data.as_str()
        ),
        (42, "not now", "some data")
    );
    let invocation_id = invoked(&mut manager, "2");
    let long = RpcError::new(42, "ü".repeat(129)).with_data("x".repeat(MAX_RPC_PAYLOAD + 1));
    manager.answer(invocation_id, Err(long));
    let received = error(&mut manager);
    assert_eq!(
        (received.message, received.data),
        ("ü".repeat(128), String::new())
    );
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
    assert!(manager.take_malformed(), "it is counted");
    assert!(!manager.packet(b""));
    assert!(!manager.take_malformed());
    assert_eq!(outputs(&mut manager), []);
}

#[test]
fn repeated_request_gets_the_same_response_and_does_not_run_again() {
    let mut manager = RpcManager::default();
    let invocation_id = invoked(&mut manager, "1");
    manager.answer(invocation_id, Ok("hi".into()));
    let answered = Some(rpc_response::Value::Payload("hi".into()));
    assert_eq!(response(&mut manager), answered);
    for _ in 0..2 {
        receive(&mut manager, "agent", request("1", 1));
        let again = sent(&mut manager);
        let [(_, Value::RpcAck(ack)), (to, Value::RpcResponse(response))] = &again[..] else {
            panic!("{again:?}")
        };
        assert_eq!((ack.request_id.as_str(), to.as_str()), ("1", "agent"));
        assert_eq!(response.request_id, "1");
        assert_eq!(response.value, answered);
    }
    // Errors, too.
    let invocation_id = invoked(&mut manager, "2");
    manager.answer(invocation_id, Err(RpcError::new(42, "not now")));
    assert_eq!(error(&mut manager).code, 42);
    receive(&mut manager, "agent", request("2", 1));
    assert_eq!(error(&mut manager).code, 42);
    // The same id of another caller, and of a caller that has joined again, is another call.
    receive(&mut manager, "other", request("1", 1));
    let invokes = |output: &RpcOutput| matches!(output, RpcOutput::Invoke { .. });
    assert!(outputs(&mut manager).iter().any(invokes));
    manager.participant_left("agent");
    invoked(&mut manager, "1");
}

#[test]
fn only_the_latest_responses_are_remembered() {
    let mut manager = RpcManager::default();
    for id in 0..65 {
        let invocation_id = invoked(&mut manager, &id.to_string());
        manager.answer(invocation_id, Ok(String::new()));
        assert!(response(&mut manager).is_some());
    }
    receive(&mut manager, "agent", request("1", 1));
    assert_eq!(sent(&mut manager).len(), 2, "remembered");
    invoked(&mut manager, "0");
}
