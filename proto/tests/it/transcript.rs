//! Transcript rows: one per turn, updated in place, whatever is late or duplicated.

use Source::{Agent, User};
use proptest::prelude::*;
use speko_proto::{Change, Message, Source, Transcript, TranscriptLimit};

fn segment(source: Source, id: &str, text: &str, is_final: bool, at: u64) -> Message {
    Message {
        source,
        text: text.into(),
        is_final,
        segment_id: Some(id.into()),
        started_at: Some(at),
    }
}

fn packet(source: Source, text: &str, is_final: bool) -> Message {
    Message {
        source,
        text: text.into(),
        is_final,
        segment_id: None,
        started_at: None,
    }
}

fn rows(messages: &[Message]) -> Vec<Row> {
    let mut transcript = Transcript::new();
    for message in messages {
        transcript.apply(message);
    }
    transcript
        .turns()
        .iter()
        .map(|turn| (turn.source, turn.text.clone(), turn.is_final))
        .collect()
}

fn row(source: Source, text: &str, is_final: bool) -> Row {
    (source, text.into(), is_final)
}

type Row = (Source, String, bool);
/// A description, the messages, and the resulting rows.
type Story<'a> = (&'a str, &'a [Message], &'a [Row]);

#[test]
fn message_sequences_produce_the_expected_rows() {
    let table: &[Story] = &[
        (
            "updates with the same id are one row",
            &[
                segment(Agent, "1", "Go", false, 1),
                segment(Agent, "1", "Good day", true, 1),
                segment(Agent, "1", "Good day", true, 1),
            ],
            &[row(Agent, "Good day", true)],
        ),
        (
            "an interim message after its own final is ignored",
            &[
                segment(Agent, "1", "Good day", true, 1),
                segment(Agent, "1", "Go", false, 1),
            ],
            &[row(Agent, "Good day", true)],
        ),
        (
            "a final with a new id replaces the open interim message",
            &[
                segment(User, "a", "he", false, 1),
                segment(User, "b", "hello", true, 5),
            ],
            &[row(User, "hello", true)],
        ),
        (
            "segments of one speaker are joined, without a space before punctuation",
            &[
                segment(User, "1", "Okay ", true, 1),
                segment(User, "2", ", am", true, 2),
                segment(User, "3", "I audible", true, 3),
            ],
            &[row(User, "Okay, am I audible", true)],
        ),
        (
            "the other side ends a turn: an id used again starts a new one",
            &[
                segment(Agent, "1", "One", true, 1),
                segment(User, "2", "Two", true, 2),
                segment(Agent, "1", "Three", true, 3),
            ],
            &[
                row(Agent, "One", true),
                row(User, "Two", true),
                row(Agent, "Three", true),
            ],
        ),
        (
            "an interim message that the other side interrupts is completed in place",
            &[
                segment(User, "u", "wait", false, 1),
                segment(Agent, "a", "So", false, 2),
                segment(User, "u", "wait a", false, 1),
                segment(User, "u", "wait a bit", true, 1),
            ],
            &[row(User, "wait a bit", true), row(Agent, "So", false)],
        ),
        (
            "the same id from both sides is two rows",
            &[
                segment(Agent, "1", "mine", true, 1),
                segment(User, "1", "yours", true, 2),
            ],
            &[row(Agent, "mine", true), row(User, "yours", true)],
        ),
        (
            "rows are ordered by their start times",
            &[
                segment(Agent, "a", "second", true, 20),
                segment(User, "u", "first", true, 10),
            ],
            &[row(User, "first", true), row(Agent, "second", true)],
        ),
        (
            "without ids, the last interim message of the same side is replaced, or a row is added",
            &[
                packet(User, "he", false),
                packet(User, "hello", true),
                packet(User, "again", true),
                packet(Agent, "hi", false),
                packet(User, "x", true),
                packet(Agent, "hi!", true),
            ],
            &[
                row(User, "hello", true),
                row(User, "again", true),
                row(Agent, "hi", false),
                row(User, "x", true),
                row(Agent, "hi!", true),
            ],
        ),
    ];
    for (story, messages, expected) in table {
        assert_eq!(rows(messages), *expected, "{story}");
    }
}

#[test]
fn apply_returns_which_row_changed() {
    let mut transcript = Transcript::new();
    assert_eq!(
        transcript.apply(&segment(Agent, "a", "x", false, 20)),
        Change::Added(0)
    );
    assert_eq!(
        transcript.apply(&segment(User, "u", "y", false, 10)),
        Change::Added(0)
    );
    assert_eq!(
        transcript.apply(&segment(Agent, "a", "x z", false, 20)),
        Change::Updated(1)
    );
    assert_eq!(
        transcript.apply(&segment(Agent, "a", "x z", false, 20)),
        Change::None
    );
    let keys: Vec<_> = transcript.turns().iter().map(|turn| turn.key).collect();
    assert_eq!(keys, [1, 0], "a key stays with its row");
}

fn any_message() -> impl Strategy<Value = Message> {
    let id = prop_oneof![Just(None), (0..6_u8).prop_map(|n| Some(n.to_string()))];
    let at = prop_oneof![Just(None), (0..50_u64).prop_map(Some)];
    (any::<bool>(), "[a-c ,.]{0,6}", any::<bool>(), id, at).prop_map(
        |(agent, text, is_final, segment_id, started_at)| Message {
            source: if agent { Agent } else { User },
            text,
            is_final,
            segment_id,
            started_at,
        },
    )
}

proptest! {
    /// For any messages: keys are unique and stable, every change is reported correctly, and an
    /// immediate duplicate changes nothing.
    #[test]
    fn returned_changes_match_the_rows(messages in prop::collection::vec(any_message(), 0..60)) {
        let mut transcript = Transcript::new();
        for (at, mut message) in messages.into_iter().enumerate() {
            // Times never decrease, as in the machine.
            message.started_at = message.started_at.map(|_| at as u64);
            let message = &message;
            let before = transcript.clone();
            let change = transcript.apply(message);
            let (old, new) = (before.turns(), transcript.turns());
            match change {
                Change::None => prop_assert_eq!(seen(old), seen(new)),
                Change::Added(at) => {
                    prop_assert_eq!(new.len(), old.len() + 1);
                    let mut rest = seen(new);
                    rest.remove(at);
                    prop_assert_eq!(rest, seen(old));
                }
                Change::Updated(at) => {
                    prop_assert_eq!(new.len(), old.len());
                    for (row, (a, b)) in seen(old).iter().zip(seen(new).iter()).enumerate() {
                        prop_assert_eq!(a == b, row != at, "row {}", row);
                    }
                }
            }
            // Only a message with a segment id can be recognised as a duplicate.
            if message.segment_id.is_some() {
                let mut doubled = transcript.clone();
                prop_assert_eq!(doubled.apply(message), Change::None);
            }
        }
        let mut keys: Vec<_> = transcript.turns().iter().map(|turn| turn.key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), transcript.turns().len());
    }

    /// Partials may be lost: the finals alone produce the same rows.
    #[test]
    fn lost_interim_messages_do_not_change_the_rows(texts in prop::collection::vec("[a-z]{1,5}( [a-z]{1,5}){0,3}", 1..12), keep in prop::collection::vec(any::<bool>(), 60)) {
        let mut finals = Vec::new();
        let mut all = Vec::new();
        let mut keep = keep.into_iter();
        for (n, text) in texts.iter().enumerate() {
            let source = if n % 2 == 0 { User } else { Agent };
            let (id, at) = (n.to_string(), n as u64);
            for (end, _) in text.match_indices(' ') {
                if keep.next().unwrap_or(true) {
                    all.push(segment(source, &id, &text[..end], false, at));
                }
            }
            let last = segment(source, &id, text, true, at);
            all.push(last.clone());
            finals.push(last);
        }
        prop_assert_eq!(rows(&all), rows(&finals));
    }
}

fn seen(turns: &[speko_proto::Turn]) -> Vec<(u64, Source, String, bool)> {
    turns
        .iter()
        .map(|turn| (turn.key, turn.source, turn.text.clone(), turn.is_final))
        .collect()
}

#[test]
fn interrupted_agent_keeps_its_row_and_continues_below_the_user() {
    let messages = [
        segment(Agent, "a", "Well the", false, 1),
        segment(User, "u", "Stop", true, 2),
        segment(Agent, "b", "Sorry.", true, 3),
    ];
    let expected = [
        row(Agent, "Well the", false),
        row(User, "Stop", true),
        row(Agent, "Sorry.", true),
    ];
    assert_eq!(rows(&messages), expected);
}

#[test]
fn late_segment_joins_its_turn() {
    let messages = [
        segment(User, "1", "One", true, 1),
        segment(Agent, "a", "So", false, 5),
        segment(User, "2", "two", true, 3),
        segment(Agent, "a", "So so", true, 5),
    ];
    let expected = [row(User, "One two", true), row(Agent, "So so", true)];
    assert_eq!(rows(&messages), expected);
}

#[test]
fn messages_without_id_are_matched_by_start_time() {
    let at = |source, text, is_final, at| Message {
        started_at: Some(at),
        ..packet(source, text, is_final)
    };
    let messages = [
        at(Agent, "So", false, 1),
        at(User, "Mm", true, 2),
        at(Agent, "So it", true, 1),
        // The same utterance, by a transport that has an id.
        segment(Agent, "a", "So it is", true, 1),
        segment(Agent, "a", "So it is.", true, 1),
        at(Agent, "Next", true, 3),
    ];
    let expected = [
        row(Agent, "So it is.", true),
        row(User, "Mm", true),
        row(Agent, "Next", true),
    ];
    assert_eq!(rows(&messages), expected);
}

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

#[test]
fn turn_records_when_it_last_changed() {
    let mut transcript = Transcript::new();
    transcript.apply_at(&segment(User, "u", "He", false, 10), 15);
    transcript.apply_at(&segment(User, "u", "Hello", true, 10), 20);
    transcript.apply_at(&segment(User, "u", "Hello", true, 10), 99);
    let turn = &transcript.turns()[0];
    assert_eq!((turn.started_at, turn.changed_at), (Some(10), Some(20)));
}
