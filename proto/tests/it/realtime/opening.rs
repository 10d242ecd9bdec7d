//! How a realtime conversation opens, or fails to. The numbers (s…) are those of docs/contract.md.

use speko_proto::realtime::frame::{Downlink, Rate};
use speko_proto::realtime::io::{
    Command, MediaOutput, Output, RealtimeInput, RealtimeOutput, RequestId, StateMachine,
};
use speko_proto::realtime::machine::Machine;
use speko_proto::{
    Credentials, ErrorCode, ErrorReason, Event, MicState, Parsers, SessionConfig, Status,
};

use crate::support::realtime::*;

#[test]
fn s106_token_is_passed_apart_from_the_url_and_never_printed() {
    let mut world = Simulator::new(options());
    world.command(Command::Start);
    let RealtimeOutput::Connect { url, token } = &world.outputs[0] else {
        panic!("the first output is not Connect");
    };
    assert_eq!(
        (url.as_str(), token.reveal()),
        ("wss://s2s.example/1/ws", "t0k.en")
    );
    assert!(
        !format!("{:?}", world.outputs).contains("t0k"),
        "the token is never printed"
    );
}

#[test]
fn s107_microphone_waits_for_ready() {
    let mut world = Simulator::new(options());
    world.command(Command::Start);
    assert!(!world.asked_for_mic());
    world.ready();
    assert!(world.asked_for_mic());
}

#[test]
fn microphone_waits_for_the_audio_context() {
    let mut world = Simulator::new(options());
    world.stands = false;
    world.command(Command::Start);
    world.ready();
    assert!(!world.asked_for_mic());
    world.handle(RealtimeInput::AudioReady { rate: DEVICE });
    assert!(world.asked_for_mic());
    assert_eq!(world.machine.status(), Status::Connected);
}

#[test]
fn opening_the_microphone_resumes_audio() {
    let world = Simulator::open(options());
    assert!(
        world
            .devices
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    );
    let world = Simulator::open(SessionConfig {
        mic_enabled: false,
        ..options()
    });
    assert!(
        !world
            .devices
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    );
}

#[test]
fn early_unmute_or_device_change_waits_for_the_audio_context() {
    let device = |id: &str| Command::SetInputDevice(Some(id.to_owned()));
    for (muted, wish) in [
        (true, Command::SetMicMuted(false)),
        (false, device("other")),
    ] {
        let mut world = Simulator::new(SessionConfig {
            mic_muted: muted,
            release_mic_on_mute: muted,
            ..options()
        });
        world.stands = false;
        world.command(Command::Start);
        world.ready();
        world.command(wish);
        assert!(!world.asked_for_mic());
        world.handle(RealtimeInput::AudioReady { rate: DEVICE });
        let asked = |output: &&Output| {
            matches!(
                output,
                Output::Media(MediaOutput::OpenMic { muted: false, .. })
            )
        };
        assert_eq!(world.devices.iter().filter(asked).count(), 1);
        assert_eq!(world.machine.status(), Status::Connected);
        world.capture(100, 0);
        assert!(!world.frames().is_empty(), "audio is sent");
    }
}

#[test]
fn s108_server_sample_rates_apply_and_invalid_ones_are_ignored() {
    for (rates, frame) in [
        (r#""inputSampleRate":16000"#, 640),
        (r#""inputSampleRate":24000"#, 960),
        (r#""inputSampleRate":8000"#, 960),
        (r#""inputSampleRate":"16000""#, 960),
    ] {
        let mut world = Simulator::new(options());
        world.command(Command::Start);
        world.handle(RealtimeInput::Text(format!(r#"{{"t":"ready",{rates}}}"#)));
        world.capture(100, 0);
        assert!(
            world.frames().iter().all(|bytes| *bytes == frame),
            "{rates}"
        );
        assert!(world.frames().len() >= 4);
    }
    // The credentials' rates are the fallback.
    let given = Credentials::realtime("s", "wss://a.example", "t").sample_rates(16_000, 16_000);
    let mut world = Simulator::open(SessionConfig::new(given, Parsers::HOST));
    world.capture(100, 0);
    assert_eq!(world.frames()[0], 640);
    world.handle(RealtimeInput::Audio(
        vec![0; 320 * 2 * 10],
        Some(world.clock()),
    ));
    let (_, samples) = world.played()[0];
    assert!(
        samples > 9_000,
        "200 ms at 16 kHz are {samples} samples at 48 kHz"
    );
}

#[test]
fn s109_no_ready_within_10_s_fails_and_closes_the_socket() {
    let mut world = Simulator::new(options());
    world.command(Command::Start);
    world.pass(9_999);
    assert!(world.settled.is_empty());
    world.pass(1);
    assert_eq!(world.error().code(), ErrorCode::ConnectionFailed);
    assert_eq!(world.error().reason(), ErrorReason::Timeout);
    assert!(matches!(
        world.outputs.last(),
        Some(RealtimeOutput::Close { .. })
    ));
    assert_eq!(world.statuses(), [Status::Connecting, Status::Disconnected]);
    assert!(world.finished && world.ends().is_empty() && !world.asked_for_mic());
}

#[test]
fn s110_server_error_is_the_cause() {
    let mut world = Simulator::new(options());
    world.command(Command::Start);
    world.frame(&Downlink::Error {
        code: "S2S_PROVIDER_CONNECT_FAILED".to_owned(),
        message: "no model".to_owned(),
    });
    assert!(world.settled.is_empty(), "not settled before the close");
    world.handle(RealtimeInput::Closed {
        code: 1011,
        reason: "gone".to_owned(),
    });
    let words = Some("S2S_PROVIDER_CONNECT_FAILED: no model");
    assert_eq!(world.error().cause(), words);
    assert_eq!(world.error().code(), ErrorCode::ConnectionFailed);
    let told = world.events.iter().find_map(|event| match event {
        Event::Error(error) => Some(error.cause()),
        _ => None,
    });
    assert_eq!(told, Some(words));
}

#[test]
fn s111_close_before_ready_reports_its_code() {
    let mut world = Simulator::new(options());
    world.command(Command::Start);
    world.handle(RealtimeInput::Closed {
        code: 1008,
        reason: "policy".to_owned(),
    });
    assert_eq!(world.error().cause(), Some("1008 policy"));
    let mut world = Simulator::new(options());
    world.command(Command::Start);
    world.handle(RealtimeInput::Closed {
        code: 1006,
        reason: String::new(),
    });
    assert_eq!(
        (world.error().reason(), world.error().cause()),
        (ErrorReason::Network, Some("1006"))
    );
}

#[test]
fn expired_token_is_the_error_reason() {
    for (expires, reason) in [
        ("1970-01-01T00:00:03.000Z", ErrorReason::TokenExpired),
        ("1970-01-01T00:00:04Z", ErrorReason::Network),
        ("soon", ErrorReason::Network),
    ] {
        let json = format!(
            r#"{{"wsUrl":"wss://s2s.example","wsToken":"t0k.en","expiresAt":"{expires}"}}"#
        );
        let credentials = Credentials::from_json(&json, Parsers::HOST).unwrap();
        let mut world = Simulator::new(SessionConfig::new(credentials, Parsers::HOST));
        world.command(Command::Start);
        world.pass(2_000);
        world.handle(RealtimeInput::Closed {
            code: 1006,
            reason: String::new(),
        });
        assert_eq!(world.error().reason(), reason, "{expires}");
        assert_eq!(world.error().cause(), Some("1006"));
    }
}

#[test]
fn s112_failed_microphone_closes_the_socket() {
    let mut world = Simulator::new(options());
    world.mic = Err(ErrorReason::PermissionDenied);
    world.command(Command::Start);
    world.ready();
    assert_eq!(world.error().code(), ErrorCode::MicrophoneFailed);
    assert_eq!(world.error().reason(), ErrorReason::PermissionDenied);
    let close = RealtimeOutput::Close {
        code: 1000,
        reason: "audio_setup_failed",
    };
    assert_eq!(world.outputs.last(), Some(&close));
    assert!(world.ends().is_empty(), "the session never opened");

    let mut world = Simulator::new(options());
    world.stands = false;
    world.command(Command::Start);
    world.handle(RealtimeInput::AudioFailed("NotSupportedError".to_owned()));
    assert_eq!(world.error().code(), ErrorCode::MicrophoneFailed);
}

#[test]
fn end_at_every_stage_finishes_the_session() {
    for stage in 0..4 {
        let mut world = Simulator::new(options());
        world.stands = stage > 1;
        if stage > 0 {
            world.command(Command::Start);
        }
        if stage > 1 {
            world.ready();
        }
        world.command(Command::End);
        let opened = stage > 1;
        assert_eq!(world.ends().len(), usize::from(opened), "stage {stage}");
        assert_eq!(world.finished, stage > 0);
        if stage == 1 {
            assert_eq!(world.error().reason(), ErrorReason::Cancelled);
        }
        assert_eq!(world.machine.deadline(), None);
    }
}

#[test]
fn disabled_or_released_microphone_is_not_requested() {
    let world = Simulator::open(SessionConfig {
        mic_enabled: false,
        ..options()
    });
    assert!(!world.asked_for_mic());
    let mut world = Simulator::open(SessionConfig {
        mic_muted: true,
        release_mic_on_mute: true,
        ..options()
    });
    assert!(!world.asked_for_mic());
    assert!(world.events.contains(&Event::Mic(MicState::Released)));
    world.command(Command::SetMicMuted(false));
    assert!(world.asked_for_mic());
}

#[test]
fn invalid_credentials_are_rejected_by_the_constructor() {
    let refused = |credentials: Credentials, reason| {
        let error = Machine::new(SessionConfig::new(credentials, Parsers::HOST), true).unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason)
        );
    };
    refused(
        Credentials::realtime("s", "wss://a.example", ""),
        ErrorReason::BadToken,
    );
    refused(
        Credentials::realtime("s", "wss://a.example", "a b"),
        ErrorReason::BadToken,
    );
    refused(Credentials::realtime("s", "", "t"), ErrorReason::BadUrl);
    refused(
        Credentials::realtime("s", "ws://a.example", "t"),
        ErrorReason::InsecureUrl,
    );
    refused(
        Credentials::new("wss://a.example", "a.b.c"),
        ErrorReason::OtherTransport,
    );
    let given = SessionConfig::new(
        Credentials::realtime("s", "wss://a.example", "t"),
        Parsers::HOST,
    );
    let other = speko_proto::livekit::machine::Machine::new(given, true).unwrap_err();
    assert_eq!(other.reason(), ErrorReason::OtherTransport);
    assert_eq!(Rate::default().hz(), 24_000);
    let _ = RequestId(0);
}
