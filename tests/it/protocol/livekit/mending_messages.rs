//! What is typed or sent while a line is broken: all of it arrives, and nothing twice.

use crate::support::livekit::line::*;
use crate::support::livekit::*;
use speko_client::Event;
use speko_client::livekit::io::*;
use speko_client::wire::proto;

#[test]
fn what_is_typed_meanwhile_is_sent_without_a_socket_too() {
    let mut bench = Bench::open(options());
    say(&mut bench, "one");
    cut_socket(&mut bench);
    say(&mut bench, "two");
    assert_eq!(said(&bench), [(1, "one".into()), (2, "two".into())]);
}

#[test]
fn what_went_out_after_a_dead_server_was_last_heard_is_sent_again() {
    let mut bench = Bench::open(options());
    say(&mut bench, "heard");
    let heard = bench.now;
    bench.pass(1);
    cut_socket(&mut bench);
    // The media seems well for seconds still.
    say(&mut bench, "lost");
    opened(&mut bench);
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    say(&mut bench, "typed meanwhile");
    tell_heard(&mut bench, heard);
    // Only once: the answer of another connection changes nothing.
    tell_heard(&mut bench, heard);
    bench.offer();
    let_in_anew(&mut bench);
    bench.orders.clear();
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(
        said(&bench),
        [(1, "lost".into()), (2, "typed meanwhile".into())]
    );
}

#[test]
fn what_may_have_arrived_is_not_sent_again_when_the_browser_knows_nothing() {
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
fn a_session_that_is_taken_up_gets_again_what_it_has_not() {
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
fn what_is_typed_to_a_server_that_is_gone_waits_and_says_so() {
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
    // The media was well after all: it goes out without a socket.
    bench.peer(PeerInput::SilentFor(20));
    assert_eq!(said(&bench).len(), 2);
    assert_eq!(bench.events().last(), Some(&Event::Queued(0)));
    assert!(!is_whole(&bench));
}
