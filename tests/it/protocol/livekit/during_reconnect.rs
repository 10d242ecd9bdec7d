//! Changes at the server during a reconnect, which are not reported to the client at that time.

use crate::support::livekit::line::*;
use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{Event, MicState, Mode, Status};

/// Resumes the session on a new socket.
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

/// The server requested m-lines for new participants on the old socket.
#[test]
fn resume_renegotiates_once_without_ice_restart() {
    let bench = cut_and_taken_up();
    assert!(is_whole(&bench));
    let offers = |order: &&Order| matches!(order, Order::Peer(PeerOrder::CreateOffer(_)));
    assert_eq!(bench.orders.iter().filter(offers).count(), 1);
    assert!(!has(&bench, &Order::Peer(PeerOrder::RestartIce)));
}

#[test]
fn server_mute_during_reconnect_is_applied() {
    let mut bench = cut_and_taken_up();
    bench.orders.clear();
    bench.server(me(true));
    assert_eq!(mic(&bench), Some(MicState::ServerMuted));
    let silent = |order: &Order| matches!(order, Order::EnableMic(_, false));
    assert!(bench.orders.iter().any(silent));
    // The unmute is applied as well.
    cut_socket(&mut bench);
    taken_up(&mut bench);
    bench.server(me(false));
    assert_eq!(mic(&bench), Some(MicState::Live));
}

#[test]
fn own_mute_during_reconnect_is_not_taken_for_a_server_mute() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    bench.command(Command::SetMicMuted(true));
    taken_up(&mut bench);
    bench.server(me(false));
    bench.server(me(true));
    assert_eq!(mic(&bench), Some(MicState::Muted));
    bench.command(Command::SetMicMuted(false));
    // Late, from before the unmute.
    bench.server(me(true));
    assert_eq!(mic(&bench), Some(MicState::Live));
}

/// The server only reports changes of the active speakers.
#[test]
fn resume_clears_active_speakers() {
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

/// The server finds a session by its identity: a resumed one would be that of the other
/// participant.
#[test]
fn duplicate_identity_after_resume_ends_without_leave() {
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

/// After the publish permission was revoked, the call goes on as a listener, also in a new session.
#[test]
fn full_reconnect_applies_revoked_and_restored_publish_permission() {
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
    // A restored permission takes effect with the next session.
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

/// An earlier report of inbound silence does not apply to messages that were sent after it.
#[test]
fn full_reconnect_does_not_resend_messages_after_recovered_silence() {
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

/// A backend that never responds is asked again, until the policy's limit.
#[test]
fn pending_token_refresh_does_not_block_recovery() {
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

/// The server may still have the session.
#[test]
fn unreachable_server_keeps_the_session_for_a_resume() {
    let mut bench = Bench::open(options());
    cut_socket(&mut bench);
    cut_socket(&mut bench);
    // The probe that would tell why is not answered.
    bench.pass(11_000);
    let last = *probes(&bench).last().unwrap();
    bench.orders.clear();
    bench.input(Input::Probed(last, answered()));
    assert!(bench.join_request().reconnect);
}

/// Messages could never be sent.
#[test]
fn closed_data_channel_causes_a_full_reconnect() {
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

/// As when a room is closed: the server's leave follows.
#[test]
fn data_channel_closed_before_leave_does_not_reconnect() {
    let mut bench = Bench::open(options());
    bench.orders.clear();
    bench.peer(PeerInput::ChannelClosed(Channel::Reliable));
    bench.pass(500);
    bench.server(leave_with(proto::DisconnectReason::RoomDeleted, 0));
    bench.pass(5_000);
    assert_eq!(sockets(&bench), [""; 0]);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
}
