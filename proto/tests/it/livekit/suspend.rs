//! A suspended page, whose timers are late or whose clock jumps. A working call continues, a dead
//! one is detected.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response;
use speko_proto::{Event, Status};

use crate::support::livekit::*;

const MINUTE: u64 = 60_000;

/// Advances time without inputs, as when timers are suspended.
fn sleep(harness: &mut Harness, millis: u64) {
    harness.now = harness.now.after(millis);
}

fn pong(harness: &mut Harness) {
    harness.server(signal_response::Message::PongResp(wire::Pong {
        last_ping_timestamp: harness.now.0 as i64,
        timestamp: 0,
    }));
}

fn pings(harness: &mut Harness) -> usize {
    let is_ping = |sent: &ClientMessage| matches!(sent, ClientMessage::PingReq(_));
    let pings = harness.sent().into_iter().filter(is_ping).count();
    harness.outputs.clear();
    pings
}

fn is_open(harness: &Harness) -> bool {
    harness.machine.status() == Status::Connected
}

#[test]
fn throttled_ticks_keep_a_responding_call_open() {
    let mut harness = Harness::open(options());
    pings(&mut harness);
    for minute in 0..30 {
        sleep(&mut harness, MINUTE);
        harness.input(Input::Tick);
        assert_eq!(pings(&mut harness), 1, "minute {minute}");
        sleep(&mut harness, 80);
        pong(&mut harness);
        assert!(is_open(&harness), "minute {minute}");
    }
}

#[test]
fn server_messages_trigger_pings_while_timers_are_suspended() {
    let mut harness = Harness::open(options());
    pings(&mut harness);
    for _ in 0..20 {
        for _ in 0..10 {
            sleep(&mut harness, 6_000);
            harness.server(update(agent()));
            assert_eq!(pings(&mut harness), 1);
        }
        harness.input(Input::Tick);
        assert!(is_open(&harness));
    }
}

#[test]
fn dead_connection_is_detected_within_5_s_of_wake_up() {
    let mut harness = Harness::open(without_reconnect());
    sleep(&mut harness, 10 * MINUTE);
    harness.input(Input::Tick);
    assert!(
        is_open(&harness),
        "messages received during the suspension may follow"
    );
    harness.pass(5_000);
    assert!(!is_open(&harness));
    assert!(
        harness
            .events()
            .iter()
            .any(|event| matches!(event, Event::Disconnected(end)
        if end.message.as_deref() == Some("CONNECTION_TIMEOUT")))
    );
}

#[test]
fn dead_connection_is_detected_by_late_ticks() {
    let mut harness = Harness::open(without_reconnect());
    for _ in 0..2 {
        assert!(is_open(&harness));
        sleep(&mut harness, MINUTE);
        harness.input(Input::Tick);
    }
    assert!(!is_open(&harness));
}

#[test]
fn slightly_late_tick_does_not_extend_the_ping_timeout() {
    let mut harness = Harness::open(without_reconnect());
    harness.pass(14_999);
    assert!(is_open(&harness));
    // The timers of a hidden page are up to a second late.
    sleep(&mut harness, 1_000);
    harness.input(Input::Tick);
    assert!(!is_open(&harness));
}

#[test]
fn blocked_audio_is_resumed_when_the_microphone_opens() {
    let mut harness = Harness::new(options());
    harness.command(Command::Start);
    harness.input(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    let again = |harness: &Harness| {
        harness
            .outputs
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    };
    assert!(!again(&harness));
    let mic = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(mic, MicInput::Opened)));
    assert!(again(&harness));

    let mut playing = Harness::new(options());
    playing.command(Command::Start);
    let mic = playing.mic_id();
    playing.input(Input::Media(MediaInput::Mic(mic, MicInput::Opened)));
    assert!(!again(&playing), "audio was not blocked");
}
