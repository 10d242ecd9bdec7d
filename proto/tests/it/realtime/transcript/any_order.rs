//! Random interleavings of both speakers in a realtime conversation.

use super::*;
use crate::support::transcript::{Script, Step, any_steps, check};
use proptest::prelude::*;

fn run(steps: &[Step], late: &[bool]) -> Result<(), TestCaseError> {
    let mut sim = Simulator::open(options());
    let mut script = Script::default();
    let mut late = late.iter().copied();
    let mut level = 0.0;
    for step in steps {
        match *step {
            Step::Interim(source, words) => {
                let text = script.text(source, words);
                say(&mut sim, source, &text, false);
            }
            Step::Final(source) => {
                let interim = script.text(source, 1);
                let text = script.finish(source);
                say(&mut sim, source, &text, true);
                if late.next().unwrap_or(false) {
                    let count = messages(&sim).len();
                    say(&mut sim, source, &interim, false);
                    prop_assert_eq!(messages(&sim).len(), count, "a late interim update");
                }
            }
            Step::Blank(source) => {
                say(&mut sim, source, " ", true);
                script.next(source);
            }
            Step::Abandon(source) => script.next(source),
            Step::Interrupt { by_app } => {
                let count = messages(&sim).len();
                interrupt(&mut sim, by_app);
                // The words of the cut answer are kept.
                let cut = messages(&sim).into_iter().skip(count);
                script.said.extend(cut.map(|cut| (cut.source, cut.text)));
                // Its final may still arrive.
                if late.next().unwrap_or(false) {
                    script.next(Agent);
                }
            }
            Step::Speak(speaks) => level = if speaks { 0.2 } else { 0.001 },
            Step::Type => {}
            Step::Wait(millis) => {
                // Few samples: what counts is their level.
                sim.handle(RealtimeInput::Captured(vec![level; 16], 0));
                sim.pass(millis);
            }
        }
    }
    check(&messages(&sim), &script.said)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_loses_no_final_word_and_ends_each_row(
        steps in any_steps(),
        late in prop::collection::vec(any::<bool>(), 0..16),
    ) {
        run(&steps, &late)?;
    }
}
