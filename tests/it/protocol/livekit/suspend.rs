//! A suspended page, whose timers are late or whose clock jumps. A working call goes on, a dead one
//! is detected.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{self, signal_request::Message as Sent, signal_response};
use speko_client::{Event, Status};

const MINUTE: u64 = 60_000;

/// Advances time without inputs, as when timers are suspended.
fn sleep(bench: &mut Bench, millis: u64) {
    bench.now = bench.now.after(millis);
}

fn pong(bench: &mut Bench) {
    bench.server(signal_response::Message::PongResp(proto::Pong {
        last_ping_timestamp: bench.now.0 as i64,
        timestamp: 0,
    }));
}

fn pings(bench: &mut Bench) -> usize {
    let is_ping = |sent: &Sent| matches!(sent, Sent::PingReq(_));
    let pings = bench.sent().into_iter().filter(is_ping).count();
    bench.orders.clear();
    pings
}

fn is_open(bench: &Bench) -> bool {
    bench.machine.status() == Status::Connected
}

#[test]
fn throttled_ticks_keep_a_responding_call_open() {
    let mut bench = Bench::open(options());
    pings(&mut bench);
    for minute in 0..30 {
        sleep(&mut bench, MINUTE);
        bench.input(Input::Tick);
        assert_eq!(pings(&mut bench), 1, "minute {minute}");
        sleep(&mut bench, 80);
        pong(&mut bench);
        assert!(is_open(&bench), "minute {minute}");
    }
}

#[test]
fn server_messages_trigger_pings_while_timers_are_suspended() {
    let mut bench = Bench::open(options());
    pings(&mut bench);
    for _ in 0..20 {
        for _ in 0..10 {
            sleep(&mut bench, 6_000);
            bench.server(update(agent()));
            assert_eq!(pings(&mut bench), 1);
        }
        bench.input(Input::Tick);
        assert!(is_open(&bench));
    }
}

#[test]
fn dead_connection_is_detected_within_5_s_of_wake_up() {
    let mut bench = Bench::open(unmended());
    sleep(&mut bench, 10 * MINUTE);
    bench.input(Input::Tick);
    assert!(
        is_open(&bench),
        "messages received during the suspension may follow"
    );
    bench.pass(5_000);
    assert!(!is_open(&bench));
    assert!(
        bench
            .events()
            .iter()
            .any(|event| matches!(event, Event::Disconnected(end)
        if end.message.as_deref() == Some("CONNECTION_TIMEOUT")))
    );
}

#[test]
fn dead_connection_is_detected_by_late_ticks() {
    let mut bench = Bench::open(unmended());
    for _ in 0..2 {
        assert!(is_open(&bench));
        sleep(&mut bench, MINUTE);
        bench.input(Input::Tick);
    }
    assert!(!is_open(&bench));
}

#[test]
fn slightly_late_tick_does_not_extend_the_ping_timeout() {
    let mut bench = Bench::open(unmended());
    bench.pass(14_999);
    assert!(is_open(&bench));
    // The timers of a hidden page are up to a second late.
    sleep(&mut bench, 1_000);
    bench.input(Input::Tick);
    assert!(!is_open(&bench));
}

#[test]
fn blocked_audio_is_resumed_when_the_microphone_opens() {
    let mut bench = Bench::new(options());
    bench.command(Command::Start);
    bench.input(Input::Speaker(SpeakerInput::Blocked));
    let again = |bench: &Bench| bench.orders.contains(&Order::ResumeAudio);
    assert!(!again(&bench));
    let mic = bench.mic_op();
    bench.input(Input::Mic(mic, MicInput::Opened));
    assert!(again(&bench));

    let mut heard = Bench::new(options());
    heard.command(Command::Start);
    let mic = heard.mic_op();
    heard.input(Input::Mic(mic, MicInput::Opened));
    assert!(!again(&heard), "audio was not blocked");
}
