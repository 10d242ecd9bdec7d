//! Probes of the server's reachability, while there may be no network.

use super::*;

#[test]
fn network_outage_probes_without_closing_the_socket() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.pass(4_000);
    harness.pass(10_000);
    let count = probes(&harness).len();
    assert!((5..=6).contains(&count), "{count}");
    // Of both kinds: the browser uses separate connections for them.
    let no_cors = harness.outputs.iter();
    let no_cors = no_cors
        .filter(|output| matches!(output, Output::Transport(LiveKitOutput::ProbeNoCors(..))));
    assert_eq!(no_cors.count(), count / 2);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::CloseSocket)
    ));
    assert_eq!(sockets(&harness), [""; 0]);
    // ICE recovered first.
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    harness.server(update(agent()));
    harness.pass(4_000);
    assert_eq!(probes(&harness).len(), count, "no probe after the recovery");
    assert_eq!(sockets(&harness), [""; 0]);
}

#[test]
fn answered_probe_during_media_silence_resumes_with_ice_restart() {
    let mut harness = Harness::open(options());
    // The browser has not noticed: it only reports, when queried, that nothing arrives.
    harness.peer(PeerInput::LastInboundAge(3_300));
    let [probe] = probes(&harness)[..] else {
        panic!("{:?}", harness.outputs)
    };
    harness.pass(200);
    harness.transport(LiveKitInput::Probed(probe, answered()));
    assert!(
        harness
            .events()
            .contains(&Event::Reconnecting { attempt: 1 })
    );
    assert!(harness.join_request().reconnect);
    opened(&mut harness);
    harness.server(reconnect(0));
    assert!(restarts_ice(&harness));
    negotiate(&mut harness);
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
}

#[test]
fn answered_probe_keeps_the_socket_after_signaling_or_media_recovers() {
    for heard_first in [true, false] {
        let mut harness = Harness::open(options());
        harness.peer(PeerInput::State(PeerState::Disconnected));
        let [probe] = probes(&harness)[..] else {
            panic!("{:?}", harness.outputs)
        };
        harness.pass(40);
        if heard_first {
            harness.server(update(agent()));
        } else {
            harness.peer(PeerInput::State(PeerState::Connected));
        }
        harness.transport(LiveKitInput::Probed(probe, answered()));
        assert_eq!(sockets(&harness), [""; 0]);
    }
}

#[test]
fn answered_probe_during_ice_restart_keeps_the_live_socket() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    let [probe] = probes(&harness)[..] else {
        panic!("{:?}", harness.outputs)
    };
    // A new connection takes several round trips longer than a message on the old one.
    harness.pass(400);
    harness.server(update(agent()));
    harness.pass(600);
    assert!(restarts_ice(&harness));
    harness.pass(200);
    harness.transport(LiveKitInput::Probed(probe, answered()));
    assert_eq!(sockets(&harness), [""; 0]);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::CloseSocket)
    ));
}

#[test]
fn unreachable_server_is_probed_every_500_ms() {
    let mut harness = Harness::open(options());
    harness.peer(PeerInput::State(PeerState::Disconnected));
    harness.pass(4_000);
    for _ in 0..10 {
        let last = *probes(&harness).last().unwrap();
        harness.transport(LiveKitInput::Probed(last, Probe::Unreachable));
        let count = probes(&harness).len();
        harness.pass(500);
        assert_eq!(probes(&harness).len(), count + 1);
    }
}
