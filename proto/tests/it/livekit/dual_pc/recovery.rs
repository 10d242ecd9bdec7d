//! Recovery of both connections.

use super::*;

#[test]
fn resume_sync_state_contains_server_offer_and_our_answer() {
    let mut harness = open();
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
    let url = url(&harness);
    assert!(url.contains("/rtc?"));
    assert!(url.contains("&reconnect=1&reconnect_reason=1&sid=PA_me"));
    open_socket(&mut harness);
    harness.outputs.clear();
    harness.server(ServerMessage::Reconnect(wire::ReconnectResponse::default()));
    let sent = harness.sent();
    let ClientMessage::SyncState(state) = &sent[0] else {
        panic!("{sent:?}")
    };
    assert_eq!(state.offer.as_ref().unwrap().sdp, "server 1");
    assert_eq!(state.answer.as_ref().unwrap().sdp, "ours");
}

/// The server restarts its own peer connection only for a resumed session.
#[test]
fn disconnected_subscriber_resumes_and_renegotiates_both_connections() {
    let mut harness = open();
    harness.outputs.clear();
    harness.transport(LiveKitInput::Subscriber(PeerInput::State(
        PeerState::Disconnected,
    )));
    harness.pass(100);
    harness.server(update(agent()));
    harness.pass(600);
    assert!(url(&harness).contains("&reconnect=1&"));
    open_socket(&mut harness);
    harness.server(ServerMessage::Reconnect(wire::ReconnectResponse::default()));
    harness.offer();
    harness.server(answer(2));
    harness.finish_negotiation();
    let good = |harness: &Harness| {
        let good = Event::Connection(ConnectionState::Good);
        harness.events().contains(&good)
    };
    assert!(!good(&harness), "the subscriber is not connected yet");
    harness.server(server_offer(2));
    answered(&mut harness);
    harness.transport(LiveKitInput::Subscriber(PeerInput::State(
        PeerState::Connected,
    )));
    assert!(good(&harness));
}
