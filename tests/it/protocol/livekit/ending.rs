//! How a session ends: once, with everything released, whichever side ends it.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{self, signal_request::Message as Sent};
use speko_client::{ConnectionState, DisconnectReason, Disconnection, ErrorReason, Event, Status};

fn ended(bench: &Bench) -> Disconnection {
    let ends: Vec<_> = bench
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Disconnected(details) => Some(details),
            _ => None,
        })
        .collect();
    assert_eq!(ends.len(), 1, "{:#?}", bench.orders);
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
    for wanted in [
        Order::ReleaseMic(bench.mic_op()),
        Order::Peer(PeerOrder::Close),
        Order::StopPlaying("2".into()),
    ] {
        assert_eq!(
            bench
                .orders
                .iter()
                .filter(|order| **order == wanted)
                .count(),
            1,
            "{wanted:?}"
        );
    }
    assert_eq!(bench.machine.deadline(), None);
    ends[0].clone()
}

fn details(reason: DisconnectReason, message: &str) -> Disconnection {
    Disconnection {
        reason,
        message: Some(message.into()),
    }
}

#[test]
fn end_sends_leave_and_releases_everything_in_order() {
    let mut bench = Bench::open(options());
    bench.command(Command::End);
    assert_eq!(
        ended(&bench),
        details(DisconnectReason::User, "CLIENT_INITIATED")
    );
    let at = |wanted: &Order| {
        bench
            .orders
            .iter()
            .position(|order| order == wanted)
            .unwrap()
    };
    let disconnecting = at(&Order::Emit(Event::Status(Status::Disconnecting)));
    let released = at(&Order::ReleaseMic(bench.mic_op()));
    let disconnected = at(&Order::Emit(Event::Status(Status::Disconnected)));
    let told = at(&Order::Emit(Event::Disconnected(ended(&bench))));
    assert!(disconnecting < released && released < disconnected && disconnected < told);
    let Sent::Leave(leave) = &bench.sent()[0] else {
        panic!()
    };
    assert_eq!(
        (leave.reason(), leave.action),
        (proto::DisconnectReason::ClientInitiated, 0)
    );
    assert!(released < at(&Order::CloseSocket));
}

#[test]
fn inputs_after_the_end_are_ignored() {
    let mut bench = Bench::open(options());
    let (socket, mic) = (bench.socket_op(), bench.mic_op());
    bench.command(Command::End);
    bench.orders.clear();
    bench.command(Command::End);
    bench.command(Command::Start);
    bench.command(Command::SetMicMuted(false));
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1000 }));
    bench.server(leave(proto::DisconnectReason::RoomDeleted));
    bench.peer(PeerInput::State(PeerState::Failed));
    bench.input(Input::Mic(mic, MicInput::Ended));
    bench.user_packet(r#"{"type":"agent_message","text":"late"}"#);
    bench.input(Input::Tick);
    assert_eq!(bench.orders, []);
}

#[test]
fn end_during_the_prompt_releases_a_late_microphone() {
    for mut bench in [
        Bench::new(options()),
        Bench::dialled(options()),
        Bench::joined(options()),
    ] {
        if bench.orders.is_empty() {
            bench.command(Command::Start);
        }
        let mic = bench.mic_op();
        bench.command(Command::End);
        let Some(Err(error)) = bench.settled() else {
            panic!()
        };
        assert_eq!(error.reason(), ErrorReason::Cancelled);
        assert_eq!(bench.machine.status(), Status::Disconnected);
        assert!(
            !bench
                .events()
                .iter()
                .any(|event| matches!(event, Event::Disconnected(_))),
            "the session was never open"
        );
        assert!(bench.orders.contains(&Order::ReleaseMic(mic)));
        bench.orders.clear();
        bench.input(Input::Mic(mic, MicInput::Opened));
        assert_eq!(bench.orders, [Order::ReleaseMic(mic)]);
    }
}

#[test]
fn server_disconnect_reasons_are_mapped() {
    use proto::DisconnectReason as R;
    let table = [
        (R::ClientInitiated, DisconnectReason::User),
        (R::DuplicateIdentity, DisconnectReason::Unknown),
        (R::ServerShutdown, DisconnectReason::Unknown),
        (R::ParticipantRemoved, DisconnectReason::Agent),
        (R::RoomDeleted, DisconnectReason::Agent),
        (R::StateMismatch, DisconnectReason::Unknown),
        (R::JoinFailure, DisconnectReason::Error),
        (R::Migration, DisconnectReason::Unknown),
        (R::SignalClose, DisconnectReason::Unknown),
        (R::RoomClosed, DisconnectReason::Agent),
        (R::UserUnavailable, DisconnectReason::Unknown),
        (R::UserRejected, DisconnectReason::Unknown),
        (R::SipTrunkFailure, DisconnectReason::Unknown),
        (R::ConnectionTimeout, DisconnectReason::Unknown),
        (R::MediaFailure, DisconnectReason::Unknown),
        (R::AgentError, DisconnectReason::Unknown),
    ];
    for (theirs, ours) in table {
        let mut bench = Bench::open(unmended());
        bench.server(leave(theirs));
        assert_eq!(ended(&bench), details(ours, theirs.as_str_name()));
        assert!(
            !bench
                .events()
                .contains(&Event::Status(Status::Disconnecting)),
            "the server ended the call"
        );
    }
    for unnamed in [0, 99] {
        let mut bench = Bench::open(unmended());
        let leave = proto::LeaveRequest {
            reason: unnamed,
            ..Default::default()
        };
        bench.server(proto::signal_response::Message::Leave(leave));
        assert_eq!(
            ended(&bench),
            Disconnection {
                reason: DisconnectReason::Unknown,
                message: None
            }
        );
    }
}

#[test]
fn lost_connection_with_reconnect_disabled_ends_the_call() {
    let lost = |bench: &Bench| {
        bench
            .events()
            .contains(&Event::Connection(ConnectionState::Lost))
    };

    let mut bench = Bench::open(unmended());
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
    assert_eq!(
        ended(&bench),
        details(DisconnectReason::Unknown, "SIGNAL_CLOSE")
    );
    assert!(lost(&bench));

    let mut bench = Bench::open(unmended());
    bench.peer(PeerInput::State(PeerState::Failed));
    assert_eq!(
        ended(&bench),
        details(DisconnectReason::Unknown, "MEDIA_FAILURE")
    );
    assert!(lost(&bench));

    let mut bench = Bench::open(unmended());
    bench.pass(14_999);
    assert_eq!(bench.machine.status(), Status::Connected);
    bench.pass(1);
    assert_eq!(
        ended(&bench),
        details(DisconnectReason::Unknown, "CONNECTION_TIMEOUT")
    );
    assert!(lost(&bench));
}

#[test]
fn failed_renegotiation_with_reconnect_disabled_ends_the_call() {
    let mut bench = Bench::open(unmended());
    bench.server(proto::signal_response::Message::MediaSectionsRequirement(
        Default::default(),
    ));
    let Order::Peer(PeerOrder::CreateOffer(op)) = bench.orders[0] else {
        panic!()
    };
    bench.peer(PeerInput::Failed(op, "OperationError".into()));
    assert_eq!(
        ended(&bench),
        details(DisconnectReason::Unknown, "STATE_MISMATCH")
    );
}

#[test]
fn end_before_start_emits_no_event() {
    let mut bench = Bench::new(options());
    bench.command(Command::End);
    bench.command(Command::Start);
    assert_eq!(bench.orders, []);
}
