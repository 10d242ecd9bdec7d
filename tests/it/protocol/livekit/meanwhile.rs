//! What happens at the server while a line is broken, and is told to nobody then.

use crate::support::livekit::line::*;
use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{Event, MicState, Mode, Status};

/// The session is taken up again on a new socket.
fn taken_up(bench: &mut Bench) {
    assert!(bench.join_request().reconnect);
    opened(bench);
    bench.server(reconnect(0));
}

fn cut_and_taken_up() -> Bench {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    taken_up(&mut bench);
    bench
}

fn me(muted: bool) -> Said {
    update(proto::ParticipantInfo {
        sid: "PA_me".into(),
        identity: "me".into(),
        state: 2,
        tracks: vec![proto::TrackInfo {
            sid: "TR_me".into(),
            muted,
            ..Default::default()
        }],
        ..Default::default()
    })
}

fn mic(bench: &Bench) -> Option<MicState> {
    let mic = |event: &Event| match event {
        Event::Mic(mic) => Some(*mic),
        _ => None,
    };
    bench.events().iter().rev().find_map(mic)
}

/// The server's wish for lines for who came meanwhile went to the old socket.
#[test]
fn lines_for_who_came_are_asked_for() {
    let bench = cut_and_taken_up();
    assert!(is_whole(&bench));
    let offers = |order: &&Order| matches!(order, Order::Peer(PeerOrder::CreateOffer(_)));
    assert_eq!(bench.orders.iter().filter(offers).count(), 1);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
}

#[test]
fn a_mute_by_the_server_is_taken_in() {
    let mut bench = cut_and_taken_up();
    bench.orders.clear();
    bench.server(me(true));
    assert_eq!(mic(&bench), Some(MicState::ServerMuted));
    let silent = |order: &Order| matches!(order, Order::EnableMic(_, false));
    assert!(bench.orders.iter().any(silent));
    // And so is the end of it.
    cut_socket(&mut bench);
    taken_up(&mut bench);
    bench.server(me(false));
    assert_eq!(mic(&bench), Some(MicState::Live));
}

#[test]
fn the_callers_own_mute_is_no_servers() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    bench.command(Command::SetMicMuted(true));
    taken_up(&mut bench);
    bench.server(me(false));
    bench.server(me(true));
    assert_eq!(mic(&bench), Some(MicState::Muted));
    bench.command(Command::SetMicMuted(false));
    // Late, and of the time before.
    bench.server(me(true));
    assert_eq!(mic(&bench), Some(MicState::Live));
}

/// Only changes of who speaks are told.
#[test]
fn who_fell_silent_does_not_speak_for_ever() {
    let mut bench = Bench::open(options());
    bench.server(update(agent()));
    bench.server(Said::SpeakersChanged(proto::SpeakersChanged {
        speakers: vec![proto::SpeakerInfo {
            sid: agent().sid,
            active: true,
        }],
    }));
    assert_eq!(bench.machine.mode(), Mode::Speaking);
    cut_socket(&mut bench);
    taken_up(&mut bench);
    assert_eq!(bench.machine.mode(), Mode::Listening);
}

/// The server finds a session by its identity: taken up, it would be the other's.
#[test]
fn who_was_replaced_ends_without_a_word() {
    let mut bench = cut_and_taken_up();
    bench.orders.clear();
    bench.server(update(proto::ParticipantInfo {
        sid: "PA_other".into(),
        identity: "me".into(),
        state: 2,
        ..Default::default()
    }));
    let ended = |event: &Event| matches!(event, Event::Disconnected(end) if end.message.as_deref() == Some("DUPLICATE_IDENTITY"));
    assert!(bench.events().iter().any(ended));
    assert!(
        !bench
            .sent()
            .iter()
            .any(|sent| matches!(sent, Sent::Leave(_)))
    );
    assert_eq!(sockets(&bench), [""; 0]);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
}

/// The right to speak was taken: the call goes on for who listens, in a new session too.
#[test]
fn a_listener_stays_one_in_a_new_session() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    opened(&mut bench);
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    bench.offer();
    opened(&mut bench);
    let Said::Join(mut joined) = join() else {
        panic!("no join")
    };
    joined.participant.as_mut().unwrap().permission = Some(proto::ParticipantPermission {
        can_subscribe: true,
        can_publish: false,
        can_publish_data: true,
        can_publish_sources: Vec::new(),
    });
    bench.server(Said::Join(joined));
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.peer(PeerInput::State(PeerState::Connected));
    assert!(is_whole(&bench));
    assert_eq!(bench.machine.status(), Status::Connected);
    assert_eq!(mic(&bench), Some(MicState::ServerMuted));
    // Given back, it is published with the next session.
    cut_socket(&mut bench);
    opened(&mut bench);
    bench.orders.clear();
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    bench.offer();
    let heard = |order: &Order| matches!(order, Order::EnableMic(_, true));
    assert!(bench.orders.iter().any(heard));
    let_in_anew(&mut bench);
    assert_eq!(mic(&bench), Some(MicState::Live));
}

/// What the browser said of an earlier silence says nothing of what went out since.
#[test]
fn what_was_heard_before_a_new_session_is_not_said_again() {
    let mut bench = Bench::open(options());
    for silent in [3_300, 3_600, 20] {
        bench.pass(1_000);
        bench.peer(PeerInput::SilentFor(silent));
    }
    assert!(is_whole(&bench));
    say(&mut bench, "a");
    say(&mut bench, "b");
    bench.pass(3_000);
    bench.server(leave_with(proto::DisconnectReason::StateMismatch, 2));
    bench.offer();
    let_in_anew(&mut bench);
    bench.orders.clear();
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(said(&bench), []);
}

/// A backend that never answers is asked again, and the policy has its end.
#[test]
fn credentials_that_never_come_do_not_hold_it_up() {
    let renewing = || options().renew_credentials(|| async { Ok(credentials()) });
    let asked = |bench: &Bench| {
        let renews = |order: &&Order| matches!(order, Order::RenewCredentials(_));
        bench.orders.iter().filter(renews).count()
    };
    let mut bench = Bench::open(renewing());
    cut_socket(&mut bench);
    refuse(&mut bench, 401, "token is expired (exp)");
    assert_eq!(asked(&bench), 1);
    bench.orders.clear();
    bench.command(Command::Reconnect);
    assert!(!sockets(&bench).is_empty() || !probes(&bench).is_empty());

    let mut bench = Bench::open(renewing());
    cut_socket(&mut bench);
    refuse(&mut bench, 401, "token is expired (exp)");
    bench.pass(200_000);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
}

/// The server may have the session still.
#[test]
fn an_attempt_that_never_reached_the_server_costs_no_session() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    cut_socket(&mut bench);
    // Nobody answers why.
    bench.pass(11_000);
    let last = *probes(&bench).last().unwrap();
    bench.orders.clear();
    bench.input(Input::Probed(last, answered()));
    assert!(bench.join_request().reconnect);
}

/// Nothing typed would ever go out.
#[test]
fn a_channel_that_closes_by_itself_needs_a_new_session() {
    let mut bench = Bench::open(options());
    bench.pass(1);
    bench.orders.clear();
    bench.peer(PeerInput::ChannelClosed(Channel::Reliable));
    bench.pass(1_000);
    assert!(!has(&bench, &Order::Peer(PeerOrder::Close)));
    bench.pass(1_000);
    bench.offer();
    assert!(!bench.join_request().reconnect);
}

/// As with a room that is closed: the server's word comes after.
#[test]
fn a_channel_that_closes_before_the_servers_word_is_no_trouble() {
    let mut bench = Bench::open(options());
    bench.orders.clear();
    bench.peer(PeerInput::ChannelClosed(Channel::Reliable));
    bench.pass(500);
    bench.server(leave_with(proto::DisconnectReason::RoomDeleted, 0));
    bench.pass(5_000);
    assert_eq!(sockets(&bench), [""; 0]);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
}
