//! Finals that begin with the previous final.

use super::*;

#[test]
fn final_that_continues_the_previous_final_replaces_it() {
    let growing = |gap: u64| {
        let texts = ["I want", "I want to", "I want to go."];
        let at = |n: usize| 1_000 + n as u64 * gap;
        let finals = texts.iter().enumerate();
        let messages: Vec<_> = finals
            .map(|(n, text)| segment(User, &n.to_string(), text, true, at(n)))
            .collect();
        rows(&messages)
    };
    let whole = [row(User, "I want to go.", true)];
    for gap in [1, 300, 2_000] {
        assert_eq!(growing(gap), whole, "{gap}");
    }
    let apart = [row(User, "I want I want to I want to go.", true)];
    assert_eq!(growing(2_001), apart);
}

#[test]
fn punctuation_and_case_do_not_prevent_it() {
    let messages = [
        segment(Agent, "1", "Well, I", true, 1),
        segment(Agent, "2", "well I think", true, 500),
        segment(Agent, "1", "Well, I", true, 1),
    ];
    assert_eq!(rows(&messages), [row(Agent, "well I think", true)]);
    let chinese = [
        segment(Agent, "1", "今天。", true, 1),
        segment(Agent, "2", "今天天气很好。", true, 500),
    ];
    assert_eq!(rows(&chinese), [row(Agent, "今天天气很好。", true)]);
}

#[test]
fn repetition_other_words_and_part_of_a_word_are_kept() {
    for (texts, expected) in [
        (["Yes.", "Yes."], "Yes. Yes."),
        (["Yes.", "Yes!"], "Yes. Yes!"),
        (["I want to go", "I want"], "I want to go I want"),
        (["I", "It is"], "I It is"),
        (["re", "re\u{301}sume\u{301}"], "re re\u{301}sume\u{301}"),
        (["Gros", "Groß ist"], "Gros Groß ist"),
        (["Gros", "Groß"], "Gros Groß"),
        (["No", "Yes, no"], "No Yes, no"),
        (["…", "… yes"], "…… yes"),
        (["👍", "👍 👍"], "👍 👍"),
    ] {
        let messages = [
            segment(User, "1", texts[0], true, 1),
            segment(User, "2", texts[1], true, 500),
        ];
        assert_eq!(rows(&messages), [row(User, expected, true)]);
    }
}

#[test]
fn interim_that_turns_out_different_restores_the_previous_final() {
    let mut messages = vec![
        segment(User, "1", "I want", true, 1),
        segment(User, "2", "I want to", false, 500),
    ];
    assert_eq!(rows(&messages), [row(User, "I want to", false)]);
    messages.push(segment(User, "2", "I won't", true, 500));
    assert_eq!(rows(&messages), [row(User, "I want I won't", true)]);
}

#[test]
fn other_speaker_between_keeps_both() {
    let messages = [
        segment(User, "1", "I want", true, 1),
        segment(Agent, "a", "Yes?", true, 300),
        segment(User, "2", "I want to go", true, 600),
    ];
    let expected = [
        row(User, "I want", true),
        row(Agent, "Yes?", true),
        row(User, "I want to go", true),
    ];
    assert_eq!(rows(&messages), expected);
}
