//! What the product claims about a call. The numbers are those of docs/contract.md.

use speko_proto::Source;

use super::*;

impl Call {
    /// Returns when the agent recognized speech: the index of the output, and its time.
    fn recognised(&self) -> (usize, u64) {
        let speaks = Action::Speaks(Source::User, true);
        let place = self
            .actions
            .iter()
            .position(|(_, action)| *action == speaks);
        let place = place.unwrap();
        (place, self.actions[place].0)
    }
}

#[test]
fn s149_no_audio_is_sent_once_speech_is_recognised() {
    // The user may start anywhere within a frame and within the greeting.
    for begins in [300, 307, 313, 900, 1_500] {
        let mut call = Call::new();
        call.agent.connected(0);
        call.wait(begins);
        call.speak(600, -20);
        let (place, at) = call.recognised();
        assert!(
            at <= begins + vad::SPEECH_MS + FRAME,
            "began at {begins}, recognised at {at}"
        );
        let played = |action: &Action| matches!(action, Action::Play { .. });
        assert!(
            call.actions[..place]
                .iter()
                .any(|(_, action)| played(action))
        );
        let (_, after) = call.actions.split_at(place);
        assert!(
            !after.iter().any(|(_, action)| played(action)),
            "began at {begins}: the agent keeps speaking"
        );
        assert_eq!(call.agent.state(), AgentState::Listening);
    }
}

#[test]
fn s149_user_speech_also_interrupts_the_echo() {
    let mut call = Call::greeted();
    call.speak(2_000, -20);
    call.speak(1_200, -90);
    let played = |action: &Action| matches!(action, Action::Play { .. });
    assert!(
        call.actions.iter().any(|(_, action)| played(action)),
        "the echo plays"
    );
    call.actions.clear();
    call.speak(600, -20);
    let (place, _) = call.recognised();
    assert!(
        call.actions[..place]
            .iter()
            .any(|(_, action)| played(action))
    );
    assert!(
        !call.actions[place..]
            .iter()
            .any(|(_, action)| played(action))
    );
}

#[test]
fn s150_interim_transcripts_precede_the_final_and_none_follow() {
    let mut call = Call::greeted();
    for _ in 0..2 {
        call.actions.clear();
        call.speak(1_000, -20);
        call.speak(900, -90);
        let finals: Vec<bool> = call
            .transcripts()
            .into_iter()
            .map(|(_, last)| last)
            .collect();
        let (last, partials) = finals.split_last().unwrap();
        assert!(
            *last && partials.len() >= 2 && !partials.contains(&true),
            "{finals:?}"
        );
    }
}
