//! Muting the microphone: by the app, during the prompt, and by the server.

use super::*;

#[test]
fn mute_disables_the_track_before_notifying_the_server() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.command(Command::SetMicMuted(true));
    assert_eq!(
        harness.outputs[0],
        Output::Media(MediaOutput::EnableMic(id, false))
    );
    assert_eq!(
        harness.sent(),
        [ClientMessage::Mute(wire::MuteTrackRequest {
            sid: "TR_me".into(),
            muted: true
        })]
    );
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(true));
    assert!(
        harness.sent().is_empty() && harness.events().is_empty(),
        "a repeated mute has no effect"
    );
    harness.command(Command::SetMicMuted(false));
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(id, true)))
    );
    assert_eq!(harness.events(), [Event::Mic(MicState::Live)]);
}

#[test]
fn mute_during_the_prompt_applies_before_the_track_is_attached() {
    let mut harness = Harness::joined(options());
    harness.command(Command::SetMicMuted(true));
    harness.outputs.clear();
    harness.grant_microphone();
    let id = harness.mic_id();
    let at = |wanted: &Output| {
        harness
            .outputs
            .iter()
            .position(|output| output == wanted)
            .unwrap()
    };
    assert!(
        at(&Output::Media(MediaOutput::EnableMic(id, false)))
            < at(&Output::Media(MediaOutput::AttachMic(id))),
        "disabled before it is attached"
    );
}

#[test]
fn server_mute_disables_the_track_without_a_reply() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.server(ServerMessage::Mute(wire::MuteTrackRequest {
        sid: "TR_other".into(),
        muted: true,
    }));
    assert!(harness.outputs.is_empty());
    harness.server(ServerMessage::Mute(wire::MuteTrackRequest {
        sid: "TR_me".into(),
        muted: true,
    }));
    assert_eq!(
        harness.outputs,
        [
            Output::Media(MediaOutput::EnableMic(id, false)),
            Output::Emit(Event::Mic(MicState::ServerMuted))
        ]
    );
}
