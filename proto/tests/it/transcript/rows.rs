//! Which rows messages produce.

use super::*;

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
            "without ids, the last interim message is replaced, or the row continues",
            &[
                packet(User, "he", false),
                packet(User, "hello", true),
                packet(User, "again", true),
                packet(Agent, "hi", false),
                packet(User, "x", true),
                packet(Agent, "hi!", true),
            ],
            &[
                row(User, "hello again", true),
                row(Agent, "hi", true),
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

#[test]
fn interrupted_agent_keeps_its_row_and_continues_below_the_user() {
    let messages = [
        segment(Agent, "a", "Well the", false, 1),
        segment(User, "u", "Stop", true, 2),
        segment(Agent, "b", "Sorry.", true, 3),
    ];
    let expected = [
        row(Agent, "Well the", true),
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
fn turn_records_when_it_last_changed() {
    let mut transcript = Transcript::new();
    transcript.apply_at(&segment(User, "u", "He", false, 10), 15);
    transcript.apply_at(&segment(User, "u", "Hello", true, 10), 20);
    transcript.apply_at(&segment(User, "u", "Hello", true, 10), 99);
    let turn = &transcript.turns()[0];
    assert_eq!((turn.started_at, turn.changed_at), (Some(10), Some(20)));
}
