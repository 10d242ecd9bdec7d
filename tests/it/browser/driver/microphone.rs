//! The microphone's track: how it is requested, toggled and released, and its errors.

use speko_client::web::testing::Rig;
use speko_client::{AudioConstraints, ErrorReason};
use speko_proto::livekit::io::{Input, MediaInput, MediaOutput, MicInput};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn get_user_media_errors_are_mapped_to_reasons() {
    for (name, reason) in [
        ("NotAllowedError", ErrorReason::PermissionDenied),
        ("SecurityError", ErrorReason::PermissionDenied),
        ("NotFoundError", ErrorReason::NoDevice),
        ("OverconstrainedError", ErrorReason::NoDevice),
        ("NotReadableError", ErrorReason::DeviceBusy),
        ("AbortError", ErrorReason::DeviceBusy),
        ("TypeError", ErrorReason::DeviceFailed),
        ("InvalidStateError", ErrorReason::DeviceFailed),
    ] {
        let mut rig = rig();
        microphone_refuses(name);
        rig.execute(open_mic(false));
        let failed = MicInput::Failed(reason, name.to_owned());
        assert_eq!(rig.next().await, Input::Media(MediaInput::Mic(MIC, failed)));
        rig.execute(media(MediaOutput::AttachMic(MIC)));
        assert!(matches!(
            rig.next().await,
            Input::Media(MediaInput::Mic(MIC, MicInput::AttachFailed(_)))
        ));
    }
}

#[wasm_bindgen_test]
async fn missing_media_devices_fails_the_microphone() {
    let mut rig = rig();
    no_media_devices();
    rig.execute(open_mic(false));
    let failed = MicInput::Failed(ErrorReason::Browser, "TypeError".to_owned());
    assert_eq!(rig.next().await, Input::Media(MediaInput::Mic(MIC, failed)));
}

#[wasm_bindgen_test]
async fn microphone_is_requested_with_the_given_constraints() {
    let mut rig = rig();
    microphone_refuses("NotFoundError");
    hold_prompt();
    rig.execute(media(MediaOutput::OpenMic {
        id: MIC,
        device: Some("desk".to_owned()),
        constraints: AudioConstraints {
            noise_suppression: false,
            ..Default::default()
        },
        muted: false,
    }));
    assert_eq!(
        last_constraints(),
        r#"{"audio":{"deviceId":{"exact":"desk"},"echoCancellation":true,"noiseSuppression":false,"autoGainControl":true,"channelCount":1}}"#
    );
}

#[wasm_bindgen_test]
async fn microphone_opens_toggles_and_is_released() {
    let mut rig = rig();
    rig.execute(open_mic(false));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    assert_eq!(tracks_enabled(), "true");
    rig.execute(media(MediaOutput::EnableMic(MIC, false)));
    assert_eq!(tracks_enabled(), "false");
    rig.execute(media(MediaOutput::EnableMic(MIC, true)));
    assert_eq!(tracks_enabled(), "true");
    assert_eq!(live_tracks(), 1);
    rig.execute(media(MediaOutput::ReleaseMic(MIC)));
    assert_eq!(live_tracks(), 0);
    settled().await;
    assert_eq!(
        rig.try_next(),
        None,
        "our own stop is not reported as an end"
    );
}

#[wasm_bindgen_test]
async fn muted_microphone_opens_disabled() {
    let mut rig = rig();
    rig.execute(open_mic(true));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    assert_eq!(tracks_enabled(), "false");
}

#[wasm_bindgen_test]
async fn mute_during_the_prompt_applies() {
    let mut rig = rig();
    hold_prompt();
    rig.execute(open_mic(false));
    rig.execute(media(MediaOutput::EnableMic(MIC, false)));
    answer_prompt().await;
    assert_eq!(
        rig.try_next(),
        Some(Input::Media(MediaInput::Mic(MIC, MicInput::Opened)))
    );
    assert_eq!(tracks_enabled(), "false");
}

#[wasm_bindgen_test]
async fn prompt_granted_after_release_stops_the_track() {
    for release in [
        |rig: &mut Rig| rig.execute(media(MediaOutput::ReleaseMic(MIC))),
        |rig: &mut Rig| rig.finish(),
    ] {
        let mut rig = rig();
        hold_prompt();
        rig.execute(open_mic(false));
        release(&mut rig);
        answer_prompt().await;
        assert_eq!(tracks_enabled().split(',').count(), 1, "a track was opened");
        assert_eq!(live_tracks(), 0);
        assert_eq!(rig.try_next(), None);
    }
}

#[wasm_bindgen_test]
async fn ended_track_is_reported() {
    let mut rig = rig();
    rig.execute(open_mic(false));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    end_track();
    assert_eq!(
        rig.try_next(),
        Some(Input::Media(MediaInput::Mic(MIC, MicInput::Ended)))
    );
}

#[wasm_bindgen_test]
async fn track_that_opens_muted_is_reported_muted_before_opened() {
    let mut rig = rig();
    microphone_opens("muted");
    rig.execute(open_mic(false));
    for input in [MicInput::TrackMuted(true), MicInput::Opened] {
        assert_eq!(rig.next().await, Input::Media(MediaInput::Mic(MIC, input)));
    }
    mute_track(false);
    let unmuted = Input::Media(MediaInput::Mic(MIC, MicInput::TrackMuted(false)));
    assert_eq!(rig.next().await, unmuted);
}

#[wasm_bindgen_test]
async fn track_that_has_ended_by_the_time_it_opens_is_lost() {
    let mut rig = rig();
    microphone_opens("ended");
    rig.execute(open_mic(false));
    let lost = MicInput::Failed(ErrorReason::DeviceLost, String::new());
    assert_eq!(rig.next().await, Input::Media(MediaInput::Mic(MIC, lost)));
}

#[wasm_bindgen_test]
async fn only_the_current_sender_reports_that_the_track_is_attached() {
    let mut rig = rig();
    rig.execute(open_mic(false));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    for replacement in [
        open_peer(true),
        open_peer(true),
        peer(PeerOutput::ReplaceMicTransceiver),
    ] {
        rig.execute(replacement);
        rig.execute(media(MediaOutput::AttachMic(MIC)));
    }
    let attached = Input::Media(MediaInput::Mic(MIC, MicInput::Attached));
    super::until(&rig, |input| (input == attached).then_some(())).await;
    for _ in 0..20 {
        settled().await;
    }
    while let Some(input) = rig.try_next() {
        assert!(!matches!(input, Input::Media(_)), "{input:?}");
    }
}
