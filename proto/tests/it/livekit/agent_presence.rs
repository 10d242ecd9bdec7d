//! No agent in the room: at the start, after it left, and during a reconnect.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{AgentPresence, AgentState, Event, Mode, SessionConfig};

use crate::support::livekit::{Harness, agent, answer, join, options, outages, published, update};

/// Returns an open session in an empty room.
fn alone(options: SessionConfig) -> Harness {
    opened_with(options, Vec::new())
}

/// Returns an open session in a room with these participants.
pub(super) fn opened_with(options: SessionConfig, others: Vec<wire::ParticipantInfo>) -> Harness {
    let mut harness = opening_with(options, others);
    harness.outputs.clear();
    harness
}

/// The same, with the outputs of the opening.
pub(super) fn opening_with(options: SessionConfig, others: Vec<wire::ParticipantInfo>) -> Harness {
    let mut harness = prompting_with(options, others);
    harness.grant_microphone();
    harness
}

/// Returns a session that has joined such a room. The permission prompt is open.
fn prompting_with(options: SessionConfig, others: Vec<wire::ParticipantInfo>) -> Harness {
    let mut harness = Harness::connecting(options);
    let ServerMessage::Join(mut join) = join() else {
        panic!("no join")
    };
    join.other_participants = others;
    harness.server(ServerMessage::Join(join));
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness
}

/// Returns a participant of this kind who publishes audio but no state.
pub(super) fn participant(name: &str, kind: i32) -> wire::ParticipantInfo {
    wire::ParticipantInfo {
        sid: ["PA_", name].concat(),
        identity: name.into(),
        kind,
        attributes: Vec::new(),
        ..agent()
    }
}

/// Returns an agent with this state and without tracks. An empty state is not published.
pub(super) fn worker(name: &str, state: &str) -> wire::ParticipantInfo {
    let mut info = participant(name, 4);
    info.tracks.clear();
    if !state.is_empty() {
        info.attributes = vec![("lk.agent.state", state).into()];
    }
    info
}

pub(super) fn gone(mut info: wire::ParticipantInfo) -> ServerMessage {
    (info.state, info.version) = (3, 9);
    update(info)
}

pub(super) fn presences(harness: &Harness) -> Vec<AgentPresence> {
    let presence = |event: &Event| match event {
        Event::AgentPresence(presence) => Some(*presence),
        _ => None,
    };
    harness.events().iter().filter_map(presence).collect()
}

pub(super) fn states(harness: &Harness) -> Vec<AgentState> {
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

#[test]
fn presence_is_waiting_before_the_first_agent_and_left_after_the_last() {
    use AgentPresence::{Left, Present, Waiting};
    let mut harness = opening_with(options(), Vec::new());
    assert_eq!(presences(&harness), [Waiting]);
    harness.server(update(agent()));
    harness.server(update(worker("second", "idle")));
    harness.server(gone(agent()));
    assert_eq!(presences(&harness), [Waiting, Present]);
    harness.server(gone(worker("second", "idle")));
    assert_eq!(presences(&harness), [Waiting, Present, Left]);
    wait(&mut harness, 30_000);
    assert_eq!(
        presences(&harness),
        [Waiting, Present, Left],
        "it has not become a room without an agent"
    );
    harness.server(update(worker("third", "")));
    assert_eq!(presences(&harness).last(), Some(&Present));
}

#[test]
fn presence_is_not_reported_if_an_agent_is_there_from_the_start() {
    let harness = opening_with(options(), vec![agent()]);
    assert_eq!(presences(&harness), []);
}

#[test]
fn agent_is_reported_during_the_permission_prompt() {
    use AgentPresence::{Left, Present, Waiting};
    let mut harness = prompting_with(options(), Vec::new());
    assert_eq!(presences(&harness), [Waiting]);
    wait(&mut harness, 30_000);
    assert_eq!(
        states(&harness),
        [],
        "an agent may come once the call is open"
    );
    harness.server(update(worker("worker", "speaking")));
    assert_eq!(presences(&harness), [Waiting, Present]);
    assert_eq!(states(&harness), [AgentState::Speaking]);
    harness.server(gone(worker("worker", "")));
    assert_eq!(presences(&harness), [Waiting, Present, Left]);

    let mut harness = prompting_with(options(), vec![agent()]);
    assert_eq!(presences(&harness), []);
    assert_eq!(states(&harness), [AgentState::Listening]);
    harness.server(ServerMessage::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![wire::SpeakerInfo {
            sid: "PA_agent".into(),
            active: true,
        }],
    }));
    assert!(harness.events().contains(&Event::Mode(Mode::Speaking)));
    assert_eq!(harness.ready_result(), None);
}

/// LiveKit's kinds: standard, ingress, egress, SIP, and the newer ones for connectors and bridges.
#[test]
fn participants_of_other_kinds_are_no_agents() {
    for kind in [0, 1, 2, 3, 7, 8] {
        let other = participant("other", kind);
        let mut harness = opening_with(options(), vec![other.clone()]);
        assert_eq!(presences(&harness), [AgentPresence::Waiting], "kind {kind}");
        assert_eq!(harness.machine.agent(), None, "kind {kind}");
        wait(&mut harness, 20_000);
        assert_eq!(states(&harness), [AgentState::Absent], "kind {kind}");
        harness.server(update(agent()));
        harness.server(gone(agent()));
        assert_eq!(
            presences(&harness).last(),
            Some(&AgentPresence::Left),
            "kind {kind} stays"
        );
    }
}

#[test]
fn worker_without_a_kind_is_an_agent_if_it_publishes_a_state() {
    let mut info = worker("worker", "thinking");
    info.kind = 0;
    let mut harness = opening_with(options(), vec![info.clone()]);
    assert_eq!(presences(&harness), []);
    assert_eq!(states(&harness), [AgentState::Thinking]);
    assert_eq!(harness.machine.agent(), Some("worker"));
    // A phone caller cannot become one.
    harness.server(gone(info.clone()));
    info.kind = 3;
    (info.sid, info.identity) = ("PA_phone".into(), "phone".into());
    harness.server(update(info));
    assert_eq!(harness.machine.agent(), None);
}

#[test]
fn agent_that_leaves_during_an_outage_is_reported_left() {
    let mut harness = Harness::open(options());
    harness.server(outages::leave_with(
        wire::DisconnectReason::ServerShutdown,
        2,
    ));
    harness.offer();
    assert_eq!(presences(&harness), [], "unknown during the reconnect");
    outages::opened(&mut harness);
    let ServerMessage::Join(mut join) = join() else {
        panic!("no join")
    };
    join.other_participants = vec![participant("other", 0)];
    harness.server(ServerMessage::Join(join));
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.input(Input::Media(MediaInput::Mic(
        harness.mic_id(),
        MicInput::Attached,
    )));
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.peer(PeerInput::LastInboundAge(0));
    assert_eq!(presences(&harness), [AgentPresence::Left]);
}
