//! No agent in the room: at the start, after it left, and during a reconnect.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{AgentState, Event, SessionConfig};

use crate::support::livekit::{Harness, agent, answer, join, options, published, update};

/// Returns an open session in an empty room.
fn alone(options: SessionConfig) -> Harness {
    let mut harness = Harness::connecting(options);
    let ServerMessage::Join(mut join) = join() else {
        panic!("no join")
    };
    join.other_participants.clear();
    harness.server(ServerMessage::Join(join));
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.outputs.clear();
    harness
}

fn states(harness: &Harness) -> Vec<AgentState> {
    let state = |event: &Event| match event {
        Event::AgentState(state) => Some(*state),
        _ => None,
    };
    harness.events().iter().filter_map(state).collect()
}

/// Lets `millis` pass while the server answers pings.
fn wait(harness: &mut Harness, millis: u64) {
    for _ in 0..millis / 1_000 {
        harness.pass(1_000);
        harness.server(ServerMessage::Pong(0));
    }
    harness.pass(millis % 1_000);
}

#[test]
fn missing_agent_is_reported_absent_once_after_the_set_time() {
    let mut harness = alone(SessionConfig {
        agent_timeout: 5_000,
        ..options()
    });
    wait(&mut harness, 4_999);
    assert_eq!(states(&harness), []);
    wait(&mut harness, 1);
    assert_eq!(states(&harness), [AgentState::Absent]);
    wait(&mut harness, 30_000);
    assert_eq!(states(&harness), [AgentState::Absent]);
    harness.server(update(agent()));
    assert_eq!(
        states(&harness),
        [AgentState::Absent, AgentState::Listening]
    );
}

#[test]
fn missing_agent_is_reported_absent_after_20_s_by_default() {
    let mut harness = alone(options());
    wait(&mut harness, 19_999);
    assert_eq!(states(&harness), []);
    wait(&mut harness, 1);
    assert_eq!(states(&harness), [AgentState::Absent]);
}

#[test]
fn agent_that_returns_in_time_is_not_reported_absent() {
    let mut harness = Harness::open(SessionConfig {
        agent_timeout: 5_000,
        ..options()
    });
    let gone = wire::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    };
    harness.server(update(gone));
    assert_eq!(states(&harness), [AgentState::Unknown]);
    wait(&mut harness, 4_000);
    let back = wire::ParticipantInfo {
        sid: "PA_again".into(),
        ..agent()
    };
    harness.server(update(back));
    wait(&mut harness, 10_000);
    assert_eq!(
        states(&harness),
        [AgentState::Unknown, AgentState::Listening]
    );
}

#[test]
fn agent_absence_is_not_reported_during_a_reconnect() {
    let mut harness = alone(SessionConfig {
        agent_timeout: 5_000,
        ..options()
    });
    wait(&mut harness, 4_000);
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
    harness.pass(3_000);
    assert_eq!(states(&harness), []);
    assert!(harness.machine.deadline().is_none_or(|at| at > harness.now));
}
