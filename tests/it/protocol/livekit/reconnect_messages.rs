//! Messages during a reconnect: all of them arrive, and none twice.

use crate::support::livekit::line::*;
use crate::support::livekit::*;
use speko_client::Event;
use speko_client::livekit::io::*;
use speko_client::wire::proto;

#[test]
fn message_is_sent_on_the_data_channel_without_a_socket() {
    let mut bench = Bench::open(options());
    say(&mut bench, "one");
    cut_socket(&mut bench);
    say(&mut bench, "two");
    assert_eq!(said(&bench), [(1, "one".into()), (2, "two".into())]);
}

#[test]
fn full_reconnect_resends_messages_sent_after_last_inbound_media() {
    let mut bench = Bench::open(options());
    say(&mut bench, "heard");
    let heard = bench.now;
    bench.pass(1);
    cut_socket(&mut bench);
    // The media seems healthy for some seconds more.
    say(&mut bench, "lost");
    opened(&mut bench);
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    say(&mut bench, "typed offline");
    tell_heard(&mut bench, heard);
    // Only once: the answer of another connection changes nothing.
    tell_heard(&mut bench, heard);
    bench.offer();
    let_in_anew(&mut bench);
    bench.orders.clear();
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(
        said(&bench),
        [(1, "lost".into()), (2, "typed offline".into())]
    );
}

#[test]
fn full_reconnect_without_inbound_report_does_not_resend() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    say(&mut bench, "perhaps");
    opened(&mut bench);
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    bench.offer();
    let_in_anew(&mut bench);
    bench.orders.clear();
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    say(&mut bench, "then");
    assert_eq!(said(&bench), [(1, "then".into())]);
}

#[test]
fn resume_resends_messages_after_the_servers_last_sequence() {
    let mut bench = Bench::open(options());
    for text in ["a", "b", "c"] {
        say(&mut bench, text);
    }
    cut_socket(&mut bench);
    bench.orders.clear();
    opened(&mut bench);
    bench.server(reconnect(1));
    assert_eq!(said(&bench), [(2, "b".into()), (3, "c".into())]);
    say(&mut bench, "d");
    assert_eq!(said(&bench).last(), Some(&(4, "d".into())));
}

#[test]
fn messages_are_queued_while_no_inbound_media_arrives() {
    let mut bench = Bench::open(options());
    bench.pass(6_000);
    cut_socket(&mut bench);
    bench.peer(PeerInput::SilentFor(2_000));
    say(&mut bench, "who knows");
    assert_eq!(said(&bench).len(), 1);
    bench.peer(PeerInput::SilentFor(3_300));
    say(&mut bench, "waits");
    assert_eq!(said(&bench).len(), 1);
    assert!(bench.events().contains(&Event::Queued(1)));
    // The media was healthy after all: the message is sent without a socket.
    bench.peer(PeerInput::SilentFor(20));
    assert_eq!(said(&bench).len(), 2);
    assert_eq!(bench.events().last(), Some(&Event::Queued(0)));
    assert!(!is_whole(&bench));
}
