//! The other participants: who is speaking, the state of the agent, and playback of their tracks.

use super::*;

#[test]
fn mode_follows_remote_speakers_and_ignores_the_user() {
    let mut harness = Harness::open(options());
    let speaks = |sid: &str, active| {
        let speaker = wire::SpeakerInfo {
            sid: sid.into(),
            active,
        };
        ServerMessage::SpeakersChanged(wire::SpeakersChanged {
            speakers: vec![speaker],
        })
    };
    harness.server(speaks("PA_me", true));
    assert_eq!(harness.events(), []);
    harness.server(speaks("PA_agent", true));
    harness.server(speaks("PA_agent", true));
    harness.server(speaks("PA_other", true));
    harness.server(speaks("PA_agent", false));
    assert_eq!(harness.events(), [Event::Mode(Mode::Speaking)]);
    harness.server(speaks("PA_other", false));
    assert_eq!(harness.events().last(), Some(&Event::Mode(Mode::Listening)));
}

#[test]
fn agent_leaving_while_speaking_resets_mode_and_playback() {
    let mut harness = Harness::open(options());
    let speaker = wire::SpeakerInfo {
        sid: "PA_agent".into(),
        active: true,
    };
    harness.server(ServerMessage::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![speaker],
    }));
    harness.outputs.clear();
    harness.server(update(wire::ParticipantInfo {
        state: 3,
        version: 2,
        ..agent()
    }));
    assert!(
        harness
            .outputs
            .contains(&Output::Transport(LiveKitOutput::StopPlaying("2".into())))
    );
    let events = harness.events();
    assert!(events.contains(&Event::Mode(Mode::Listening)));
    assert!(events.contains(&Event::AgentState(AgentState::Unknown)));
}

#[test]
fn agent_state_ignores_avatar_and_outdated_updates() {
    let mut harness = Harness::open(options());
    let state = |state: &str| vec![wire::Entry::from(("lk.agent.state", state))];
    harness.server(update(wire::ParticipantInfo {
        attributes: state("thinking"),
        version: 2,
        ..agent()
    }));
    let avatar = wire::ParticipantInfo {
        sid: "PA_avatar".into(),
        kind: 4,
        attributes: vec![
            ("lk.publish_on_behalf", "agent").into(),
            state("idle")[0].clone(),
        ],
        ..Default::default()
    };
    harness.server(update(avatar));
    // Outdated: the version above is newer.
    harness.server(update(wire::ParticipantInfo {
        attributes: state("speaking"),
        version: 1,
        ..agent()
    }));
    assert_eq!(harness.events(), [Event::AgentState(AgentState::Thinking)]);
}

#[test]
fn tracks_play_before_the_participant_list_and_stop_when_unlisted() {
    let mut harness = Harness::open(options());
    // Before it has a track, the browser fires the event of this transceiver with a stream id of
    // its own.
    harness.peer(PeerInput::Track {
        mid: "3".into(),
        stream: "default".into(),
    });
    assert!(harness.outputs.is_empty());
    // Before the participant list.
    harness.peer(PeerInput::Track {
        mid: "3".into(),
        stream: "PA_late|TR_late".into(),
    });
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::Play("3".into()))]
    );
    let late = |tracks: &[&str], version| {
        let tracks = tracks.iter().map(|sid| wire::TrackInfo {
            sid: (*sid).into(),
            ..Default::default()
        });
        update(wire::ParticipantInfo {
            sid: "PA_late".into(),
            tracks: tracks.collect(),
            version,
            ..Default::default()
        })
    };
    harness.outputs.clear();
    harness.server(late(&[], 1));
    assert!(
        harness.outputs.is_empty(),
        "the participant list is older than the track"
    );
    harness.server(late(&["TR_late"], 2));
    harness.server(late(&[], 3));
    assert_eq!(
        harness.outputs,
        [Output::Transport(LiveKitOutput::StopPlaying("3".into()))]
    );
}
