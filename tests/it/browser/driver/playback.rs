//! Playback of remote audio: its elements, their volume and output device, and blocked audio.

use speko_proto::livekit::io::{Input, LiveKitOutput, MediaInput, MediaOutput, SpeakerInput};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::browser::support::until as until_true;

/// Returns a connected rig, its remote peer, and the `mid` of the remote track.
async fn connected() -> (Rig, Remote, String) {
    let mut rig = rig();
    let remote = Remote::new();
    rig.execute(open_peer(true));
    let mid = connect(&mut rig, &remote).await;
    (rig, remote, mid)
}

#[wasm_bindgen_test]
async fn blocked_playback_is_reported_and_resumed() {
    let (mut rig, remote, mid) = connected().await;
    let heard = async |rig: &Rig| {
        until(rig, |input| match input {
            Input::Media(MediaInput::Speaker(input)) => Some(input),
            _ => None,
        })
        .await
    };

    play_refuses("NotAllowedError");
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!(heard(&rig).await, SpeakerInput::Blocked);
    play_works();
    rig.execute(media(MediaOutput::ResumeAudio));
    assert_eq!(heard(&rig).await, SpeakerInput::Playing);

    // A blocked element that is removed does not block audio any more.
    rig.execute(transport(LiveKitOutput::StopPlaying(mid.clone())));
    play_refuses("NotAllowedError");
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!(heard(&rig).await, SpeakerInput::Blocked);
    rig.execute(transport(LiveKitOutput::StopPlaying(mid.clone())));
    assert_eq!(heard(&rig).await, SpeakerInput::Playing);

    play_refuses("AbortError");
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    no_sinks();
    rig.execute(media(MediaOutput::SetOutputDevice("kitchen".to_owned())));
    settled().await;
    assert!(
        !std::iter::from_fn(|| rig.try_next())
            .any(|input| matches!(input, Input::Media(MediaInput::Speaker(_))))
    );

    sink_refuses("NotFoundError");
    rig.execute(media(MediaOutput::SetOutputDevice("cellar".to_owned())));
    let failed = SpeakerInput::OutputFailed("NotFoundError".to_owned());
    assert_eq!(heard(&rig).await, failed);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn remote_audio_plays_in_hidden_elements_removed_with_their_track() {
    let (mut rig, remote, mid) = connected().await;
    // Kept for later elements.
    rig.execute(media(MediaOutput::SetVolume(0.3)));
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!((element_count(), element_volume()), (1, 0.3));
    assert!(elements_hidden());
    rig.execute(transport(LiveKitOutput::StopPlaying(mid.clone())));
    assert_eq!(element_count(), 0);
    rig.execute(media(MediaOutput::SetVolume(0.6)));
    rig.execute(transport(LiveKitOutput::Play(mid)));
    assert_eq!((element_count(), element_volume()), (1, 0.6));
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn played_element_is_reused() {
    let (mut rig, remote, mid) = connected().await;
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    let first = element_name();
    level_of_element().await;
    rig.execute(transport(LiveKitOutput::StopPlaying(mid.clone())));
    rig.execute(media(MediaOutput::SetVolume(0.4)));
    rig.execute(transport(LiveKitOutput::Play(mid)));
    assert_eq!((element_name(), element_volume()), (first, 0.4));
    assert!(elements_hidden());
    settled().await;
    assert!(element_plays());
    level_of_element().await;
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
fn read_only_volume_is_detected() {
    assert!(speko_client::can_set_volume());
    fixed_volume();
    assert!(!speko_client::can_set_volume());
}

#[wasm_bindgen_test]
async fn selected_output_device_is_set_on_every_element() {
    let (mut rig, remote, mid) = connected().await;
    record_sinks();
    rig.execute(media(MediaOutput::SetOutputDevice("kitchen".to_owned())));
    assert_eq!(sinks_set(), "", "no element exists yet");
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!(sinks_set(), "kitchen");
    rig.execute(media(MediaOutput::SetOutputDevice("cellar".to_owned())));
    assert_eq!(sinks_set(), "kitchen,cellar");

    // If the browser cannot select outputs, it plays on without an error.
    no_sinks();
    rig.execute(transport(LiveKitOutput::StopPlaying(mid.clone())));
    rig.execute(transport(LiveKitOutput::Play(mid)));
    settled().await;
    assert_eq!(element_count(), 1);
    let complaint = |input| {
        matches!(
            input,
            Input::Media(MediaInput::Speaker(SpeakerInput::OutputFailed(_)))
        )
    };
    assert!(!std::iter::from_fn(|| rig.try_next()).any(complaint));
    rig.finish();
    remote.close().await;
}

/// Returns the newest reports of the speaker.
fn reports(rig: &Rig) -> Vec<SpeakerInput> {
    std::iter::from_fn(|| rig.try_next())
        .filter_map(|input| match input {
            Input::Media(MediaInput::Speaker(input)) => Some(input),
            _ => None,
        })
        .collect()
}

#[wasm_bindgen_test]
async fn paused_element_plays_on_by_itself() {
    let (mut rig, remote, mid) = connected().await;
    rig.execute(transport(LiveKitOutput::Play(mid)));
    level_of_element().await;
    for _ in 0..3 {
        pause_elements();
        assert!(!element_plays());
        until_true(element_plays).await;
        // Lets the promise of `play()` settle.
        settled().await;
    }
    assert_eq!(reports(&rig), []);
    level_of_element().await;
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn element_that_is_paused_again_and_again_is_reported_as_blocked() {
    let (mut rig, remote, mid) = connected().await;
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    level_of_element().await;
    for _ in 0..3 {
        pause_elements();
        until_true(element_plays).await;
        settled().await;
    }
    pause_elements();
    let speaker = |input| match input {
        Input::Media(MediaInput::Speaker(input)) => Some(input),
        _ => None,
    };
    assert_eq!(until(&rig, speaker).await, SpeakerInput::Blocked);
    assert!(!element_plays());
    rig.execute(media(MediaOutput::ResumeAudio));
    assert_eq!(until(&rig, speaker).await, SpeakerInput::Playing);
    assert!(element_plays());

    // Something else starts it.
    for _ in 0..4 {
        pause_elements();
        settled().await;
    }
    assert_eq!(until(&rig, speaker).await, SpeakerInput::Blocked);
    rig.execute(media(MediaOutput::CheckPlayback));
    assert_eq!(reports(&rig), []);
    start_elements();
    let before = element_time();
    until_true(|| element_time() > before).await;
    rig.execute(media(MediaOutput::CheckPlayback));
    assert_eq!(reports(&rig), [SpeakerInput::Playing]);

    // An element that does not play again is reported at once.
    play_refuses("NotAllowedError");
    rig.execute(transport(LiveKitOutput::StopPlaying(mid.clone())));
    play_works();
    rig.execute(transport(LiveKitOutput::Play(mid)));
    level_of_element().await;
    play_refuses("InvalidStateError");
    pause_elements();
    assert_eq!(until(&rig, speaker).await, SpeakerInput::Blocked);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn element_with_a_stopped_clock_is_reported_as_blocked() {
    let (mut rig, remote, mid) = connected().await;
    rig.execute(transport(LiveKitOutput::Play(mid)));
    level_of_element().await;
    for _ in 0..5 {
        let before = element_time();
        until_true(|| element_time() > before).await;
        rig.execute(media(MediaOutput::CheckPlayback));
    }
    assert_eq!(reports(&rig), [], "the clock of the browser runs");
    stop_clocks();
    for _ in 0..2 {
        rig.execute(media(MediaOutput::CheckPlayback));
    }
    assert_eq!(reports(&rig), [], "one check may fall into a pause");
    rig.execute(media(MediaOutput::CheckPlayback));
    assert_eq!(reports(&rig), [SpeakerInput::Blocked]);
    run_clocks();
    let before = element_time();
    until_true(|| element_time() > before).await;
    until_true(element_plays).await;
    rig.execute(media(MediaOutput::CheckPlayback));
    assert_eq!(reports(&rig), [SpeakerInput::Playing]);
    level_of_element().await;
    // A paused element has no running clock.
    stop_clocks();
    play_refuses("AbortError");
    pause_elements();
    settled().await;
    for _ in 0..5 {
        rig.execute(media(MediaOutput::CheckPlayback));
    }
    assert_eq!(reports(&rig), []);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn element_of_a_stopped_track_is_not_restarted() {
    let (mut rig, remote, mid) = connected().await;
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    level_of_element().await;
    pause_elements();
    rig.execute(transport(LiveKitOutput::StopPlaying(mid)));
    settled().await;
    assert_eq!(element_count(), 0);
    assert_eq!(reports(&rig), []);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}
