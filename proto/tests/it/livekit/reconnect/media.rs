//! A lost media path: ICE recovers by itself or is restarted.

use super::*;

/// The server answers on the open socket, so ICE gets 600 ms to recover and is then restarted.
fn signaling_answers_and_ice_restarts(harness: &mut Harness) {
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(599);
    assert!(!restarts_ice(harness));
    harness.pass(1);
    assert!(restarts_ice(harness));
}

#[test]
fn short_media_outage_recovers_without_ice_restart() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    assert_eq!(connection_states(&harness), [ConnectionState::Reconnecting]);
    assert!(matches!(
        harness.sent()[..],
        [ClientMessage::Ping(_), ClientMessage::PingReq(_)]
    ));
    harness.pass(3_000);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    harness.server(update(agent()));
    harness.pass(4_000);
    assert!(!restarts_ice(&harness));
    assert_eq!(sockets(&harness), [""; 0]);
    assert!(is_healthy(&harness));
}

#[test]
fn media_outage_with_live_signaling_restarts_ice_on_the_same_socket() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    signaling_answers_and_ice_restarts(&mut harness);
    negotiate(&mut harness);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    assert_eq!(sockets(&harness), [""; 0]);
}

#[test]
fn media_silence_restarts_ice_before_the_browser_reports_a_failure() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    assert_eq!(inbound_queries(&harness), 4, "each second, from 5 s on");
    harness.outputs.clear();
    // Below the limit for silence.
    harness.peer(PeerInput::LastInboundAge(3_000));
    assert_eq!(connection_states(&harness), []);
    harness.peer(PeerInput::LastInboundAge(3_300));
    assert_eq!(connection_states(&harness), [ConnectionState::Reconnecting]);
    assert!(matches!(
        harness.sent()[..],
        [ClientMessage::Ping(_), ClientMessage::PingReq(_)]
    ));
    signaling_answers_and_ice_restarts(&mut harness);
    negotiate(&mut harness);
    // The browser has reported it as connected all along, so only inbound media counts.
    harness.outputs.clear();
    harness.pass(700);
    assert!(inbound_queries(&harness) >= 2, "every 300 ms");
    harness.peer(PeerInput::LastInboundAge(4_900));
    assert!(!is_healthy(&harness));
    harness.peer(PeerInput::LastInboundAge(40));
    assert!(is_healthy(&harness));
    assert_eq!(sockets(&harness), [""; 0]);
    harness.outputs.clear();
    harness.pass(4_999);
    assert_eq!(
        inbound_queries(&harness),
        0,
        "no query in the first 5 s of a media path"
    );
}

#[test]
fn ice_restart_without_media_escalates_to_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    harness.peer(PeerInput::LastInboundAge(3_300));
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(600);
    negotiate(&mut harness);
    harness.pass(9_000);
    harness.peer(PeerInput::LastInboundAge(13_000));
    assert_eq!(sockets(&harness), [""; 0]);
    harness.pass(2_000);
    answer_probe(&mut harness);
    harness.offer();
    assert!(!harness.join_request().reconnect);
    complete_full_reconnect(&mut harness);
    assert!(is_healthy(&harness));
}

#[test]
fn returning_inbound_media_cancels_the_ice_restart() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    harness.peer(PeerInput::LastInboundAge(3_300));
    send_text(&mut harness, "typed offline");
    assert_eq!(sent_texts(&harness), []);
    harness.now = harness.now.after(40);
    harness.server(update(agent()));
    harness.pass(500);
    harness.peer(PeerInput::LastInboundAge(20));
    assert_eq!(sent_texts(&harness), [(1, "typed offline".into())]);
    assert!(is_healthy(&harness));
    harness.pass(4_000);
    assert!(!restarts_ice(&harness));
    assert_eq!(
        connection_states(&harness),
        [ConnectionState::Reconnecting, ConnectionState::Good]
    );
}

#[test]
fn socket_gets_extra_time_after_media_returns() {
    let mut harness = Harness::open(options());
    harness.pass(8_000);
    harness.peer(PeerInput::LastInboundAge(3_300));
    harness.pass(2_000);
    harness.peer(PeerInput::LastInboundAge(20));
    assert!(is_healthy(&harness));
    // The answer to an earlier ping is as late as TCP's retransmissions.
    harness.pass(3_900);
    assert!(is_healthy(&harness));
    harness.server(update(agent()));
    harness.pass(1_000);
    assert!(is_healthy(&harness));
}
