//! The microphone fails, or its prompt is denied.

use super::*;

#[test]
fn unavailable_microphone_fails_the_connect_and_leaves_the_room() {
    for reason in [
        ErrorReason::PermissionDenied,
        ErrorReason::NoDevice,
        ErrorReason::DeviceBusy,
    ] {
        for mut harness in [Harness::connecting(options()), Harness::joined(options())] {
            let joined = harness
                .find(|o| {
                    matches!(
                        o,
                        Output::Transport(LiveKitOutput::Publisher(PeerOutput::SetLocal(..)))
                    )
                    .then_some(())
                })
                .is_some();
            let id = harness.mic_id();
            harness.input(Input::Media(MediaInput::Mic(
                id,
                MicInput::Failed(reason, "NotAllowedError".into()),
            )));
            let error = harness.failure();
            assert_eq!(
                (error.code(), error.reason()),
                (ErrorCode::MicrophoneFailed, reason)
            );
            assert_eq!(error.cause(), Some("NotAllowedError"));
            assert_released(&harness);
            assert!(
                harness
                    .outputs
                    .contains(&Output::Transport(LiveKitOutput::CloseSocket))
            );
            assert_eq!(
                harness
                    .sent()
                    .iter()
                    .any(|message| matches!(message, ClientMessage::Leave(_))),
                joined
            );
        }
    }
}

#[test]
fn track_that_fails_to_attach_is_released() {
    let mut harness = Harness::joined(options());
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Opened)));
    harness.input(Input::Media(MediaInput::Mic(
        id,
        MicInput::AttachFailed("InvalidStateError".into()),
    )));
    assert_eq!(harness.failure().code(), ErrorCode::MicrophoneFailed);
    assert!(
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ReleaseMic(id)))
    );
    assert_released(&harness);
}

#[test]
fn microphone_first_denied_prompt_leaves_the_token_unused() {
    let mut harness = Harness::new(SessionConfig {
        microphone_first: true,
        ..options()
    });
    harness.command(Command::Start);
    harness.offer();
    assert!(!harness.has_joined(), "the permission prompt is still open");
    let mic = harness.mic_id();
    let denied = MicInput::Failed(ErrorReason::PermissionDenied, "NotAllowedError".into());
    harness.input(Input::Media(MediaInput::Mic(mic, denied)));
    assert!(!harness.has_joined());
    let error = harness.ready_result().unwrap().unwrap_err();
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
}

#[test]
fn microphone_first_joins_after_the_prompt_is_granted() {
    let mut harness = Harness::new(SessionConfig {
        microphone_first: true,
        ..options()
    });
    harness.command(Command::Start);
    harness.offer();
    let mic = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(mic, MicInput::Opened)));
    assert!(harness.has_joined());

    let mut harness = Harness::new(SessionConfig {
        microphone_first: true,
        mic_enabled: false,
        ..options()
    });
    harness.command(Command::Start);
    harness.offer();
    assert!(
        harness.has_joined(),
        "no prompt to wait for without a microphone"
    );
}

#[test]
fn unanswered_prompt_is_reported_until_it_is_answered() {
    let prompts = |harness: &Harness| -> Vec<bool> {
        let prompt = |event| match event {
            Event::MicPrompt(open) => Some(open),
            _ => None,
        };
        harness.events().into_iter().filter_map(prompt).collect()
    };
    let input = |mic, input| Input::Media(MediaInput::Mic(mic, input));
    let denied = MicInput::Failed(ErrorReason::PermissionDenied, "NotAllowedError".into());
    for answer in [MicInput::Opened, denied] {
        let mut harness = Harness::joined(options());
        let mic = harness.mic_id();
        assert!(prompts(&harness).is_empty());
        harness.input(input(mic, MicInput::Prompted));
        harness.input(input(mic, MicInput::Prompted));
        harness.pass(10_000);
        assert_eq!(prompts(&harness), [true]);
        harness.input(input(mic, answer));
        assert_eq!(prompts(&harness), [true, false]);
    }
    // The end of the call closes the prompt.
    let mut harness = Harness::joined(options());
    let mic = harness.mic_id();
    harness.input(input(mic, MicInput::Prompted));
    harness.command(Command::End);
    assert_eq!(prompts(&harness), [true, false]);
    // A report that overtakes the answer is ignored.
    let mut harness = Harness::joined(options());
    let mic = harness.mic_id();
    harness.input(input(mic, MicInput::Opened));
    harness.input(input(mic, MicInput::Prompted));
    harness.input(input(mic, MicInput::Attached));
    harness.input(input(mic, MicInput::Prompted));
    assert!(prompts(&harness).is_empty());
}

#[test]
fn every_denial_blocks_the_microphone_during_a_call() {
    for reason in [
        ErrorReason::PermissionDenied,
        ErrorReason::PermissionDismissed,
        ErrorReason::SystemDenied,
        ErrorReason::MicrophonePolicy,
    ] {
        let mut harness = Harness::open(SessionConfig {
            release_mic_on_mute: true,
            ..options()
        });
        harness.command(Command::SetMicMuted(true));
        harness.command(Command::SetMicMuted(false));
        let mic = harness.mic_id();
        let denied = MicInput::Failed(reason, "NotAllowedError".into());
        harness.input(Input::Media(MediaInput::Mic(mic, denied)));
        let events = harness.events();
        assert!(
            events.contains(&Event::Mic(speko_proto::MicState::Blocked)),
            "{reason:?}"
        );
        assert_eq!(harness.machine.status(), Status::Connected);
    }
}
