//! How a session ends: once, with everything released, whichever side ends it.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::{ConnectionState, DisconnectReason, Disconnection, ErrorReason, Event, Status};

use crate::support::livekit::*;

fn ended(harness: &Harness) -> Disconnection {
    let ends: Vec<_> = harness
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Disconnected(details) => Some(details),
            _ => None,
        })
        .collect();
    assert_eq!(ends.len(), 1, "{:#?}", harness.outputs);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    for wanted in [
        Output::Media(MediaOutput::ReleaseMic(harness.mic_id())),
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::Close)),
        Output::Transport(LiveKitOutput::StopPlaying("2".into())),
    ] {
        assert_eq!(
            harness
                .outputs
                .iter()
                .filter(|output| **output == wanted)
                .count(),
            1,
            "{wanted:?}"
        );
    }
    assert_eq!(harness.machine.deadline(), None);
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
    let mut harness = Harness::open(options());
    harness.command(Command::End);
    assert_eq!(
        ended(&harness),
        details(DisconnectReason::User, "CLIENT_INITIATED")
    );
    let at = |wanted: &Output| {
        harness
            .outputs
            .iter()
            .position(|output| output == wanted)
            .unwrap()
    };
    let disconnecting = at(&Output::Emit(Event::Status(Status::Disconnecting)));
    let released = at(&Output::Media(MediaOutput::ReleaseMic(harness.mic_id())));
    let disconnected = at(&Output::Emit(Event::Status(Status::Disconnected)));
    let emitted = at(&Output::Emit(Event::Disconnected(ended(&harness))));
    assert!(disconnecting < released && released < disconnected && disconnected < emitted);
    let ClientMessage::Leave(leave) = &harness.sent()[0] else {
        panic!()
    };
    assert_eq!(
        (leave.reason(), leave.action),
        (wire::DisconnectReason::ClientInitiated, 0)
    );
    assert!(released < at(&Output::Transport(LiveKitOutput::CloseSocket)));
}

#[test]
fn inputs_after_the_end_are_ignored() {
    let mut harness = Harness::open(options());
    let (socket, mic) = (harness.socket_id(), harness.mic_id());
    harness.command(Command::End);
    harness.outputs.clear();
    harness.command(Command::End);
    harness.command(Command::Start);
    harness.command(Command::SetMicMuted(false));
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1000 },
    ));
    harness.server(leave(wire::DisconnectReason::RoomDeleted));
    harness.peer(PeerInput::State(PeerState::Failed));
    harness.input(Input::Media(MediaInput::Mic(mic, MicInput::Ended)));
    harness.user_packet(r#"{"type":"agent_message","text":"late"}"#);
    harness.input(Input::Tick);
    assert_eq!(harness.outputs, []);
}

#[test]
fn end_during_the_prompt_releases_a_late_microphone() {
    for mut harness in [
        Harness::new(options()),
        Harness::connecting(options()),
        Harness::joined(options()),
    ] {
        if harness.outputs.is_empty() {
            harness.command(Command::Start);
        }
        let mic = harness.mic_id();
        harness.command(Command::End);
        let Some(Err(error)) = harness.ready_result() else {
            panic!()
        };
        assert_eq!(error.reason(), ErrorReason::Cancelled);
        assert_eq!(harness.machine.status(), Status::Disconnected);
        assert!(
            !harness
                .events()
                .iter()
                .any(|event| matches!(event, Event::Disconnected(_))),
            "the session was never open"
        );
        assert!(
            harness
                .outputs
                .contains(&Output::Media(MediaOutput::ReleaseMic(mic)))
        );
        harness.outputs.clear();
        harness.input(Input::Media(MediaInput::Mic(mic, MicInput::Opened)));
        assert_eq!(
            harness.outputs,
            [Output::Media(MediaOutput::ReleaseMic(mic))]
        );
    }
}

#[test]
fn server_disconnect_reasons_are_mapped() {
    use wire::DisconnectReason as R;
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
        let mut harness = Harness::open(without_reconnect());
        harness.server(leave(theirs));
        assert_eq!(ended(&harness), details(ours, theirs.as_str_name()));
        assert!(
            !harness
                .events()
                .contains(&Event::Status(Status::Disconnecting)),
            "the server ended the call"
        );
    }
    for unnamed in [0, 99] {
        let mut harness = Harness::open(without_reconnect());
        let leave = wire::LeaveRequest {
            reason: unnamed,
            ..Default::default()
        };
        harness.server(wire::signal_response::Message::Leave(leave));
        assert_eq!(
            ended(&harness),
            Disconnection {
                reason: DisconnectReason::Unknown,
                message: None
            }
        );
    }
}

#[test]
fn lost_connection_with_reconnect_disabled_ends_the_call() {
    let lost = |harness: &Harness| {
        harness
            .events()
            .contains(&Event::Connection(ConnectionState::Lost))
    };

    let mut harness = Harness::open(without_reconnect());
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
    assert_eq!(
        ended(&harness),
        details(DisconnectReason::Unknown, "SIGNAL_CLOSE")
    );
    assert!(lost(&harness));

    let mut harness = Harness::open(without_reconnect());
    harness.peer(PeerInput::State(PeerState::Failed));
    assert_eq!(
        ended(&harness),
        details(DisconnectReason::Unknown, "MEDIA_FAILURE")
    );
    assert!(lost(&harness));

    let mut harness = Harness::open(without_reconnect());
    harness.pass(14_999);
    assert_eq!(harness.machine.status(), Status::Connected);
    harness.pass(1);
    assert_eq!(
        ended(&harness),
        details(DisconnectReason::Unknown, "CONNECTION_TIMEOUT")
    );
    assert!(lost(&harness));
}

#[test]
fn failed_renegotiation_with_reconnect_disabled_ends_the_call() {
    let mut harness = Harness::open(without_reconnect());
    harness.server(wire::signal_response::Message::MediaSectionsRequirement(
        Default::default(),
    ));
    let Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) =
        harness.outputs[0]
    else {
        panic!()
    };
    harness.peer(PeerInput::Failed(id, "OperationError".into()));
    assert_eq!(
        ended(&harness),
        details(DisconnectReason::Unknown, "STATE_MISMATCH")
    );
}

#[test]
fn end_before_start_emits_no_event() {
    let mut harness = Harness::new(options());
    harness.command(Command::End);
    harness.command(Command::Start);
    assert_eq!(harness.outputs, []);
}
