//! The socket, the token and the server's `ready`.

use super::*;

#[test]
fn s106_token_is_passed_apart_from_the_url_and_never_printed() {
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    let RealtimeOutput::Connect { url, token } = &sim.outputs[0] else {
        panic!("the first output is not Connect");
    };
    assert_eq!(
        (url.as_str(), token.reveal()),
        ("wss://s2s.example/1/ws", "t0k.en")
    );
    assert!(
        !format!("{:?}", sim.outputs).contains("t0k"),
        "the token is never printed"
    );
}

#[test]
fn s108_server_sample_rates_apply_and_invalid_ones_are_ignored() {
    for (rates, frame) in [
        (r#""inputSampleRate":16000"#, 640),
        (r#""inputSampleRate":24000"#, 960),
        (r#""inputSampleRate":8000"#, 960),
        (r#""inputSampleRate":"16000""#, 960),
    ] {
        let mut sim = Simulator::new(options());
        sim.command(Command::Start);
        sim.handle(RealtimeInput::Text(format!(r#"{{"t":"ready",{rates}}}"#)));
        sim.capture(100, 0);
        assert!(sim.frames().iter().all(|bytes| *bytes == frame), "{rates}");
        assert!(sim.frames().len() >= 4);
    }
    // The credentials' rates are the fallback.
    let given = Credentials::realtime("s", "wss://a.example", "t").sample_rates(16_000, 16_000);
    let mut sim = Simulator::open(SessionConfig::new(given, Parsers::HOST));
    sim.capture(100, 0);
    assert_eq!(sim.frames()[0], 640);
    sim.handle(RealtimeInput::Audio(
        vec![0; 320 * 2 * 10],
        Some(sim.clock()),
    ));
    let (_, samples) = sim.played()[0];
    assert!(
        samples > 9_000,
        "200 ms at 16 kHz are {samples} samples at 48 kHz"
    );
}

#[test]
fn s109_no_ready_within_10_s_fails_and_closes_the_socket() {
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    sim.pass(9_999);
    assert!(sim.settled.is_empty());
    sim.pass(1);
    assert_eq!(sim.error().code(), ErrorCode::ConnectionFailed);
    assert_eq!(sim.error().reason(), ErrorReason::Timeout);
    assert!(matches!(
        sim.outputs.last(),
        Some(RealtimeOutput::Close { .. })
    ));
    assert_eq!(sim.statuses(), [Status::Connecting, Status::Disconnected]);
    assert!(sim.finished && sim.ends().is_empty() && !sim.has_requested_mic());
}

#[test]
fn s110_server_error_is_the_cause() {
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    sim.frame(&Downlink::Error {
        code: "S2S_PROVIDER_CONNECT_FAILED".to_owned(),
        message: "no model".to_owned(),
    });
    assert!(sim.settled.is_empty(), "not settled before the close");
    sim.handle(RealtimeInput::Closed {
        code: 1011,
        reason: "gone".to_owned(),
    });
    let words = Some("S2S_PROVIDER_CONNECT_FAILED: no model");
    assert_eq!(sim.error().cause(), words);
    assert_eq!(sim.error().code(), ErrorCode::ConnectionFailed);
    let emitted = sim.events.iter().find_map(|event| match event {
        Event::Error(error) => Some(error.cause()),
        _ => None,
    });
    assert_eq!(emitted, Some(words));
}

#[test]
fn s111_close_before_ready_reports_its_code() {
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    sim.handle(RealtimeInput::Closed {
        code: 1008,
        reason: "policy".to_owned(),
    });
    assert_eq!(sim.error().cause(), Some("1008 policy"));
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    sim.handle(RealtimeInput::Closed {
        code: 1006,
        reason: String::new(),
    });
    assert_eq!(
        (sim.error().reason(), sim.error().cause()),
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
        let mut sim = Simulator::new(SessionConfig::new(credentials, Parsers::HOST));
        sim.command(Command::Start);
        sim.pass(2_000);
        sim.handle(RealtimeInput::Closed {
            code: 1006,
            reason: String::new(),
        });
        assert_eq!(sim.error().reason(), reason, "{expires}");
        assert_eq!(sim.error().cause(), Some("1006"));
    }
}

#[test]
fn end_at_every_stage_finishes_the_session() {
    for stage in 0..4 {
        let mut sim = Simulator::new(options());
        sim.audio_ready = stage > 1;
        if stage > 0 {
            sim.command(Command::Start);
        }
        if stage > 1 {
            sim.ready();
        }
        sim.command(Command::End);
        let opened = stage > 1;
        assert_eq!(sim.ends().len(), usize::from(opened), "stage {stage}");
        assert_eq!(sim.finished, stage > 0);
        if stage == 1 {
            assert_eq!(sim.error().reason(), ErrorReason::Cancelled);
        }
        assert_eq!(sim.machine.deadline(), None);
    }
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

#[test]
fn socket_blocked_by_the_policy_of_the_page_fails_at_once() {
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    sim.handle(RealtimeInput::Blocked("connect-src".to_owned()));
    let error = sim.error();
    assert_eq!(error.reason(), ErrorReason::ContentPolicy);
    assert_eq!(error.cause(), Some("connect-src"));
    assert!(sim.finished && !sim.has_requested_mic());

    let mut sim = Simulator::open(options());
    sim.handle(RealtimeInput::Blocked("connect-src".to_owned()));
    assert_eq!(sim.machine.status(), Status::Connected);

    // Another socket of the page: this one has received a frame.
    let mut sim = Simulator::new(options());
    sim.command(Command::Start);
    sim.frame(&Downlink::Transcript {
        source: speko_proto::Source::Agent,
        text: "Hello".to_owned(),
        is_final: false,
    });
    sim.handle(RealtimeInput::Blocked("connect-src".to_owned()));
    assert_eq!(sim.machine.status(), Status::Connecting);
}
