//! A question stands above its answer.

use super::*;

fn question_and_answer(sim: &mut Simulator, is_fast: bool) {
    say(sim, Agent, "It is", false);
    if is_fast {
        say(sim, Agent, "It is noon.", true);
    }
    sim.pass(200);
    say(sim, User, "What time is it?", true);
    sim.pass(200);
    if !is_fast {
        say(sim, Agent, "It is noon.", true);
    }
}

#[test]
fn late_recognized_question_is_placed_above_the_answer() {
    for is_fast in [false, true] {
        for greeted in [false, true] {
            let mut sim = Simulator::open(options());
            let mut expected = vec![row(User, "What time is it?"), row(Agent, "It is noon.")];
            if greeted {
                say(&mut sim, Agent, "Hello.", true);
                capture(&mut sim, 3_000, 0.001);
                expected.insert(0, row(Agent, "Hello."));
            }
            let began = sim.now;
            capture(&mut sim, 1_000, 0.2);
            capture(&mut sim, 300, 0.001);
            question_and_answer(&mut sim, is_fast);
            assert_eq!(rows(&sim), expected, "{is_fast} {greeted}");
            let question = messages(&sim).into_iter().find(|m| m.source == User);
            assert_eq!(question.unwrap().started_at, Some(began));
        }
    }
}

#[test]
fn question_is_placed_above_the_open_answer_if_the_microphone_is_not_heard() {
    for greeted in [false, true] {
        let mut sim = Simulator::open(options());
        let mut expected = vec![row(User, "What time is it?"), row(Agent, "It is noon.")];
        if greeted {
            say(&mut sim, Agent, "Hello.", true);
            expected.insert(0, row(Agent, "Hello."));
        }
        sim.pass(1_000);
        question_and_answer(&mut sim, false);
        assert_eq!(rows(&sim), expected, "{greeted}");
    }
}

#[test]
fn words_during_an_answer_are_placed_below_it() {
    let mut sim = Simulator::open(options());
    capture(&mut sim, 1_000, 0.2);
    say(&mut sim, User, "Tell me more", true);
    say(&mut sim, Agent, "So the", false);
    capture(&mut sim, 2_000, 0.001);
    capture(&mut sim, 400, 0.2);
    say(&mut sim, User, "Mm-hm", true);
    say(&mut sim, Agent, "So the end", false);
    let open = (Agent, "So the end".to_owned(), false);
    assert_eq!(
        rows(&sim),
        [row(User, "Tell me more"), open, row(User, "Mm-hm")]
    );
}

#[test]
fn sound_long_before_the_words_does_not_set_their_start() {
    let mut sim = Simulator::open(options());
    capture(&mut sim, 100, 0.2);
    capture(&mut sim, 6_000, 0.001);
    say(&mut sim, Agent, "A long story.", true);
    sim.pass(1_000);
    say(&mut sim, User, "I see", true);
    assert_eq!(
        rows(&sim),
        [row(Agent, "A long story."), row(User, "I see")]
    );
}

#[test]
fn only_the_level_and_length_of_speech_set_the_start_of_a_question() {
    // A quiet room, a quiet voice, long speech, noise.
    for (millis, level, is_speech) in [
        (1_000, 0.008, false),
        (1_000, 0.012, true),
        (59_000, 0.2, true),
        (61_000, 0.2, false),
    ] {
        let mut sim = Simulator::open(options());
        let began = sim.now;
        capture(&mut sim, millis, level);
        say(&mut sim, Agent, "It is noon.", true);
        say(&mut sim, User, "What time is it?", true);
        let mut expected = [row(Agent, "It is noon."), row(User, "What time is it?")];
        if is_speech {
            expected.reverse();
        }
        assert_eq!(rows(&sim), expected, "{millis} ms at {level}");
        let start = messages(&sim).last().unwrap().started_at;
        assert_eq!(start == Some(began), is_speech, "{millis} ms at {level}");
    }
}

#[test]
fn muted_microphone_is_not_heard() {
    let mut sim = Simulator::open(options());
    sim.command(speko_proto::realtime::io::Command::SetMicMuted(true));
    capture(&mut sim, 1_000, 0.2);
    sim.command(speko_proto::realtime::io::Command::SetMicMuted(false));
    capture(&mut sim, 100, 0.001);
    say(&mut sim, Agent, "It is noon.", true);
    sim.pass(100);
    say(&mut sim, User, "Thanks", true);
    assert_eq!(rows(&sim), [row(Agent, "It is noon."), row(User, "Thanks")]);
}
