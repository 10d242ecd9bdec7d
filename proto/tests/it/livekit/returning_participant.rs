//! Late messages about a participant that has left, or has come back under a new sid.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{self, data_packet, data_stream};
use speko_proto::{AgentPresence, AgentState, Event, Mode};

use super::agent_presence::{gone, presences, states, worker};
use crate::support::livekit::{Harness, agent, options, update};

/// Returns the agent after it has come back.
fn returned(state: &'static str) -> wire::ParticipantInfo {
    wire::ParticipantInfo {
        sid: "PA_again".into(),
        joined_at: 20,
        ..worker("agent", state)
    }
}

fn speaks(sid: &str) -> ServerMessage {
    ServerMessage::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![wire::SpeakerInfo {
            sid: sid.into(),
            active: true,
        }],
    })
}

fn departures(harness: &Harness) -> Vec<&str> {
    let left = |output| match output {
        &Output::Transport(LiveKitOutput::ParticipantLeft(ref identity)) => Some(identity.as_str()),
        _ => None,
    };
    harness.outputs.iter().filter_map(left).collect()
}

#[test]
fn late_messages_about_the_old_sid_leave_the_returned_participant_unchanged() {
    let mut harness = Harness::open(options());
    harness.server(update(returned("thinking")));
    // Its calls and streams ended with the old connection.
    assert_eq!(departures(&harness), ["agent"]);
    assert!(harness.machine.is_present("agent"));
    harness.outputs.clear();
    let header = data_stream::Header {
        stream_id: "new".into(),
        topic: "lk.transcription".into(),
        ..Default::default()
    };
    harness.packet(data_packet::Value::StreamHeader(header));
    let mut late = agent();
    (late.version, late.attributes) = (7, vec![("lk.agent.state", "idle").into()]);
    harness.server(update(late));
    harness.server(gone(agent()));
    harness.server(speaks("PA_agent"));
    assert_eq!(departures(&harness), [""; 0]);
    assert_eq!(harness.events(), []);
    assert!(harness.machine.is_present("agent"));
    // The stream of the new connection goes on.
    let chunk = data_stream::Chunk {
        stream_id: "new".into(),
        content: b"Back again".to_vec(),
        ..Default::default()
    };
    harness.packet(data_packet::Value::StreamChunk(chunk));
    assert!(matches!(harness.events()[..], [Event::Message(_)]));
    harness.server(gone(returned("")));
    assert_eq!(presences(&harness), [AgentPresence::Left]);
}

#[test]
fn older_participant_does_not_replace_a_later_one_of_the_same_identity() {
    let mut harness = Harness::open(options());
    harness.server(gone(agent()));
    harness.server(update(returned("thinking")));
    harness.outputs.clear();
    // It joined and left in between, or its departure was never reported.
    harness.server(update(wire::ParticipantInfo {
        sid: "PA_between".into(),
        joined_at: 10,
        ..agent()
    }));
    assert_eq!(harness.outputs, []);
    harness.server(update(wire::ParticipantInfo {
        sid: "PA_later".into(),
        joined_at: 30,
        ..agent()
    }));
    assert_eq!(states(&harness), [AgentState::Listening]);
    assert_eq!(departures(&harness), ["agent"]);
}

#[test]
fn departed_participant_is_not_brought_back_by_late_messages() {
    let mut harness = Harness::open(options());
    harness.server(gone(agent()));
    harness.outputs.clear();
    for version in [0, 1, 9, 10] {
        harness.server(update(wire::ParticipantInfo { version, ..agent() }));
    }
    harness.server(speaks("PA_agent"));
    assert_eq!(harness.outputs, []);
    assert!(!harness.machine.is_present("agent"));
    // Many others that leave are not remembered for ever, and do no harm.
    for number in 0..1_000 {
        let name = number.to_string();
        harness.server(update(worker(&name, "")));
        harness.server(gone(worker(&name, "")));
    }
    harness.server(update(returned("listening")));
    harness.server(speaks("PA_again"));
    assert_eq!(presences(&harness).last(), Some(&AgentPresence::Present));
    assert_eq!(harness.events().last(), Some(&Event::Mode(Mode::Speaking)));
}
