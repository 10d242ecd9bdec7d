//! Mutes by the server and by the system.

use super::*;

#[test]
fn user_unmute_lifts_server_mute_but_server_never_lifts_user_mute() {
    let server = |harness: &mut Harness, muted| {
        harness.outputs.clear();
        let sid = "TR_me".into();
        harness.server(ServerMessage::Mute(wire::MuteTrackRequest { sid, muted }));
    };
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    server(&mut harness, true);
    assert_eq!(harness.events(), [Event::Mic(MicState::ServerMuted)]);
    harness.command(Command::SetMicMuted(false));
    let muted = |muted| {
        let sid = "TR_me".into();
        ClientMessage::Mute(wire::MuteTrackRequest { sid, muted })
    };
    assert_eq!(harness.sent(), [muted(false)]);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(id, true)))
    );
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));

    server(&mut harness, true);
    harness.command(Command::SetMicMuted(true));
    assert_eq!(
        harness.events(),
        [Event::Mic(MicState::ServerMuted)],
        "the server's mute still applies"
    );
    server(&mut harness, false);
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
    harness.outputs.clear();
    server(&mut harness, false);
    assert_eq!(
        harness.sent(),
        [muted(true)],
        "the user's mute is sent again"
    );
    assert!(
        !harness
            .outputs
            .contains(&Output::Media(MediaOutput::EnableMic(id, true)))
    );
    assert_eq!(harness.events(), []);
}

#[test]
fn track_muted_by_the_system_is_reported_muted() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(
        id,
        MicInput::TrackMuted(true),
    )));
    assert_eq!(harness.events(), [Event::Mic(MicState::Muted)]);
    harness.input(Input::Media(MediaInput::Mic(
        id,
        MicInput::TrackMuted(false),
    )));
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
}

/// After a phone call, some systems mute a track permanently.
#[test]
fn user_unmute_reopens_a_track_muted_by_the_system() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(
        old,
        MicInput::TrackMuted(true),
    )));
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Muted)));
    harness.command(Command::SetMicMuted(false));
    harness.command(Command::SetMicMuted(false));
    assert_eq!(prompts(&harness).len(), 1);
    harness.grant_microphone();
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(old)))
    );
    assert_eq!(harness.events().last(), Some(&Event::Mic(MicState::Live)));
    assert_eq!(errors(&harness), []);
}
