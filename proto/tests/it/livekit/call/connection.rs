//! Pings, and short interruptions that need no recovery.

use super::*;

#[test]
fn both_pings_are_sent_every_interval_with_the_round_trip_time() {
    let mut harness = Harness::open(options());
    harness.pass(5_000);
    let sent_at = i64::try_from(harness.now.0).unwrap();
    let [ClientMessage::Ping(first), ClientMessage::PingReq(second)] = &harness.sent()[..] else {
        panic!("{:?}", harness.sent())
    };
    assert_eq!(
        (*first, second.timestamp, second.rtt),
        (sent_at, sent_at, 0)
    );
    harness.pass(40);
    harness.server(ServerMessage::PongResp(wire::Pong {
        last_ping_timestamp: sent_at,
        timestamp: 0,
    }));
    harness.outputs.clear();
    harness.pass(5_000);
    let ClientMessage::PingReq(ping) = &harness.sent()[1] else {
        panic!()
    };
    assert_eq!(ping.rtt, 40);
}

#[test]
fn brief_disconnected_state_does_not_end_the_call() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.peer(PeerInput::State(PeerState::Connected));
    let states = [ConnectionState::Reconnecting, ConnectionState::Good].map(Event::Connection);
    assert_eq!(harness.events(), states);
}
