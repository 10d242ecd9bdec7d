//! The page's Content-Security-Policy blocks the socket, or the probes.

use super::*;

const DIRECTIVE: &str = "connect-src";

fn opening() -> Harness {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    harness.offer();
    harness
}

/// The socket closes before it opened.
fn closed() -> Harness {
    let mut harness = opening();
    let input = SocketInput::Closed { code: 1006 };
    harness.transport(LiveKitInput::Socket(harness.socket_id(), input));
    harness
}

fn blocked(harness: &mut Harness) {
    let socket = harness.socket_id();
    let input = SocketInput::Blocked(DIRECTIVE.into());
    harness.transport(LiveKitInput::Socket(socket, input));
}

fn assert_blocked(harness: &Harness) {
    let error = harness.failure();
    assert_eq!(error.code(), ErrorCode::ConnectionFailed);
    assert_eq!(error.reason(), ErrorReason::ContentPolicy);
    assert_eq!(error.cause(), Some(DIRECTIVE));
    assert!(error.advice().contains("connect-src"), "{error}");
    assert_released(harness);
}

#[test]
fn socket_blocked_by_the_policy_fails_at_once() {
    let mut harness = opening();
    blocked(&mut harness);
    assert_blocked(&harness);
}

#[test]
fn block_reported_after_the_close_is_the_reason() {
    let mut harness = closed();
    assert_eq!(harness.ready_result(), None, "a probe asks for the reason");
    blocked(&mut harness);
    assert_blocked(&harness);
}

#[test]
fn block_reported_in_a_call_changes_nothing() {
    let mut harness = Harness::open(options());
    blocked(&mut harness);
    assert_eq!(harness.events(), []);
    assert_eq!(harness.machine.status(), Status::Connected);
}

/// The reason of the closed socket stays unknown.
#[test]
fn blocked_probe_is_not_the_reason_of_a_closed_socket() {
    for late in [true, false] {
        let mut harness = closed();
        let probe = harness.find_last(probe_id);
        if !late {
            harness.transport(LiveKitInput::ProbesBlocked);
        }
        harness.transport(LiveKitInput::Probed(probe, Probe::Unreachable));
        harness.transport(LiveKitInput::ProbesBlocked);
        assert_eq!(harness.failure().reason(), ErrorReason::Network);
    }
}

fn probe_id(output: &Output) -> Option<RequestId> {
    match output {
        Output::Transport(LiveKitOutput::Probe(id, _) | LiveKitOutput::ProbeNoCors(id, _)) => {
            Some(*id)
        }
        _ => None,
    }
}

/// A policy that lists the server with `wss:` only blocks all probes, which would otherwise find
/// out that the network is back.
#[test]
fn reconnect_needs_no_probe_if_the_policy_blocks_them() {
    for blocked in [false, true] {
        let mut harness = Harness::open(options());
        // The server and the media are silent: the network may be gone.
        harness.pass(20_000);
        let mut sockets = 0;
        for _ in 0..10 {
            if let Some(probe) = harness.find(probe_id) {
                harness.outputs.clear();
                harness.transport(LiveKitInput::Probed(probe, Probe::Unreachable));
                if blocked {
                    harness.transport(LiveKitInput::ProbesBlocked);
                }
            }
            let opened = |output: &Output| {
                matches!(output, Output::Transport(LiveKitOutput::OpenSocket(..))).then_some(())
            };
            sockets += u32::from(harness.find(opened).is_some());
            harness.pass(3_000);
        }
        assert_eq!(sockets > 0, blocked, "{sockets} sockets");
    }
}
