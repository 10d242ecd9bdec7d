//! Messages during a reconnect: all of them arrive, and none twice.

use speko_proto::Event;
use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;

use crate::support::livekit::outages::*;
use crate::support::livekit::*;

#[test]
fn message_is_sent_on_the_data_channel_without_a_socket() {
    let mut harness = Harness::open(options());
    send_text(&mut harness, "one");
    lose_socket(&mut harness);
    send_text(&mut harness, "two");
    assert_eq!(sent_texts(&harness), [(1, "one".into()), (2, "two".into())]);
}

#[test]
fn full_reconnect_resends_messages_sent_after_last_inbound_media() {
    let mut harness = Harness::open(options());
    send_text(&mut harness, "heard");
    let last_inbound = harness.now;
    harness.pass(1);
    lose_socket(&mut harness);
    // The media seems healthy for some seconds more.
    send_text(&mut harness, "lost");
    opened(&mut harness);
    harness.server(leave_with(wire::DisconnectReason::StateMismatch, 2));
    send_text(&mut harness, "typed offline");
    report_last_inbound(&mut harness, last_inbound);
    // Only once: the answer of another connection changes nothing.
    report_last_inbound(&mut harness, last_inbound);
    harness.offer();
    complete_full_reconnect(&mut harness);
    harness.outputs.clear();
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(
        sent_texts(&harness),
        [(1, "lost".into()), (2, "typed offline".into())]
    );
}

#[test]
fn full_reconnect_without_inbound_report_does_not_resend() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    send_text(&mut harness, "perhaps");
    opened(&mut harness);
    harness.server(leave_with(wire::DisconnectReason::StateMismatch, 2));
    harness.offer();
    complete_full_reconnect(&mut harness);
    harness.outputs.clear();
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    send_text(&mut harness, "then");
    assert_eq!(sent_texts(&harness), [(1, "then".into())]);
}

#[test]
fn resume_resends_messages_after_the_servers_last_sequence() {
    let mut harness = Harness::open(options());
    for text in ["a", "b", "c"] {
        send_text(&mut harness, text);
    }
    lose_socket(&mut harness);
    harness.outputs.clear();
    opened(&mut harness);
    harness.server(reconnect(1));
    assert_eq!(sent_texts(&harness), [(2, "b".into()), (3, "c".into())]);
    send_text(&mut harness, "d");
    assert_eq!(sent_texts(&harness).last(), Some(&(4, "d".into())));
}

#[test]
fn messages_are_queued_while_no_inbound_media_arrives() {
    let mut harness = Harness::open(options());
    harness.pass(6_000);
    lose_socket(&mut harness);
    harness.peer(PeerInput::LastInboundAge(2_000));
    send_text(&mut harness, "who knows");
    assert_eq!(sent_texts(&harness).len(), 1);
    harness.peer(PeerInput::LastInboundAge(3_300));
    send_text(&mut harness, "waits");
    assert_eq!(sent_texts(&harness).len(), 1);
    assert!(harness.events().contains(&Event::Queued(1)));
    // The media was healthy after all: the message is sent without a socket.
    harness.peer(PeerInput::LastInboundAge(20));
    assert_eq!(sent_texts(&harness).len(), 2);
    assert_eq!(harness.events().last(), Some(&Event::Queued(0)));
    assert!(!is_healthy(&harness));
}
