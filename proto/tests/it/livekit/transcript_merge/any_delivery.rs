//! Random conversations, with updates delivered in random order.

use super::*;

/// A conversation, and how its updates are delivered.
#[derive(Clone, Debug)]
struct Plan {
    sources: Vec<Source>,
    /// The updates, each with its time of arrival in ms.
    deliveries: Vec<(u64, Delivery)>,
}

fn words(turn: usize) -> [String; 4] {
    let letter = char::from(b'a' + turn as u8);
    [0, 1, 2, 3].map(|n| format!("{letter}{letter}{n}"))
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let chance = prop::collection::vec((any::<u8>(), any::<u8>(), 0..1_400_u64), 48);
    (
        1..5_usize,
        prop::collection::vec((any::<bool>(), 1..8_u8, chance), 4),
    )
        .prop_map(|(turns, dice)| {
            let mut deliveries = Vec::new();
            let mut sources = Vec::new();
            for (turn, (agent, ways, mut chance)) in dice.into_iter().take(turns).enumerate() {
                let source = if agent { Agent } else { User };
                sources.push(source);
                let began = 10_000 + turn as u64 * 3_000;
                let words = words(turn);
                let used: Vec<_> = (0..3)
                    .filter(|n| ways & (1 << n) != 0)
                    .map(|n| ALL[n])
                    .collect();
                for (place, transport) in used.iter().enumerate() {
                    for length in 1..=words.len() {
                        let is_final = length == words.len();
                        let (lost, doubled, late) = chance.pop().unwrap();
                        // The final update of one transport always arrives.
                        if lost < 100 && !(is_final && place == 0) {
                            continue;
                        }
                        let text = words[..length].join(" ");
                        let number = deliveries.len() + 1;
                        let delivery = Delivery {
                            number,
                            ..delivery(*transport, source, &turn.to_string(), &text, is_final)
                        };
                        deliveries.push((began + late, delivery.clone()));
                        if doubled < 100 {
                            deliveries.push((began + late + u64::from(doubled) * 7, delivery));
                        }
                    }
                }
            }
            deliveries.sort_by_key(|(at, _)| *at);
            Plan {
                sources,
                deliveries,
            }
        })
}

proptest! {
    #[test]
    fn shuffled_duplicated_and_lost_updates_produce_one_transcript(plan in any_plan()) {
        let mut harness = Harness::open(options());
        for (at, delivery) in &plan.deliveries {
            harness.now = Millis(*at);
            deliver(&mut harness, delivery);
        }
        let said = emitted(&harness);

        // As many utterances as were spoken. Each is final once, and unchanged after that.
        let mut begun: Vec<_> = said.iter().map(|message| message.started_at.unwrap()).collect();
        begun.sort_unstable();
        begun.dedup();
        prop_assert_eq!(begun.len(), plan.sources.len(), "{:#?}", said);
        for at in begun {
            let pieces: Vec<_> = said.iter().filter(|m| m.started_at == Some(at)).collect();
            let finals = pieces.iter().filter(|delivery| delivery.is_final).count();
            prop_assert_eq!(finals, 1, "{:#?}", pieces);
            prop_assert!(pieces.last().unwrap().is_final);
        }

        // The rows are the spoken text in order: one row per turn, or for several turns of one
        // speaker.
        let transcript = transcript(&harness);
        let turns = transcript.turns();
        prop_assert!(turns.len() <= plan.sources.len());
        prop_assert!(turns.is_sorted_by_key(|turn| turn.started_at));
        prop_assert!(turns.iter().all(|turn| turn.is_final));
        let heard: Vec<_> = turns.iter().flat_map(|turn| {
            turn.text.split(' ').map(|word| (turn.source, word.to_owned())).collect::<Vec<_>>()
        }).collect();
        let meant: Vec<_> = plan.sources.iter().enumerate().flat_map(|(turn, source)| {
            words(turn).map(|word| (*source, word))
        }).collect();
        prop_assert_eq!(heard, meant);
    }

    #[test]
    fn transcript_never_exceeds_its_limit(
        plan in any_plan(),
        turns in 1..4_usize,
        bytes in 8..40_usize,
    ) {
        let mut harness = Harness::open(options());
        for (at, delivery) in &plan.deliveries {
            harness.now = Millis(*at);
            deliver(&mut harness, delivery);
        }
        let mut whole = Transcript::new();
        let mut kept = Transcript::with_limit(TranscriptLimit { turns, bytes });
        for message in emitted(&harness) {
            whole.apply(&message);
            kept.apply(&message);
            prop_assert!(kept.turns().len() <= turns);
            let text: usize = kept.turns().iter().map(|turn| turn.text.len()).sum();
            prop_assert!(text <= bytes || kept.turns().len() == 1);
        }
        // The end is what is kept.
        let last = |transcript: &Transcript| transcript.turns().last().map(|turn| turn.text.clone());
        let end = last(&kept).unwrap();
        prop_assert!(last(&whole).unwrap().ends_with(&end));
    }
}
