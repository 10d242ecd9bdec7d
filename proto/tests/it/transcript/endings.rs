//! The end of a row, and an utterance without a final.

use super::*;

fn spoken(source: Source, text: &str, is_final: bool, at: u64) -> Message {
    Message {
        started_at: Some(at),
        ..packet(source, text, is_final)
    }
}

#[test]
fn final_without_text_ends_the_row_and_keeps_its_words() {
    let finals: [fn(&str) -> Message; 3] = [
        |text| packet(User, text, true),
        |text| segment(User, "1", text, true, 1),
        |text| spoken(User, text, true, 1),
    ];
    for end in finals {
        for blank in ["", " ", "\n\t ", "\u{a0}"] {
            let partial = Message {
                is_final: false,
                ..end("hello")
            };
            let mut transcript = Transcript::new();
            transcript.apply(&partial);
            assert_eq!(transcript.apply(&end(blank)), Change::Updated(0));
            assert_eq!(transcript.apply(&end(blank)), Change::None);
            let turn = &transcript.turns()[0];
            assert_eq!((turn.text.as_str(), turn.is_final), ("hello", true));
        }
    }
    // With a new id, as a final with text would.
    let other_id = [
        segment(User, "1", "hello", false, 1),
        segment(User, "2", " ", true, 5),
    ];
    assert_eq!(rows(&other_id), [row(User, "hello", true)]);
}

#[test]
fn message_without_text_changes_nothing_else() {
    let messages = [
        packet(User, "", true),
        packet(User, " ", false),
        segment(User, "1", "hello", false, 1),
        segment(User, "1", " ", false, 1),
        packet(Agent, "", true),
    ];
    assert_eq!(rows(&messages), [row(User, "hello", false)]);
}

#[test]
fn late_final_replaces_the_words_of_a_row_that_ended_without_text() {
    let messages = [
        segment(User, "1", "hel", false, 1),
        segment(User, "1", "", true, 1),
        segment(Agent, "a", "Yes?", true, 2),
        segment(User, "1", "hello", true, 1),
    ];
    let expected = [row(User, "hello", true), row(Agent, "Yes?", true)];
    assert_eq!(rows(&messages), expected);
}

#[test]
fn utterance_without_a_final_is_kept_beside_the_next_one() {
    for ids in [None, Some(["1", "2", "3"]), Some(["1", "2", "1"])] {
        let say = |source, text, is_final, at: u64| match ids {
            Some(ids) => segment(source, ids[at as usize - 1], text, is_final, at),
            None => packet(source, text, is_final),
        };
        let messages = [
            say(User, "What is", false, 1),
            say(Agent, "Sorry?", true, 2),
            say(User, "And tomorrow?", true, 3),
        ];
        let expected = [
            row(User, "What is", true),
            row(Agent, "Sorry?", true),
            row(User, "And tomorrow?", true),
        ];
        assert_eq!(rows(&messages), expected);
    }
}

#[test]
fn other_sides_final_ends_the_row_and_more_words_continue_it() {
    let mut transcript = Transcript::new();
    transcript.apply(&segment(Agent, "a", "So the", false, 1));
    assert_eq!(
        transcript.apply(&segment(User, "u", "Mm", false, 2)),
        Change::Added(1)
    );
    assert_eq!(transcript.further_changes(), []);
    transcript.apply_at(&segment(User, "u", "Mm-hm", true, 2), 40);
    assert_eq!(transcript.further_changes(), [Change::Updated(0)]);
    let turn = &transcript.turns()[0];
    assert_eq!((turn.is_final, turn.changed_at), (true, Some(40)));
    // A repetition brings no words.
    let same = segment(Agent, "a", "So the", false, 1);
    assert_eq!(transcript.apply(&same), Change::None);
    assert!(transcript.turns()[0].is_final);
    for (text, is_final) in [("So the end", false), ("So the end.", true)] {
        let more = segment(Agent, "a", text, is_final, 1);
        assert_eq!(transcript.apply(&more), Change::Updated(0));
        assert_eq!(transcript.further_changes(), []);
        assert_eq!(transcript.turns()[0].is_final, is_final);
    }
    assert_eq!(transcript.turns().len(), 2);
}

#[test]
fn new_row_ends_the_former_row_of_the_same_side() {
    let mut transcript = Transcript::new();
    transcript.apply(&spoken(Agent, "I can", false, 1));
    transcript.apply(&spoken(User, "Sto", false, 2));
    assert_eq!(
        transcript.apply(&spoken(Agent, "Okay", false, 3)),
        Change::Added(2)
    );
    assert_eq!(transcript.further_changes(), [Change::Updated(0)]);
    let open: Vec<_> = transcript
        .turns()
        .iter()
        .map(|turn| turn.is_final)
        .collect();
    assert_eq!(open, [true, false, false]);
    // More words of the former row reopen it, until the other side's final.
    transcript.apply(&spoken(Agent, "I can tell", false, 1));
    let turn = &transcript.turns()[0];
    assert_eq!((turn.text.as_str(), turn.is_final), ("I can tell", false));
    transcript.apply(&spoken(User, "Stop", true, 2));
    assert_eq!(transcript.further_changes(), [Change::Updated(0)]);
}

#[test]
fn question_that_began_between_two_segments_divides_their_row() {
    let mut transcript = Transcript::new();
    transcript.apply(&segment(Agent, "1", "Hello.", true, 10));
    transcript.apply(&segment(Agent, "2", "It is", false, 30));
    assert_eq!(transcript.turns().len(), 1);
    let question = segment(User, "u", "What time is it?", true, 20);
    assert_eq!(transcript.apply(&question), Change::Added(1));
    assert_eq!(
        transcript.further_changes(),
        [Change::Added(2), Change::Updated(0)]
    );
    transcript.apply(&segment(Agent, "2", "It is noon.", true, 30));
    let turns: Vec<_> = transcript
        .turns()
        .iter()
        .map(|turn| {
            (
                turn.source,
                turn.text.as_str(),
                turn.is_final,
                turn.started_at,
            )
        })
        .collect();
    let expected = [
        (Agent, "Hello.", true, Some(10)),
        (User, "What time is it?", true, Some(20)),
        (Agent, "It is noon.", true, Some(30)),
    ];
    assert_eq!(turns, expected);
    let keys: Vec<_> = transcript.turns().iter().map(|turn| turn.key).collect();
    assert_eq!(keys[0], 0, "the first part keeps its key");
    // The next part of the question joins it.
    transcript.apply(&segment(User, "v", "Tell me.", true, 25));
    assert_eq!(transcript.turns()[1].text, "What time is it? Tell me.");
}

#[test]
fn consecutive_finals_are_one_row_with_and_without_ids() {
    for id in [None, Some("s".to_owned())] {
        for timed in [true, false] {
            let say = |source, text: &str, n: u64| Message {
                started_at: timed.then_some(n * 5_000),
                segment_id: id.clone().map(|id| id + &n.to_string()),
                ..packet(source, text, true)
            };
            let messages = [
                say(Agent, "One.", 1),
                say(Agent, "Two.", 2),
                say(Agent, "Three.", 3),
                say(User, "Four", 4),
                say(Agent, "Five.", 5),
            ];
            let expected = [
                row(Agent, "One. Two. Three.", true),
                row(User, "Four", true),
                row(Agent, "Five.", true),
            ];
            assert_eq!(rows(&messages), expected, "{id:?} {timed}");
        }
    }
}
