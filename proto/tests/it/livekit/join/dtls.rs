//! A DTLS handshake that does not complete.

use super::*;

fn restarted(harness: &Harness) -> bool {
    harness
        .outputs
        .contains(&Output::Transport(LiveKitOutput::Publisher(
            PeerOutput::RestartIce,
        )))
}

/// Returns a session that has joined and negotiated, with ICE connected.
fn with_a_path() -> Harness {
    let mut harness = Harness::joined(options());
    harness.grant_microphone();
    harness.peer(PeerInput::IceConnected);
    harness.outputs.clear();
    harness
}

#[test]
fn ice_connected_without_dtls_for_2_s_restarts_ice() {
    let mut harness = with_a_path();
    harness.pass(1_999);
    assert!(!restarted(&harness));
    harness.pass(1);
    assert!(restarted(&harness));
    harness.offer();
    assert!(
        matches!(harness.sent().as_slice(), [ClientMessage::Offer(offer)] if offer.id == 2),
        "on the existing socket"
    );
    harness.server(answer(2));
    harness.finish_negotiation();

    // The next media path can fail as well.
    harness.outputs.clear();
    harness.pass(2_000);
    assert!(!restarted(&harness), "ICE is not connected yet");
    harness.peer(PeerInput::IceConnected);
    harness.pass(2_000);
    assert!(restarted(&harness));
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(harness.machine.status(), Status::Connected);
}

#[test]
fn established_media_path_does_not_restart_ice() {
    let mut harness = with_a_path();
    harness.pass(1_500);
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.pass(10_000);
    assert!(!restarted(&harness));
    // The browser reports this after a short interruption.
    harness.peer(PeerInput::IceConnected);
    harness.pass(10_000);
    assert!(!restarted(&harness));
}
