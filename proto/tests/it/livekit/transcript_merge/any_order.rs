//! Random interleavings of both speakers over WebRTC.

use super::*;
use crate::support::transcript::{Script, Step, any_steps, check};

/// How the utterances of each speaker arrive: by one transport or by two.
fn any_paths() -> impl Strategy<Value = [(usize, Option<usize>); 2]> {
    let path = || (0..3_usize, prop::option::of(0..3_usize));
    (path(), path()).prop_map(|(agent, user)| [agent, user])
}

fn run(paths: [(usize, Option<usize>); 2], steps: &[Step]) -> Result<(), TestCaseError> {
    let mut harness = Harness::open(options());
    let mut script = Script::default();
    for (number, step) in steps.iter().enumerate() {
        let number = number * 2;
        let send = |harness: &mut Harness, script: &mut Script, source, text: &str, is_final| {
            let (first, second) = paths[usize::from(source == User)];
            let id = script.id(source);
            let part = delivery(ALL[first], source, &id, text, is_final);
            deliver(harness, &Delivery { number, ..part });
            if let Some(second) = second.filter(|_| is_final && !text.is_empty()) {
                let text = format!("„{}“ — …", text.to_uppercase());
                let part = delivery(ALL[second], source, &id, &text, true);
                let number = number + 1;
                if second != first {
                    deliver(harness, &Delivery { number, ..part });
                }
            }
        };
        match *step {
            Step::Interim(source, words) => {
                let text = script.text(source, words);
                send(&mut harness, &mut script, source, &text, false);
            }
            Step::Final(source) => {
                let text = script.text(source, 3);
                send(&mut harness, &mut script, source, &text, true);
                if number % 3 == 0 {
                    let count = emitted(&harness).len();
                    let interim = script.text(source, 1);
                    send(&mut harness, &mut script, source, &interim, false);
                    prop_assert_eq!(emitted(&harness).len(), count, "a late interim update");
                }
                script.finish(source);
            }
            Step::Blank(source) => {
                send(&mut harness, &mut script, source, "", true);
                script.next(source);
            }
            Step::Abandon(source) => script.next(source),
            // The agent sends its words as final.
            Step::Interrupt { .. } => {
                let text = script.text(Agent, 1);
                send(&mut harness, &mut script, Agent, &text, true);
                script.next(Agent);
            }
            Step::Speak(speaks) => set_user_speaking(&mut harness, speaks),
            Step::Type => {
                let text = script.typed();
                harness.transport(LiveKitInput::Send(Outbound::UserMessage(text.clone())));
                let echo = Inbound::UserMessageEcho { text };
                harness.user_packet(&echo.encode());
            }
            Step::Wait(millis) => after(&mut harness, millis),
        }
    }
    check(&emitted(&harness), &script.said)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_loses_no_final_word_and_ends_each_row(
        paths in any_paths(),
        steps in any_steps(),
    ) {
        run(paths, &steps)?;
    }
}
