//! The media connection fails.

use super::*;

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
    assert_eq!(harness.ready_result(), None);
    harness.pass(1);
    assert_eq!(harness.failure().reason(), ErrorReason::Media);
    assert!(
        harness
            .sent()
            .iter()
            .any(|message| matches!(message, ClientMessage::Leave(_))),
        "the room was left"
    );
    assert_released(&harness);
}

#[test]
fn unanswered_offer_fails_the_connect() {
    let mut harness = Harness::connecting(options());
    harness.server(join());
    harness.finish_negotiation();
    harness.pass(15_000);
    assert_eq!(harness.failure().code(), ErrorCode::ConnectionFailed);
    assert_released(&harness);
}

#[test]
fn rejected_local_description_fails_the_connect() {
    let mut harness = Harness::connecting(options());
    harness.server(join());
    let id = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetLocal(id, _))) => Some(*id),
        _ => None,
    });
    harness.peer(PeerInput::Failed(id, "InvalidAccessError".into()));
    assert_eq!(harness.failure().cause(), Some("InvalidAccessError"));
    assert_released(&harness);
}
