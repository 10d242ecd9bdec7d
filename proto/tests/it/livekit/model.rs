//! The invariants hold for all actions of the server, the browser and the user, in any order.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use speko_proto::livekit::io::*;

use crate::support::choices::seeded;
use crate::support::livekit::simulator::Simulator;
use crate::support::livekit::{Harness, options};
use crate::support::model_runs;

#[test]
fn session_opens_when_nothing_fails() {
    assert!(Simulator::new(Vec::new()).run());
}

#[test]
fn simulated_sessions_reach_both_outcomes() {
    let mut opened = 0;
    for seed in 0..200_u32 {
        opened += u32::from(Simulator::new(seeded(seed)).run());
    }
    assert!(
        (40..160).contains(&opened),
        "{opened} of 200 sessions opened: failures are too rare or too frequent"
    );
}

/// Random bytes, or fields of a message with random contents, so that a part can be decoded.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    let text = "[a-z]{0,8}".prop_map(String::into_bytes);
    prop_oneof![bytes, text].prop_recursive(3, 24, 3, |inner| {
        let number = (1_u8..16, any::<u8>()).prop_map(|(field, n)| vec![field << 3, n & 0x7F]);
        let field = (1_u8..16, inner).prop_map(|(field, mut value)| {
            value.truncate(100);
            let mut all = vec![field << 3 | 2, value.len() as u8];
            all.append(&mut value);
            all
        });
        let fields = prop::collection::vec(prop_oneof![number, field], 1..4);
        fields.prop_map(|fields| fields.concat())
    })
}

fn any_frames() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(any_bytes(), 0..20)
}

/// Otherwise the tests with random bytes would only test that they are rejected.
#[test]
fn random_bytes_are_partly_understood() {
    let mut runner = TestRunner::deterministic();
    let (mut frames, mut ignored, mut changed) = (0, 0, 0);
    for _ in 0..100 {
        let all = any_frames().new_tree(&mut runner).unwrap().current();
        frames += all.len() as u64;
        let mut harness = Harness::open(options());
        let before = harness.machine.ignored();
        for bytes in all {
            harness.outputs.clear();
            harness.frame(bytes);
            changed += u32::from(!harness.outputs.is_empty());
        }
        ignored += harness.machine.ignored() - before;
    }
    assert!(
        ignored * 10 < frames * 9,
        "{ignored} of {frames} frames were not understood"
    );
    assert!(changed >= 5, "{changed} frames had an effect");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: model_runs(), ..ProptestConfig::default() })]

    #[test]
    fn invariants_hold_for_any_choices(choices in prop::collection::vec(any::<u16>(), 0..400)) {
        Simulator::new(choices).run();
    }

    /// Input from a server or an agent is data: no bytes make the machine panic or end a running
    /// call.
    #[test]
    fn any_data_channel_bytes_leave_the_session_connected(
        frames in any_frames(),
    ) {
        let mut harness = Harness::open(options());
        for bytes in frames {
            harness.peer(PeerInput::ChannelMessage(Channel::Reliable, bytes.clone()));
            harness.peer(PeerInput::ChannelMessage(Channel::Lossy, bytes));
        }
        prop_assert_eq!(harness.machine.status(), speko_proto::Status::Connected);
    }

    #[test]
    fn any_server_frames_still_allow_a_clean_end(
        frames in any_frames(),
    ) {
        let mut harness = Harness::open(options());
        for bytes in frames {
            harness.frame(bytes);
        }
        harness.command(Command::End);
        prop_assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    }
}
