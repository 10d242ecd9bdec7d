//! The invariants hold for all actions of the server, the browser and the user, in any order.

use proptest::prelude::*;

use crate::support::choices::seeded;
use crate::support::model_runs;
use crate::support::realtime::Model;

#[test]
fn session_opens_when_nothing_fails() {
    assert!(Model::new(Vec::new()).run());
}

#[test]
fn simulated_sessions_reach_both_outcomes() {
    let mut opened = 0;
    for seed in 0..200_u32 {
        opened += u32::from(Model::new(seeded(seed)).run());
    }
    assert!(
        (40..180).contains(&opened),
        "{opened} of 200 sessions opened: failures are too rare or too frequent"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: model_runs(), ..ProptestConfig::default() })]

    #[test]
    fn invariants_hold_for_any_choices(choices in prop::collection::vec(any::<u16>(), 0..400)) {
        Model::new(choices).run();
    }
}
