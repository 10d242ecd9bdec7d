//! Which of several agents is shown, and gets RPC.

use speko_proto::AgentState;
use speko_proto::livekit::wire;

use super::agent_presence::{
    gone, opened_with, opening_with, participant, presences, states, worker,
};
use crate::support::livekit::{Harness, agent, options, update};

#[test]
fn agent_with_audio_or_state_is_preferred_to_one_that_only_transcribes() {
    let transcriber = worker("transcriber", "");
    let (talks, thinks) = (participant("talks", 4), worker("thinks", "thinking"));
    let mut empty = worker("empty", "");
    empty.attributes = vec![("lk.agent.state", "").into()];
    for (idle, active) in [
        (&transcriber, &talks),
        (&transcriber, &thinks),
        (&empty, &thinks),
    ] {
        for others in [[idle, active], [active, idle]] {
            let harness = opened_with(options(), others.map(Clone::clone).into());
            assert_eq!(harness.machine.agent(), Some(active.identity.as_str()));
        }
    }
    // An empty state is none.
    for others in [[&empty, &transcriber], [&transcriber, &empty]] {
        let harness = opened_with(options(), others.map(Clone::clone).into());
        assert_eq!(harness.machine.agent(), Some(others[1].identity.as_str()));
    }
    let thinks = worker("thinks", "thinking");
    let mut harness = opening_with(options(), vec![transcriber.clone(), thinks.clone()]);
    assert_eq!(states(&harness), [AgentState::Thinking]);
    // The other one is still an agent.
    harness.server(gone(thinks));
    assert_eq!(harness.machine.agent(), Some("transcriber"));
    assert_eq!(presences(&harness), []);
}

#[test]
fn agent_becomes_the_shown_one_when_it_publishes() {
    let transcriber = worker("transcriber", "");
    let mut harness = opened_with(options(), vec![worker("late", ""), transcriber]);
    assert_eq!(harness.machine.agent(), Some("transcriber"));
    let mut late = worker("late", "speaking");
    late.version = 2;
    harness.server(update(late));
    assert_eq!(harness.machine.agent(), Some("late"));
    assert_eq!(states(&harness), [AgentState::Speaking]);
}

#[test]
fn newer_agent_is_shown_in_a_hand_over_before_the_old_one_leaves() {
    let mut harness = Harness::open(options());
    let mut next = worker("next", "initializing");
    harness.server(update(next.clone()));
    assert_eq!(harness.machine.agent(), Some("next"));
    next.attributes = vec![("lk.agent.state", "speaking").into()];
    next.version = 2;
    harness.server(update(next.clone()));
    // An update of the old agent does not make it the newer one.
    let old = wire::ParticipantInfo {
        version: 2,
        attributes: vec![("lk.agent.state", "idle").into()],
        ..agent()
    };
    harness.server(update(old));
    let (initializing, speaking) = (AgentState::Initializing, AgentState::Speaking);
    assert_eq!(states(&harness), [initializing, speaking]);
    harness.server(gone(agent()));
    assert_eq!(states(&harness), [initializing, speaking]);
    assert_eq!(harness.machine.agent(), Some("next"));
}

#[test]
fn old_agent_is_shown_again_if_the_newer_one_leaves() {
    let mut harness = Harness::open(options());
    let next = worker("next", "speaking");
    harness.server(update(next.clone()));
    harness.server(gone(next));
    assert_eq!(harness.machine.agent(), Some("agent"));
    assert_eq!(
        states(&harness),
        [AgentState::Speaking, AgentState::Listening]
    );
    assert_eq!(presences(&harness), []);
}

#[test]
fn newer_agent_is_shown_in_whatever_order_the_join_response_lists_them() {
    let (old, next) = (worker("old", "idle"), worker("next", "speaking"));
    let at = |info: &wire::ParticipantInfo, (joined_at, joined_at_ms)| wire::ParticipantInfo {
        joined_at,
        joined_at_ms,
        ..info.clone()
    };
    let day = 1_764_000_000;
    // Older servers report seconds only. Within a second, only the milliseconds tell.
    for times in [
        [(day, 0), (day + 1, 0)],
        [(day, day * 1_000 + 1), (day, day * 1_000 + 2)],
        [(i64::MIN, 0), (i64::MAX, 0)],
    ] {
        let (old, next) = (at(&old, times[0]), at(&next, times[1]));
        for others in [[&old, &next], [&next, &old]] {
            let harness = opened_with(options(), others.map(Clone::clone).into());
            assert_eq!(harness.machine.agent(), Some("next"), "{times:?}");
        }
    }
    // An older one with audio or a state is still preferred.
    let (old, next) = (at(&old, (day, 0)), at(&worker("next", ""), (day + 1, 0)));
    let harness = opened_with(options(), vec![next, old]);
    assert_eq!(harness.machine.agent(), Some("old"));
}
