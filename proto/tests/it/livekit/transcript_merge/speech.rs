//! The start time of spoken utterances.

use super::*;

#[test]
fn late_recognized_question_is_placed_above_the_answer() {
    let mut harness = Harness::open(options());
    set_user_speaking(&mut harness, true);
    let began = harness.now.0;
    after(&mut harness, 1_500);
    set_user_speaking(&mut harness, false);
    after(&mut harness, 600);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "Sure", false),
    );
    after(&mut harness, 300);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "Tell me more", true),
    );
    assert_eq!(
        rows(&harness),
        [row(User, "Tell me more"), row(Agent, "Sure")]
    );
    assert_eq!(transcript(&harness).turns()[0].started_at, Some(began));
}

#[test]
fn old_speech_activity_does_not_set_the_start_time() {
    let mut harness = Harness::open(options());
    set_user_speaking(&mut harness, true);
    after(&mut harness, 200);
    set_user_speaking(&mut harness, false);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "A long story.", true),
    );
    after(&mut harness, 9_000);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "I see", true),
    );
    assert_eq!(
        rows(&harness),
        [row(Agent, "A long story."), row(User, "I see")]
    );
}
