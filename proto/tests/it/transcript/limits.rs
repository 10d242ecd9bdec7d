//! The limits of a row and of the transcript.

use super::*;

#[test]
fn long_monologue_is_split_into_rows() {
    let mut transcript = Transcript::new();
    for n in 0..1_000_u64 {
        transcript.apply(&segment(
            Agent,
            &n.to_string(),
            &"word ".repeat(20),
            true,
            n,
        ));
    }
    let turns = transcript.turns();
    assert!((4..20).contains(&turns.len()), "{}", turns.len());
    assert!(turns.iter().all(|turn| turn.text.len() < 17 * 1024));
    let words: usize = turns.iter().map(|turn| turn.text.split(' ').count()).sum();
    assert_eq!(words, 20_000);
}

#[test]
fn oldest_turns_are_dropped_first_and_counted() {
    let mut transcript = Transcript::with_limit(TranscriptLimit {
        turns: 3,
        bytes: 1_000,
    });
    let say = |n: u64, text: &str| {
        let source = if n.is_multiple_of(2) { User } else { Agent };
        segment(source, &n.to_string(), text, true, n)
    };
    for n in 0..3 {
        assert_eq!(transcript.apply(&say(n, "text")), Change::Added(n as usize));
    }
    assert_eq!(transcript.dropped(), 0);
    assert_eq!(transcript.apply(&say(3, "text")), Change::Added(2));
    assert_eq!(transcript.dropped(), 1);
    // An update of a dropped turn does not restore it.
    assert_eq!(transcript.apply(&say(0, "text again")), Change::None);
    // By bytes: the long turn displaces the others, but is never dropped itself.
    let long = "a".repeat(2_000);
    assert_eq!(transcript.apply(&say(3, &long)), Change::Updated(0));
    assert_eq!(transcript.dropped(), 3);
    assert_eq!(transcript.turns()[0].text, long);
    assert_eq!(transcript.apply(&say(4, "short")), Change::Added(0));
    assert_eq!((transcript.turns().len(), transcript.dropped()), (1, 4));
}
