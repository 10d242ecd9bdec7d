//! Calls of the app.

use super::*;

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
    receive(&mut manager, "other", Value::RpcResponse(response));
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
