//! Words that arrive late, or begin like others.

use super::*;

#[test]
fn one_word_in_common_does_not_make_an_answer_the_cut_one() {
    for (cut, answer) in [
        ("Okay, here is the weather", "Okay."),
        ("Okay", "Okay, here is the weather."),
    ] {
        for is_final in [false, true] {
            let mut sim = Simulator::open(options());
            say(&mut sim, Agent, cut, is_final);
            sim.agent_audio(2_000);
            interrupt(&mut sim, false);
            say(&mut sim, User, "Wait", true);
            say(&mut sim, Agent, answer, true);
            let expected = [row(Agent, cut), row(User, "Wait"), row(Agent, answer)];
            assert_eq!(rows(&sim), expected, "{is_final}");
        }
    }
}

#[test]
fn cut_answer_in_a_script_without_spaces_is_shortened() {
    let mut sim = Simulator::open(options());
    say(&mut sim, Agent, "我可以告诉你天气", false);
    interrupt(&mut sim, false);
    say(&mut sim, User, "等一下", true);
    say(&mut sim, Agent, "我可以告诉", true);
    let expected = [row(Agent, "我可以告诉"), row(User, "等一下")];
    assert_eq!(rows(&sim), expected);
}

#[test]
fn interruption_does_not_shorten_an_answer_before_the_users_words() {
    let mut sim = Simulator::open(options());
    let former = "I can tell you about the weather.";
    say(&mut sim, Agent, former, true);
    sim.agent_audio(500);
    sim.pass(2_000);
    say(&mut sim, User, "And?", true);
    // The next answer has no transcript yet.
    sim.agent_audio(2_000);
    interrupt(&mut sim, false);
    say(&mut sim, Agent, "I can", true);
    say(&mut sim, User, "Stop", true);
    let expected = [
        row(Agent, former),
        row(User, "And?"),
        row(Agent, "I can"),
        row(User, "Stop"),
    ];
    assert_eq!(rows(&sim), expected);
}

#[test]
fn interrupt_without_an_answer_awaits_no_confirmation() {
    let mut sim = Simulator::open(options());
    interrupt(&mut sim, true);
    sim.pass(500);
    say(&mut sim, Agent, "I can tell", false);
    sim.pass(1_000);
    interrupt(&mut sim, false);
    assert_eq!(rows(&sim), [row(Agent, "I can tell")]);
}

#[test]
fn answer_before_the_users_late_words_is_not_the_cut_one() {
    for (cut, answer) in [("Okay", "Okay, what else?"), ("I", "I can help.")] {
        let mut sim = Simulator::open(options());
        say(&mut sim, Agent, cut, false);
        capture(&mut sim, 600, 0.1);
        capture(&mut sim, 300, 0.0);
        interrupt(&mut sim, false);
        sim.pass(600);
        say(&mut sim, Agent, answer, true);
        sim.pass(300);
        say(&mut sim, User, "Stop", true);
        let expected = [row(Agent, cut), row(User, "Stop"), row(Agent, answer)];
        assert_eq!(rows(&sim), expected);
    }
}

#[test]
fn question_is_placed_above_its_answer_if_no_pause_is_heard() {
    // A quiet microphone, and a noisy one.
    for (millis, level) in [(1_000, 0.005), (70_000, 0.02)] {
        let mut sim = Simulator::open(options());
        capture(&mut sim, millis, level);
        say(&mut sim, Agent, "It is", false);
        say(&mut sim, User, "What time is it?", true);
        say(&mut sim, Agent, "It is noon.", true);
        let expected = [row(User, "What time is it?"), row(Agent, "It is noon.")];
        assert_eq!(rows(&sim), expected, "{level}");
    }
}

#[test]
fn interim_update_after_its_final_is_ignored() {
    for source in [User, Agent] {
        let mut sim = Simulator::open(options());
        say(&mut sim, source, "What time", false);
        say(&mut sim, source, "What time is it?", true);
        for late in ["What", "What time", "What time is it"] {
            sim.pass(500);
            say(&mut sim, source, late, false);
        }
        assert_eq!(rows(&sim), [row(source, "What time is it?")]);
        assert_eq!(messages(&sim).len(), 2);
        sim.pass(2_001);
        say(&mut sim, source, "What", false);
        assert_eq!(messages(&sim).len(), 3, "another utterance");
    }
}

#[test]
fn interim_update_after_the_late_final_of_a_cut_answer_is_ignored() {
    let mut sim = Simulator::open(options());
    say(&mut sim, Agent, "I can tell", false);
    interrupt(&mut sim, false);
    say(&mut sim, User, "Stop", true);
    sim.pass(3_000);
    say(&mut sim, Agent, "I can tell you", true);
    say(&mut sim, Agent, "I can", false);
    let expected = [row(Agent, "I can tell you"), row(User, "Stop")];
    assert_eq!(rows(&sim), expected);
}

#[test]
fn late_final_of_a_cut_answer_is_shown_once() {
    let (cut, late) = ("I can tell you about", "I can tell you");
    for was_final in [false, true] {
        for text in [late, cut] {
            if was_final && text == cut {
                continue;
            }
            // When it is delivered again: at once, after the user's words, after the next answer.
            for place in 0..3 {
                let mut sim = Simulator::open(options());
                say(&mut sim, Agent, cut, was_final);
                sim.agent_audio(2_000);
                interrupt(&mut sim, false);
                say(&mut sim, Agent, text, true);
                let next = [(User, "Stop"), (Agent, "Okay, what else?")];
                for (number, (source, other)) in next.into_iter().enumerate() {
                    if number == place {
                        say(&mut sim, Agent, text, true);
                    }
                    sim.pass(200);
                    say(&mut sim, source, other, true);
                }
                if place == 2 {
                    say(&mut sim, Agent, text, true);
                }
                let expected = [
                    row(Agent, text),
                    row(User, "Stop"),
                    row(Agent, "Okay, what else?"),
                ];
                assert_eq!(rows(&sim), expected, "{was_final} {place}");
            }
        }
    }
    // One word can be an answer, and words are said again after 5 s.
    for (cut, gap) in [("Okay.", 0), ("I can tell you", 5_000)] {
        let mut sim = Simulator::open(options());
        say(&mut sim, Agent, cut, false);
        interrupt(&mut sim, false);
        say(&mut sim, Agent, cut, true);
        say(&mut sim, User, "Wait", true);
        sim.pass(gap + 1);
        say(&mut sim, Agent, cut, true);
        assert_eq!(
            rows(&sim),
            [row(Agent, cut), row(User, "Wait"), row(Agent, cut)]
        );
    }
}

#[test]
fn text_after_a_final_without_text_completes_the_utterance() {
    for source in [User, Agent] {
        for (text, count) in [("hello", 2), ("Hello there", 3)] {
            let mut sim = Simulator::open(options());
            say(&mut sim, source, "hello", false);
            sim.pass(3_000);
            say(&mut sim, source, "", true);
            sim.pass(1_900);
            say(&mut sim, source, text, true);
            assert_eq!(rows(&sim), [row(source, text)]);
            assert_eq!(messages(&sim).len(), count, "only news is reported");
            // The same words again are another segment.
            say(&mut sim, source, text, true);
            assert_eq!(rows(&sim), [row(source, &format!("{text} {text}"))]);
        }
    }
    let mut sim = Simulator::open(options());
    say(&mut sim, User, "hello", false);
    say(&mut sim, User, "", true);
    sim.pass(2_001);
    say(&mut sim, User, "hello", true);
    assert_eq!(rows(&sim), [row(User, "hello hello")]);
}

#[test]
fn punctuation_alone_is_not_the_begin_of_other_words() {
    let mut sim = Simulator::open(options());
    say(&mut sim, User, "...", false);
    say(&mut sim, Agent, "Sorry?", true);
    say(&mut sim, User, "And tomorrow?", true);
    let expected = [
        row(User, "..."),
        row(Agent, "Sorry?"),
        row(User, "And tomorrow?"),
    ];
    assert_eq!(rows(&sim), expected);
}
