//! Utterances without a final, with an empty one, or with several.

use super::*;

#[test]
fn words_without_a_final_are_kept_above_the_answer() {
    for end in [Some(""), Some("  "), None] {
        let mut sim = Simulator::open(options());
        say(&mut sim, User, "What is", false);
        if let Some(end) = end {
            say(&mut sim, User, end, true);
            assert_eq!(rows(&sim), [row(User, "What is")]);
        }
        say(&mut sim, Agent, "Sorry?", true);
        say(&mut sim, User, "And", false);
        say(&mut sim, User, "And tomorrow?", true);
        let expected = [
            row(User, "What is"),
            row(Agent, "Sorry?"),
            row(User, "And tomorrow?"),
        ];
        assert_eq!(rows(&sim), expected, "{end:?}");
        assert!(messages(&sim).iter().all(|m| !m.text.trim().is_empty()));
    }
}

#[test]
fn late_final_of_the_same_words_completes_them() {
    let mut sim = Simulator::open(options());
    say(&mut sim, User, "What time", false);
    say(&mut sim, Agent, "It is noon.", true);
    say(&mut sim, User, "What time is it?", true);
    assert_eq!(
        rows(&sim),
        [row(User, "What time is it?"), row(Agent, "It is noon.")]
    );
}

#[test]
fn revised_words_replace_the_interim_ones_until_the_agent_has_answered() {
    let mut sim = Simulator::open(options());
    say(&mut sim, User, "I scream", false);
    say(&mut sim, Agent, "Sure", false);
    say(&mut sim, User, "Ice cream", true);
    assert_eq!(rows(&sim)[0], row(User, "Ice cream"));
    assert_eq!(rows(&sim).len(), 2);
}

#[test]
fn agents_words_without_a_final_are_kept() {
    let mut sim = Simulator::open(options());
    say(&mut sim, Agent, "I can tell you", false);
    say(&mut sim, User, "Sto", false);
    say(&mut sim, Agent, "Okay", false);
    say(&mut sim, Agent, "Okay.", true);
    let stop = (User, "Sto".to_owned(), true);
    assert_eq!(
        rows(&sim),
        [row(Agent, "I can tell you"), stop, row(Agent, "Okay.")]
    );
}

#[test]
fn several_finals_are_one_row_until_the_other_speaker_begins() {
    let mut sim = Simulator::open(options());
    for text in ["One.", "Two.", "Three."] {
        sim.pass(3_000);
        say(&mut sim, Agent, text, true);
    }
    say(&mut sim, User, "Fo", false);
    say(&mut sim, Agent, "Five.", true);
    say(&mut sim, User, "Four", true);
    let expected = [
        row(Agent, "One. Two. Three."),
        row(User, "Four"),
        row(Agent, "Five."),
    ];
    assert_eq!(rows(&sim), expected);
}

#[test]
fn final_that_continues_the_previous_final_replaces_it() {
    for source in [User, Agent] {
        for (gap, expected) in [
            (700, "I want to go."),
            (2_001, "I want I want to I want to go."),
        ] {
            let mut sim = Simulator::open(options());
            for text in ["I want", "I want to", "I want to go."] {
                say(&mut sim, source, text, true);
                sim.pass(gap);
            }
            assert_eq!(rows(&sim), [row(source, expected)]);
        }
    }
}

#[test]
fn pause_between_two_finals_keeps_both() {
    let mut sim = Simulator::open(options());
    capture(&mut sim, 200, 0.2);
    say(&mut sim, User, "I want", true);
    capture(&mut sim, 1_540, 0.001);
    capture(&mut sim, 200, 0.2);
    say(&mut sim, User, "I want to", true);
    assert_eq!(rows(&sim), [row(User, "I want I want to")]);
}

#[test]
fn repeated_words_are_two_segments() {
    let mut sim = Simulator::open(options());
    say(&mut sim, User, "Yes.", true);
    say(&mut sim, User, "Yes.", true);
    assert_eq!(rows(&sim), [row(User, "Yes. Yes.")]);
}
