//! The join fails: rejected by the server, or without a response.

use super::*;

fn probe_after_closed_socket(answer: Probe) -> Harness {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    harness.offer();
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
    let (probe, url) = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Probe(id, url)) => Some((*id, url.reveal().to_owned())),
        _ => None,
    });
    assert!(url.starts_with(
        "https://media.example/rtc/v1/validate?access_token=aaa.bbb.ccc&join_request="
    ));
    harness.transport(LiveKitInput::Probed(probe, answer));
    harness
}

#[test]
fn rejected_join_maps_the_probe_to_an_error_reason() {
    let answered = |status, body: &str| Probe::Answered {
        status,
        body: body.into(),
    };
    let table = [
        (Probe::Unreachable, ErrorReason::Network),
        (answered(200, "success"), ErrorReason::Network),
        (
            answered(
                401,
                "invalid token: aaa.bbb.ccc, error: token is expired (exp)",
            ),
            ErrorReason::TokenExpired,
        ),
        (
            answered(401, "invalid token: aaa.bbb.ccc, error: signature"),
            ErrorReason::TokenInvalid,
        ),
        (answered(403, ""), ErrorReason::TokenInvalid),
        (
            answered(404, "requested room does not exist"),
            ErrorReason::RoomNotFound,
        ),
        (answered(400, "bad join_request"), ErrorReason::Refused),
        (answered(503, ""), ErrorReason::Refused),
    ];
    for (answer, reason) in table {
        let harness = probe_after_closed_socket(answer.clone());
        let error = harness.failure();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::ConnectionFailed, reason),
            "{answer:?}"
        );
        assert!(
            !error.to_string().contains("aaa.bbb.ccc"),
            "a token in an error: {error}"
        );
        assert_released(&harness);
        let microphone = harness.mic_id();
        assert!(
            harness
                .outputs
                .contains(&Output::Media(MediaOutput::ReleaseMic(microphone)))
        );
    }
}

#[test]
fn failed_connect_is_not_retried() {
    let mut harness = probe_after_closed_socket(Probe::Unreachable);
    harness.pass(600_000);
    let attempts = harness
        .outputs
        .iter()
        .filter(|output| matches!(output, Output::Transport(LiveKitOutput::OpenSocket(..))))
        .count();
    assert_eq!(attempts, 1);
}

#[test]
fn debug_output_never_contains_the_token() {
    let harness = Harness::open(options());
    assert!(!format!("{:?}", harness.machine).contains("bbb"));
    let harness = Harness::connecting(options());
    assert!(!format!("{:?}", harness.outputs).contains("bbb"));
}

#[test]
fn socket_that_neither_opens_nor_closes_times_out() {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    harness.offer();
    harness.pass(14_999);
    assert_eq!(harness.ready_result(), None);
    harness.pass(1);
    assert_eq!(harness.failure().reason(), ErrorReason::Timeout);
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::CloseSocket))
    );
    assert_released(&harness);
}

#[test]
fn server_that_never_responds_times_out() {
    let mut harness = Harness::connecting(options());
    harness.pass(4_999);
    assert_eq!(harness.ready_result(), None);
    harness.pass(1);
    assert_eq!(harness.failure().reason(), ErrorReason::Timeout);
    assert_released(&harness);
}

#[test]
fn first_message_other_than_join_fails_the_connect() {
    let mut harness = Harness::connecting(options());
    harness.server(leave(DisconnectReason::DuplicateIdentity));
    assert_eq!(harness.failure().cause(), Some("DUPLICATE_IDENTITY"));
    assert_released(&harness);

    for frame in [vec![], vec![0xFF; 40], proto_update()] {
        let mut harness = Harness::connecting(options());
        harness.frame(frame);
        assert_eq!(harness.failure().reason(), ErrorReason::Refused);
        assert_released(&harness);
    }
}

#[test]
fn join_rejected_by_a_leave_has_the_message_of_its_reason() {
    use DisconnectReason as R;
    for (theirs, ours) in [
        (R::DuplicateIdentity, ErrorReason::OpenedElsewhere),
        (R::ParticipantRemoved, ErrorReason::Removed),
        (R::RoomDeleted, ErrorReason::RoomNotFound),
        (R::RoomClosed, ErrorReason::RoomNotFound),
        (R::ServerShutdown, ErrorReason::ServerEnded),
        (R::ConnectionTimeout, ErrorReason::Timeout),
        (R::MediaFailure, ErrorReason::Media),
        (R::AgentError, ErrorReason::AgentFailed),
        (R::JoinFailure, ErrorReason::Refused),
        (R::StateMismatch, ErrorReason::Refused),
        (R::UnknownReason, ErrorReason::Refused),
    ] {
        // As the first message, and after the join.
        for mut harness in [Harness::connecting(options()), Harness::joined(options())] {
            harness.server(leave(theirs));
            let error = harness.failure();
            assert_eq!(
                (error.reason(), error.cause()),
                (ours, Some(theirs.as_str_name()))
            );
            assert_released(&harness);
        }
    }
}

fn proto_update() -> Vec<u8> {
    wire::SignalResponse {
        message: Some(update(agent())),
    }
    .encode_to_vec()
}

#[test]
fn rejected_add_track_fails_the_connect() {
    let mut harness = Harness::connecting(options());
    harness.server(join());
    use wire::{AddTrackRequest, RequestResponse, request_response::Request};
    harness.server(wire::signal_response::Message::RequestResponse(
        RequestResponse {
            reason: wire::request_response::Reason::NotAllowed.into(),
            request: Some(Request::AddTrack(AddTrackRequest {
                cid: "mic-uuid".into(),
                ..Default::default()
            })),
            ..Default::default()
        },
    ));
    assert_eq!(harness.failure().code(), ErrorCode::MicrophoneFailed);
    assert_eq!(harness.failure().cause(), Some("NOT_ALLOWED"));
    assert_released(&harness);
}

#[test]
fn token_without_publish_permission_fails_the_connect() {
    let mut harness = Harness::connecting(options());
    let wire::signal_response::Message::Join(mut join) = join() else {
        panic!()
    };
    let permission = wire::ParticipantPermission {
        can_subscribe: true,
        ..Default::default()
    };
    join.participant.as_mut().unwrap().permission = Some(permission);
    harness.server(wire::signal_response::Message::Join(join));
    assert_eq!(harness.failure().code(), ErrorCode::MicrophoneFailed);
    assert_released(&harness);
}
