//! When to retry, and when to give up.

use super::*;

#[test]
fn exhausted_reconnect_policy_ends_the_call_with_an_error() {
    let policy = ReconnectPolicy::new(|retry| (retry.attempt <= 3).then_some(1_000));
    let mut harness = Harness::open(SessionConfig {
        reconnect_policy: policy,
        ..options()
    });
    lose_socket(&mut harness);
    assert_eq!(
        sockets(&harness),
        [""; 0],
        "the policy's first delay is 1 s"
    );
    harness.pass(1_000);
    assert_eq!(sockets(&harness).len(), 1);
    lose_socket(&mut harness);
    harness.pass(60_000);
    let attempts: Vec<_> = harness
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Reconnecting { attempt } => Some(attempt),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [1, 2, 3]);
    let events = harness.events();
    assert!(events.iter().any(|event| matches!(
        event,
        Event::Error(error) if error.reason() == ErrorReason::LineLost
    )));
    assert!(events.contains(&Event::Connection(ConnectionState::Lost)));
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    let microphone = harness.mic_id();
    assert!(has(
        &harness,
        &Output::Media(MediaOutput::ReleaseMic(microphone))
    ));
}

#[test]
fn reconnect_command_or_network_change_skips_the_delay() {
    let policy = ReconnectPolicy::new(|_| Some(60_000));
    for now in [
        Input::Transport(LiveKitInput::Reconnect),
        Input::Transport(LiveKitInput::NetworkChanged),
    ] {
        let mut harness = Harness::open(SessionConfig {
            reconnect_policy: policy.clone(),
            ..options()
        });
        lose_socket(&mut harness);
        assert_eq!(sockets(&harness), [""; 0]);
        harness.input(now.clone());
        assert_eq!(sockets(&harness).len(), 1);
        harness.input(now);
        assert_eq!(sockets(&harness).len(), 1, "no second attempt");
    }
}

#[test]
fn network_change_detects_dead_socket_in_4_s_and_restarts_ice() {
    let mut harness = Harness::open(options());
    harness.transport(LiveKitInput::NetworkChanged);
    assert!(matches!(
        harness.sent()[..],
        [ClientMessage::Ping(_), ClientMessage::PingReq(_)]
    ));
    harness.pass(4_000);
    let probe = *probes(&harness).last().unwrap();
    harness.transport(LiveKitInput::Probed(
        probe,
        Probe::Answered {
            status: 200,
            body: String::new(),
        },
    ));
    opened(&mut harness);
    harness.server(reconnect(0));
    assert!(restarts_ice(&harness));
}
