//! How a session fails to open: once, with a reason, and with everything released.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{self, DisconnectReason, signal_request::Message as Sent};
use speko_client::{ErrorCode, ErrorReason, Event, Status};

/// Asserts what all failures have in common.
fn assert_released(bench: &Bench) {
    let has =
        |wanted: &dyn Fn(&Order) -> bool| bench.orders.iter().filter(|order| wanted(order)).count();
    assert_eq!(
        has(&|o| matches!(o, Order::Settle(_))),
        1,
        "{:#?}",
        bench.orders
    );
    assert_eq!(bench.orders.last(), Some(&Order::Finish));
    assert_eq!(has(&|o| *o == Order::Peer(PeerOrder::Close)), 1);
    let events = bench.events();
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
    assert_eq!(bench.machine.deadline(), None);
}

fn probe_after_closed_socket(answer: Probe) -> Bench {
    let mut bench = Bench::new(options());
    bench.command(Command::Start);
    let op = bench.op(|order| match order {
        Order::Peer(PeerOrder::CreateOffer(op)) => Some(*op),
        _ => None,
    });
    bench.peer(PeerInput::OfferCreated(op, OFFER.into()));
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
    let (probe, url) = bench.op(|order| match order {
        Order::Probe(op, url) => Some((*op, url.reveal().to_owned())),
        _ => None,
    });
    assert!(url.starts_with(
        "https://media.example/rtc/v1/validate?access_token=aaa.bbb.ccc&join_request="
    ));
    bench.input(Input::Probed(probe, answer));
    bench
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
        let bench = probe_after_closed_socket(answer.clone());
        let error = bench.failure();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::ConnectionFailed, reason),
            "{answer:?}"
        );
        assert!(
            !error.to_string().contains("aaa.bbb.ccc"),
            "a token in an error: {error}"
        );
        assert_released(&bench);
        let microphone = bench.mic_op();
        assert!(bench.orders.contains(&Order::ReleaseMic(microphone)));
    }
}

#[test]
fn failed_connect_is_not_retried() {
    let mut bench = probe_after_closed_socket(Probe::Unreachable);
    bench.pass(600_000);
    let attempts = bench
        .orders
        .iter()
        .filter(|order| matches!(order, Order::OpenSocket(..)))
        .count();
    assert_eq!(attempts, 1);
}

#[test]
fn debug_output_never_contains_the_token() {
    let bench = Bench::open(options());
    assert!(!format!("{:?}", bench.machine).contains("bbb"));
    let bench = Bench::dialled(options());
    assert!(!format!("{:?}", bench.orders).contains("bbb"));
}

#[test]
fn socket_that_neither_opens_nor_closes_times_out() {
    let mut bench = Bench::new(options());
    bench.command(Command::Start);
    let op = bench.op(|order| match order {
        Order::Peer(PeerOrder::CreateOffer(op)) => Some(*op),
        _ => None,
    });
    bench.peer(PeerInput::OfferCreated(op, OFFER.into()));
    bench.pass(14_999);
    assert_eq!(bench.settled(), None);
    bench.pass(1);
    assert_eq!(bench.failure().reason(), ErrorReason::Timeout);
    assert!(bench.orders.contains(&Order::CloseSocket));
    assert_released(&bench);
}

#[test]
fn server_that_never_responds_times_out() {
    let mut bench = Bench::dialled(options());
    bench.pass(4_999);
    assert_eq!(bench.settled(), None);
    bench.pass(1);
    assert_eq!(bench.failure().reason(), ErrorReason::Timeout);
    assert_released(&bench);
}

#[test]
fn first_message_other_than_join_fails_the_connect() {
    let mut bench = Bench::dialled(options());
    bench.server(leave(DisconnectReason::DuplicateIdentity));
    assert_eq!(bench.failure().cause(), Some("DUPLICATE_IDENTITY"));
    assert_released(&bench);

    for frame in [vec![], vec![0xFF; 40], proto_update()] {
        let mut bench = Bench::dialled(options());
        bench.frame(frame);
        assert_eq!(bench.failure().reason(), ErrorReason::Refused);
        assert_released(&bench);
    }
}

fn proto_update() -> Vec<u8> {
    proto::SignalResponse {
        message: Some(update(agent())),
    }
    .encode_to_vec()
}

#[test]
fn failed_or_timed_out_media_fails_the_connect() {
    let mut bench = Bench::joined(options());
    bench.peer(PeerInput::State(PeerState::Failed));
    assert_eq!(bench.failure().reason(), ErrorReason::Media);
    assert_released(&bench);

    let mut bench = Bench::joined(options());
    bench.pass(10_000);
    bench.server(proto::signal_response::Message::Pong(0));
    bench.pass(4_999);
    assert_eq!(bench.settled(), None);
    bench.pass(1);
    assert_eq!(bench.failure().reason(), ErrorReason::Media);
    assert!(
        bench
            .sent()
            .iter()
            .any(|message| matches!(message, Sent::Leave(_))),
        "the room was left"
    );
    assert_released(&bench);
}

#[test]
fn unanswered_offer_fails_the_connect() {
    let mut bench = Bench::dialled(options());
    bench.server(join());
    bench.finish_negotiation();
    bench.pass(15_000);
    assert_eq!(bench.failure().code(), ErrorCode::ConnectionFailed);
    assert_released(&bench);
}

#[test]
fn rejected_local_description_fails_the_connect() {
    let mut bench = Bench::dialled(options());
    bench.server(join());
    let op = bench.op(|order| match order {
        Order::Peer(PeerOrder::SetLocal(op, _)) => Some(*op),
        _ => None,
    });
    bench.peer(PeerInput::Failed(op, "InvalidAccessError".into()));
    assert_eq!(bench.failure().cause(), Some("InvalidAccessError"));
    assert_released(&bench);
}

#[test]
fn unavailable_microphone_fails_the_connect_and_leaves_the_room() {
    for reason in [
        ErrorReason::PermissionDenied,
        ErrorReason::NoDevice,
        ErrorReason::DeviceBusy,
    ] {
        for mut bench in [Bench::dialled(options()), Bench::joined(options())] {
            let joined = bench
                .find(|o| matches!(o, Order::Peer(PeerOrder::SetLocal(..))).then_some(()))
                .is_some();
            let op = bench.mic_op();
            bench.input(Input::Mic(
                op,
                MicInput::Failed(reason, "NotAllowedError".into()),
            ));
            let error = bench.failure();
            assert_eq!(
                (error.code(), error.reason()),
                (ErrorCode::MicrophoneFailed, reason)
            );
            assert_eq!(error.cause(), Some("NotAllowedError"));
            assert_released(&bench);
            assert!(bench.orders.contains(&Order::CloseSocket));
            assert_eq!(
                bench
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
    let mut bench = Bench::dialled(options());
    bench.server(join());
    use proto::{AddTrackRequest, RequestResponse, request_response::Request};
    bench.server(proto::signal_response::Message::RequestResponse(
        RequestResponse {
            reason: proto::request_response::Reason::NotAllowed.into(),
            request: Some(Request::AddTrack(AddTrackRequest {
                cid: "mic-uuid".into(),
                ..Default::default()
            })),
            ..Default::default()
        },
    ));
    assert_eq!(bench.failure().code(), ErrorCode::MicrophoneFailed);
    assert_eq!(bench.failure().cause(), Some("NOT_ALLOWED"));
    assert_released(&bench);
}

#[test]
fn token_without_publish_permission_fails_the_connect() {
    let mut bench = Bench::dialled(options());
    let proto::signal_response::Message::Join(mut join) = join() else {
        panic!()
    };
    let permission = proto::ParticipantPermission {
        can_subscribe: true,
        ..Default::default()
    };
    join.participant.as_mut().unwrap().permission = Some(permission);
    bench.server(proto::signal_response::Message::Join(join));
    assert_eq!(bench.failure().code(), ErrorCode::MicrophoneFailed);
    assert_released(&bench);
}

#[test]
fn track_that_fails_to_attach_is_released() {
    let mut bench = Bench::joined(options());
    let op = bench.mic_op();
    bench.input(Input::Mic(op, MicInput::Opened));
    bench.input(Input::Mic(
        op,
        MicInput::AttachFailed("InvalidStateError".into()),
    ));
    assert_eq!(bench.failure().code(), ErrorCode::MicrophoneFailed);
    assert!(bench.orders.contains(&Order::ReleaseMic(op)));
    assert_released(&bench);
}

#[test]
fn microphone_first_denied_prompt_leaves_the_token_unused() {
    let mut bench = Bench::new(options().microphone_first(true));
    bench.command(Command::Start);
    bench.offer();
    assert!(!bench.has_joined(), "the permission prompt is still open");
    let mic = bench.mic_op();
    let denied = MicInput::Failed(ErrorReason::PermissionDenied, "NotAllowedError".into());
    bench.input(Input::Mic(mic, denied));
    assert!(!bench.has_joined());
    let error = bench.settled().unwrap().unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
}

#[test]
fn microphone_first_joins_after_the_prompt_is_granted() {
    let mut bench = Bench::new(options().microphone_first(true));
    bench.command(Command::Start);
    bench.offer();
    let mic = bench.mic_op();
    bench.input(Input::Mic(mic, MicInput::Opened));
    assert!(bench.has_joined());

    let mut bench = Bench::new(options().microphone_first(true).mic_enabled(false));
    bench.command(Command::Start);
    bench.offer();
    assert!(
        bench.has_joined(),
        "no prompt to wait for without a microphone"
    );
}
