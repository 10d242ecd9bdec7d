//! No agent in the room: at the start, after it left, and during a reconnect.

use crate::support::livekit::{Bench, agent, answer, join, options, published, update};
use speko_client::livekit::io::*;
use speko_client::wire::proto::{self, signal_response::Message as Said};
use speko_client::{AgentState, ConversationOptions, Event};

/// Returns an open session in an empty room.
fn alone(options: ConversationOptions) -> Bench {
    let mut bench = Bench::dialled(options);
    let Said::Join(mut join) = join() else {
        panic!("no join")
    };
    join.other_participants.clear();
    bench.server(Said::Join(join));
    bench.server(published());
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.grant_microphone();
    bench.peer(PeerInput::State(PeerState::Connected));
    bench.orders.clear();
    bench
}

fn states(bench: &Bench) -> Vec<AgentState> {
    let state = |event: &Event| match event {
        Event::AgentState(state) => Some(*state),
        _ => None,
    };
    bench.events().iter().filter_map(state).collect()
}

/// Lets `millis` pass while the server answers pings.
fn wait(bench: &mut Bench, millis: u64) {
    for _ in 0..millis / 1_000 {
        bench.pass(1_000);
        bench.server(Said::Pong(0));
    }
    bench.pass(millis % 1_000);
}

#[test]
fn missing_agent_is_reported_absent_once_after_the_set_time() {
    let mut bench = alone(options().agent_within(5_000));
    wait(&mut bench, 4_999);
    assert_eq!(states(&bench), []);
    wait(&mut bench, 1);
    assert_eq!(states(&bench), [AgentState::Absent]);
    wait(&mut bench, 30_000);
    assert_eq!(states(&bench), [AgentState::Absent]);
    bench.server(update(agent()));
    assert_eq!(states(&bench), [AgentState::Absent, AgentState::Listening]);
}

#[test]
fn missing_agent_is_reported_absent_after_20_s_by_default() {
    let mut bench = alone(options());
    wait(&mut bench, 19_999);
    assert_eq!(states(&bench), []);
    wait(&mut bench, 1);
    assert_eq!(states(&bench), [AgentState::Absent]);
}

#[test]
fn agent_that_returns_in_time_is_not_reported_absent() {
    let mut bench = Bench::open(options().agent_within(5_000));
    let gone = proto::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    };
    bench.server(update(gone));
    assert_eq!(states(&bench), [AgentState::Unknown]);
    wait(&mut bench, 4_000);
    let back = proto::ParticipantInfo {
        sid: "PA_again".into(),
        ..agent()
    };
    bench.server(update(back));
    wait(&mut bench, 10_000);
    assert_eq!(states(&bench), [AgentState::Unknown, AgentState::Listening]);
}

#[test]
fn agent_absence_is_not_reported_during_a_reconnect() {
    let mut bench = alone(options().agent_within(5_000));
    wait(&mut bench, 4_000);
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
    bench.pass(3_000);
    assert_eq!(states(&bench), []);
    assert!(bench.machine.deadline().is_none_or(|at| at > bench.now));
}
