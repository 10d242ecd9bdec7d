//! A page that sleeps: its timers come late, or time jumps. A call that lives goes on, a dead one is noticed.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{self, signal_request::Message as Sent, signal_response};
use speko_client::{Event, Status};

const MINUTE: u64 = 60_000;

/// Nothing but this happens for so long: the timers are held back.
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
fn ticks_once_a_minute_end_no_call_that_is_answered() {
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
fn what_the_server_says_wakes_the_pings_where_no_timer_does() {
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
fn a_line_that_died_meanwhile_is_noticed_soon_after_waking() {
    let mut bench = Bench::open(unmended());
    sleep(&mut bench, 10 * MINUTE);
    bench.input(Input::Tick);
    assert!(is_open(&bench), "what came meanwhile may wait behind it");
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
fn a_dead_line_is_noticed_by_late_ticks_too() {
    let mut bench = Bench::open(unmended());
    for _ in 0..2 {
        assert!(is_open(&bench));
        sleep(&mut bench, MINUTE);
        bench.input(Input::Tick);
    }
    assert!(!is_open(&bench));
}

#[test]
fn silence_that_was_listened_to_needs_no_second_look() {
    let mut bench = Bench::open(unmended());
    bench.pass(14_999);
    assert!(is_open(&bench));
    // A hidden page's timer comes up to a second late.
    sleep(&mut bench, 1_000);
    bench.input(Input::Tick);
    assert!(!is_open(&bench));
}

#[test]
fn a_blocked_sound_is_tried_again_once_the_microphone_is_open() {
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
    assert!(!again(&heard), "nothing was blocked");
}
