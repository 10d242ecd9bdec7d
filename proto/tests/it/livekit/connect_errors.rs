//! How a session fails to open: once, with a reason, and with everything released.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::DisconnectReason;
use speko_proto::livekit::wire::signal_request::Message as Sent;
use speko_proto::{ErrorCode, ErrorReason, Event, SessionConfig, Status};

use crate::support::livekit::*;

/// Asserts what all failures have in common.
fn assert_released(harness: &Harness) {
    let has = |wanted: &dyn Fn(&Output) -> bool| {
        harness
            .outputs
            .iter()
            .filter(|output| wanted(output))
            .count()
    };
    assert_eq!(
        has(&|o| matches!(o, Output::ResolveReady(_))),
        1,
        "{:#?}",
        harness.outputs
    );
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    assert_eq!(
        has(&|o| *o == Output::Transport(LiveKitOutput::Peer(PeerOutput::Close))),
        1
    );
    let events = harness.events();
    assert_eq!(
        events
            .iter()
            .filter(|event| matches!(event, Event::Status(Status::Disconnected)))
            .count(),
        1
    );
    assert!(
        !events
            .iter()
            .any(|event| matches!(event, Event::Connected { .. } | Event::Disconnected(_)))
    );
    assert_eq!(harness.machine.deadline(), None);
}

fn probe_after_closed_socket(answer: Probe) -> Harness {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    let op = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(op))) => Some(*op),
        _ => None,
    });
    harness.peer(PeerInput::OfferCreated(op, OFFER.into()));
    let socket = harness.socket_op();
    harness.input(Input::Transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    )));
    let (probe, url) = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Probe(op, url)) => Some((*op, url.reveal().to_owned())),
        _ => None,
    });
    assert!(url.starts_with(
        "https://media.example/rtc/v1/validate?access_token=aaa.bbb.ccc&join_request="
    ));
    harness.input(Input::Transport(LiveKitInput::Probed(probe, answer)));
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
        let microphone = harness.mic_op();
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
    let harness = Harness::dialled(options());
    assert!(!format!("{:?}", harness.outputs).contains("bbb"));
}

#[test]
fn socket_that_neither_opens_nor_closes_times_out() {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    let op = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Peer(PeerOutput::CreateOffer(op))) => Some(*op),
        _ => None,
    });
    harness.peer(PeerInput::OfferCreated(op, OFFER.into()));
    harness.pass(14_999);
    assert_eq!(harness.settled(), None);
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
    let mut harness = Harness::dialled(options());
    harness.pass(4_999);
    assert_eq!(harness.settled(), None);
    harness.pass(1);
    assert_eq!(harness.failure().reason(), ErrorReason::Timeout);
    assert_released(&harness);
}

#[test]
fn first_message_other_than_join_fails_the_connect() {
    let mut harness = Harness::dialled(options());
    harness.server(leave(DisconnectReason::DuplicateIdentity));
    assert_eq!(harness.failure().cause(), Some("DUPLICATE_IDENTITY"));
    assert_released(&harness);

    for frame in [vec![], vec![0xFF; 40], proto_update()] {
        let mut harness = Harness::dialled(options());
        harness.frame(frame);
        assert_eq!(harness.failure().reason(), ErrorReason::Refused);
        assert_released(&harness);
    }
}

fn proto_update() -> Vec<u8> {
    wire::SignalResponse {
        message: Some(update(agent())),
    }
    .encode_to_vec()
}

#[test]
fn failed_or_timed_out_media_fails_the_connect() {
    let mut harness = Harness::joined(options());
    harness.peer(PeerInput::State(PeerState::Failed));
    assert_eq!(harness.failure().reason(), ErrorReason::Media);
    assert_released(&harness);

    let mut harness = Harness::joined(options());
    harness.pass(10_000);
    harness.server(wire::signal_response::Message::Pong(0));
    harness.pass(4_999);
    assert_eq!(harness.settled(), None);
    harness.pass(1);
    assert_eq!(harness.failure().reason(), ErrorReason::Media);
    assert!(
        harness
            .sent()
            .iter()
            .any(|message| matches!(message, Sent::Leave(_))),
        "the room was left"
    );
    assert_released(&harness);
}

#[test]
fn unanswered_offer_fails_the_connect() {
    let mut harness = Harness::dialled(options());
    harness.server(join());
    harness.finish_negotiation();
    harness.pass(15_000);
    assert_eq!(harness.failure().code(), ErrorCode::ConnectionFailed);
    assert_released(&harness);
}

#[test]
fn rejected_local_description_fails_the_connect() {
    let mut harness = Harness::dialled(options());
    harness.server(join());
    let op = harness.op(|output| match output {
        Output::Transport(LiveKitOutput::Peer(PeerOutput::SetLocal(op, _))) => Some(*op),
        _ => None,
    });
    harness.peer(PeerInput::Failed(op, "InvalidAccessError".into()));
    assert_eq!(harness.failure().cause(), Some("InvalidAccessError"));
    assert_released(&harness);
}

#[test]
fn unavailable_microphone_fails_the_connect_and_leaves_the_room() {
    for reason in [
        ErrorReason::PermissionDenied,
        ErrorReason::NoDevice,
        ErrorReason::DeviceBusy,
    ] {
        for mut harness in [Harness::dialled(options()), Harness::joined(options())] {
            let joined = harness
                .find(|o| {
                    matches!(
                        o,
                        Output::Transport(LiveKitOutput::Peer(PeerOutput::SetLocal(..)))
                    )
                    .then_some(())
                })
                .is_some();
            let op = harness.mic_op();
            harness.input(Input::Media(MediaInput::Mic(
                op,
                MicInput::Failed(reason, "NotAllowedError".into()),
            )));
            let error = harness.failure();
            assert_eq!(
                (error.code(), error.reason()),
                (ErrorCode::MicrophoneFailed, reason)
            );
            assert_eq!(error.cause(), Some("NotAllowedError"));
            assert_released(&harness);
            assert!(
                harness
                    .outputs
                    .contains(&Output::Transport(LiveKitOutput::CloseSocket))
            );
            assert_eq!(
                harness
                    .sent()
                    .iter()
                    .any(|message| matches!(message, Sent::Leave(_))),
                joined
            );
        }
    }
}

#[test]
fn rejected_add_track_fails_the_connect() {
    let mut harness = Harness::dialled(options());
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
    let mut harness = Harness::dialled(options());
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

#[test]
fn track_that_fails_to_attach_is_released() {
    let mut harness = Harness::joined(options());
    let op = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(op, MicInput::Opened)));
    harness.input(Input::Media(MediaInput::Mic(
        op,
        MicInput::AttachFailed("InvalidStateError".into()),
    )));
    assert_eq!(harness.failure().code(), ErrorCode::MicrophoneFailed);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(op)))
    );
    assert_released(&harness);
}

#[test]
fn microphone_first_denied_prompt_leaves_the_token_unused() {
    let mut harness = Harness::new(SessionConfig {
        microphone_first: true,
        ..options()
    });
    harness.command(Command::Start);
    harness.offer();
    assert!(!harness.has_joined(), "the permission prompt is still open");
    let mic = harness.mic_op();
    let denied = MicInput::Failed(ErrorReason::PermissionDenied, "NotAllowedError".into());
    harness.input(Input::Media(MediaInput::Mic(mic, denied)));
    assert!(!harness.has_joined());
    let error = harness.settled().unwrap().unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
}

#[test]
fn microphone_first_joins_after_the_prompt_is_granted() {
    let mut harness = Harness::new(SessionConfig {
        microphone_first: true,
        ..options()
    });
    harness.command(Command::Start);
    harness.offer();
    let mic = harness.mic_op();
    harness.input(Input::Media(MediaInput::Mic(mic, MicInput::Opened)));
    assert!(harness.has_joined());

    let mut harness = Harness::new(SessionConfig {
        microphone_first: true,
        mic_enabled: false,
        ..options()
    });
    harness.command(Command::Start);
    harness.offer();
    assert!(
        harness.has_joined(),
        "no prompt to wait for without a microphone"
    );
}
