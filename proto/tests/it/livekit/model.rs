//! The invariants hold for all actions of the server, the browser and the user, in any order.

use proptest::prelude::*;
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
        frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20),
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
        frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20),
    ) {
        let mut harness = Harness::open(options());
        for bytes in frames {
            harness.frame(bytes);
        }
        harness.command(Command::End);
        prop_assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    }
}
