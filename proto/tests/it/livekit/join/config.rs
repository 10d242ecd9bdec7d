//! What the configuration changes.

use super::*;

#[test]
fn overrides_wait_for_the_reliable_channel_and_are_sent_first() {
    let mut harness = Harness::joined(SessionConfig {
        overrides: Some(Overrides::default()),
        ..options()
    });
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.transport(LiveKitInput::Send(
        speko_proto::packet::Outbound::UserMessage("hi".into()),
    ));
    assert_eq!(harness.packets_sent(), []);
    harness.peer(PeerInput::ChannelOpened(Channel::Lossy));
    assert_eq!(harness.packets_sent(), []);
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    let sent = harness.packets_sent();
    assert_eq!(
        sent[0],
        (1, r#"{"type":"overrides","overrides":{}}"#.to_owned())
    );
    assert_eq!(
        sent[1],
        (2, r#"{"type":"user_message","text":"hi"}"#.to_owned())
    );
}

#[test]
fn no_overrides_packet_is_sent_without_overrides() {
    let harness = Harness::open(options());
    assert_eq!(harness.packets_sent(), []);
}

#[test]
fn disabled_microphone_is_never_requested() {
    let mut harness = Harness::connecting(SessionConfig {
        mic_enabled: false,
        ..options()
    });
    assert_eq!(harness.join_request().add_track_requests, []);
    harness.server(join());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(harness.ready_result(), Some(Ok(())));
    assert!(
        !harness
            .outputs
            .iter()
            .any(|o| matches!(o, Output::Media(MediaOutput::OpenMic { .. })))
    );
    harness.command(Command::SetMicMuted(false));
    assert!(
        !harness
            .outputs
            .iter()
            .any(|o| matches!(o, Output::Media(MediaOutput::OpenMic { .. })))
    );
}

#[test]
fn constraints_devices_volume_and_mute_reach_the_browser() {
    let constraints = AudioConstraints {
        noise_suppression: false,
        ..Default::default()
    };
    let options = SessionConfig {
        constraints,
        input_device: Some("mic-2".into()),
        output_device: Some("speaker-3".into()),
        volume: 0.4,
        mic_muted: true,
        ..options()
    };
    let mut harness = Harness::connecting(options);
    let id = harness.mic_id();
    let wanted = Output::Media(MediaOutput::OpenMic {
        id,
        device: Some("mic-2".into()),
        constraints,
        muted: true,
    });
    assert!(harness.outputs.contains(&wanted));
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::SetVolume(0.4)))
    );
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::SetOutputDevice(
                "speaker-3".into()
            )))
    );
    let track = harness.join_request().add_track_requests.remove(0);
    assert!(track.muted);
    assert_eq!(track.audio_features, [2, 3]);
    harness.server(join());
    harness.server(published());
    harness.grant_microphone();
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(id, false)))
    );
    assert!(harness.events().contains(&Event::Mic(MicState::Muted)));
    assert!(
        !harness
            .sent()
            .iter()
            .any(|message| matches!(message, ClientMessage::Mute(_))),
        "the join has announced it muted"
    );
}
