//! Any input from the socket and the browser, in any order.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use speko_proto::Status;
use speko_proto::realtime::io::{Command, Input, MediaInput, MicInput, RealtimeInput, RequestId};

use crate::support::realtime::*;

fn any_input() -> impl Strategy<Value = Input> {
    let text = prop_oneof![
        Just(r#"{"t":"ready","inputSampleRate":16000,"outputSampleRate":16000}"#.to_owned()),
        Just(r#"{"t":"interruption","at":"user"}"#.to_owned()),
        Just(r#"{"t":"tool_call","callId":"1","name":"a","arguments":"{}"}"#.to_owned()),
        Just(r#"{"t":"end","reason":"x"}"#.to_owned()),
        ".{0,40}",
    ];
    prop_oneof![
        3 => text.prop_map(|text| realtime(RealtimeInput::Text(text))),
        3 => (prop::collection::vec(any::<u8>(), 0..2_000), prop::option::of(0_u64..1 << 40))
            .prop_map(|(bytes, clock)| realtime(RealtimeInput::Audio(bytes, clock))),
        2 => (prop::collection::vec(any::<f32>(), 0..600), 0_u32..60_000)
            .prop_map(|(samples, waiting)| realtime(RealtimeInput::Captured(samples, waiting))),
        1 => (0_u64..1 << 40).prop_map(|clock| realtime(RealtimeInput::Clock(clock))),
        1 => prop_oneof![Just(44_100), Just(48_000), Just(8_000), Just(192_000)]
            .prop_map(|rate| realtime(RealtimeInput::AudioReady { rate })),
        1 => (any::<u16>(), ".{0,5}")
            .prop_map(|(code, reason)| realtime(RealtimeInput::Closed { code, reason })),
        1 => any::<bool>().prop_map(|muted| Input::Command(Command::SetMicMuted(muted))),
        1 => Just(Input::Transport(RealtimeInput::Interrupt)),
        1 => Just(Input::Transport(RealtimeInput::Commit)),
        1 => Just(Input::Command(Command::End)),
        1 => (1_u32..4).prop_map(|id| Input::Media(MediaInput::Mic(RequestId(id), MicInput::Ended))),
        1 => (1_u32..4).prop_map(|id| Input::Media(MediaInput::Mic(RequestId(id), MicInput::Opened))),
        2 => Just(Input::Tick),
    ]
}

/// The inputs of a run with the time before each, and whether the session is open at first.
fn any_run() -> impl Strategy<Value = (bool, Vec<(Input, u64)>)> {
    let inputs = prop::collection::vec((any_input(), 0_u64..2_000), 0..60);
    (any::<bool>(), inputs)
}

/// Runs the inputs, then ends the session.
fn run(is_open: bool, inputs: Vec<(Input, u64)>) -> Result<Simulator, TestCaseError> {
    let mut sim = if is_open {
        Simulator::open(options())
    } else {
        let mut sim = Simulator::new(options());
        sim.command(Command::Start);
        sim
    };
    let mut muted = false;
    for (input, wait) in inputs {
        sim.pass(wait);
        if let Input::Command(Command::SetMicMuted(wanted)) = &input {
            muted = *wanted;
        }
        let frames = sim.frames().len();
        sim.take(input);
        prop_assert!(!muted || sim.frames().len() == frames);
    }
    sim.command(Command::End);
    prop_assert!(sim.finished);
    prop_assert!(sim.ends().len() <= 1);
    prop_assert_eq!(sim.settled.len(), 1);
    prop_assert_eq!(sim.machine.status(), Status::Disconnected);
    Ok(sim)
}

/// Otherwise the invariants would hold because nothing happens.
#[test]
fn random_inputs_open_sessions_that_send_and_play_audio() {
    let mut runner = TestRunner::deterministic();
    let (mut opened, mut sent, mut played) = (0, 0, 0);
    for _ in 0..100 {
        let (_, inputs) = any_run().new_tree(&mut runner).unwrap().current();
        let sim = run(false, inputs.clone()).unwrap();
        opened += u32::from(sim.statuses().contains(&Status::Connected));
        let sim = run(true, inputs).unwrap();
        sent += u32::from(!sim.frames().is_empty());
        played += u32::from(!sim.played().is_empty());
    }
    assert!(opened >= 10, "{opened} of 100 opened by themselves");
    assert!(sent >= 20 && played >= 20, "{sent} sent, {played} played");
}

proptest! {
    /// For any inputs in any order: no panic, no output after the end, at most one end, and muted
    /// sends no audio.
    #[test]
    fn any_inputs_keep_the_invariants((is_open, inputs) in any_run()) {
        run(is_open, inputs)?;
    }
}
