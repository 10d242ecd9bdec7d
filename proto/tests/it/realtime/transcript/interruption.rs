//! An interruption ends the agent's row and keeps its words.

use super::*;

const CUT: &str = "I can tell you about";

#[test]
fn interrupted_answer_keeps_its_words_in_its_row() {
    for by_app in [false, true] {
        let mut sim = Simulator::open(options());
        say(&mut sim, Agent, CUT, false);
        sim.pass(500);
        interrupt(&mut sim, by_app);
        assert_eq!(rows(&sim), [row(Agent, CUT)]);
        sim.pass(500);
        say(&mut sim, User, "Stop", true);
        sim.pass(500);
        say(&mut sim, Agent, "Okay", false);
        say(&mut sim, Agent, "Okay, what else?", true);
        let expected = [
            row(Agent, CUT),
            row(User, "Stop"),
            row(Agent, "Okay, what else?"),
        ];
        assert_eq!(rows(&sim), expected);
    }
}

#[test]
fn late_final_of_the_cut_answer_finds_its_row() {
    for late in [CUT, "I can tell", "I can tell you about the weather."] {
        for place in 0..4 {
            let mut sim = Simulator::open(options());
            say(&mut sim, Agent, CUT, false);
            interrupt(&mut sim, false);
            let steps = [
                (User, "Sto", false),
                (User, "Stop", true),
                (Agent, "Okay", false),
            ];
            for (number, (source, text, is_final)) in steps.into_iter().enumerate() {
                if number == place {
                    say(&mut sim, Agent, late, true);
                }
                sim.pass(200);
                say(&mut sim, source, text, is_final);
            }
            if place == 3 {
                say(&mut sim, Agent, late, true);
            }
            say(&mut sim, Agent, "Okay, what else?", true);
            let expected = [
                row(Agent, late),
                row(User, "Stop"),
                row(Agent, "Okay, what else?"),
            ];
            assert_eq!(rows(&sim), expected, "{place}");
        }
    }
}

#[test]
fn words_that_were_sent_before_the_server_stopped_are_not_shown() {
    let mut sim = Simulator::open(options());
    say(&mut sim, Agent, CUT, false);
    interrupt(&mut sim, true);
    say(&mut sim, Agent, "I can tell you about the weather", false);
    assert_eq!(rows(&sim), [row(Agent, CUT)]);
    say(&mut sim, Agent, CUT, true);
    assert_eq!(rows(&sim), [row(Agent, CUT)]);
    let finals = messages(&sim)
        .into_iter()
        .filter(|message| message.is_final);
    assert_eq!(finals.count(), 1, "the same final is reported once");
}

#[test]
fn final_answer_is_shortened_to_what_was_played() {
    let mut sim = Simulator::open(options());
    say(&mut sim, Agent, "I can tell you about the weather.", true);
    sim.agent_audio(3_000);
    sim.pass(500);
    interrupt(&mut sim, false);
    say(&mut sim, Agent, "I can tell you", true);
    say(&mut sim, User, "Stop", true);
    assert_eq!(
        rows(&sim),
        [row(Agent, "I can tell you"), row(User, "Stop")]
    );
}

#[test]
fn answer_after_an_interruption_is_not_taken_for_the_cut_one() {
    for (cut, answer) in [
        ("Okay", "Okay, what else?"),
        ("I", "I can help."),
        ("Sorry, I did not get that.", "Something else."),
    ] {
        let mut sim = Simulator::open(options());
        say(&mut sim, Agent, cut, false);
        interrupt(&mut sim, false);
        say(&mut sim, User, "Stop", true);
        sim.pass(900);
        say(&mut sim, Agent, answer, true);
        let expected = [row(Agent, cut), row(User, "Stop"), row(Agent, answer)];
        assert_eq!(rows(&sim), expected);
    }
    // The previous answer was final, and its words are said again.
    let mut sim = Simulator::open(options());
    let again = "Sorry, I did not get that.";
    for _ in 0..2 {
        say(&mut sim, Agent, again, true);
        sim.agent_audio(1_000);
        interrupt(&mut sim, false);
        say(&mut sim, User, "Hm", true);
    }
    let expected = [
        row(Agent, again),
        row(User, "Hm"),
        row(Agent, again),
        row(User, "Hm"),
    ];
    assert_eq!(rows(&sim), expected);
}

#[test]
fn confirmation_of_the_apps_interruption_does_not_cut_the_next_answer() {
    let mut sim = Simulator::open(options());
    say(&mut sim, Agent, CUT, false);
    interrupt(&mut sim, true);
    say(&mut sim, User, "Stop", true);
    say(&mut sim, Agent, "Okay", false);
    interrupt(&mut sim, false);
    say(&mut sim, Agent, "Okay, what", false);
    let what = (Agent, "Okay, what".to_owned(), false);
    assert_eq!(rows(&sim), [row(Agent, CUT), row(User, "Stop"), what]);
    // The next one is the user's.
    interrupt(&mut sim, false);
    assert_eq!(rows(&sim)[2], row(Agent, "Okay, what"));
}

#[test]
fn interruption_without_an_open_answer_reports_no_text() {
    let mut sim = Simulator::open(options());
    interrupt(&mut sim, false);
    interrupt(&mut sim, true);
    say(&mut sim, User, "Hello", false);
    interrupt(&mut sim, false);
    let user = (User, "Hello".to_owned(), false);
    assert_eq!(rows(&sim), [user]);
    assert_eq!(messages(&sim).len(), 1);
}
