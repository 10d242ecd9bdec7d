//! What the product claims about a call. The numbers are those of docs/contract.md.

use super::*;

impl Call {
    /// Returns when the agent recognized speech: the index of the output, and its time.
    fn recognised(&self) -> (usize, u64) {
        let speaks = Order::Speaks(Source::User, true);
        let place = self.orders.iter().position(|(_, order)| *order == speaks);
        let place = place.unwrap();
        (place, self.orders[place].0)
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
            at <= begins + ear::SPEECH_MS + FRAME,
            "began at {begins}, recognised at {at}"
        );
        let played = |order: &Order| matches!(order, Order::Play { .. });
        assert!(call.orders[..place].iter().any(|(_, order)| played(order)));
        let (_, after) = call.orders.split_at(place);
        assert!(
            !after.iter().any(|(_, order)| played(order)),
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
    let played = |order: &Order| matches!(order, Order::Play { .. });
    assert!(
        call.orders.iter().any(|(_, order)| played(order)),
        "the echo plays"
    );
    call.orders.clear();
    call.speak(600, -20);
    let (place, _) = call.recognised();
    assert!(call.orders[..place].iter().any(|(_, order)| played(order)));
    assert!(!call.orders[place..].iter().any(|(_, order)| played(order)));
}

#[test]
fn s150_interim_transcripts_precede_the_final_and_none_follow() {
    let mut call = Call::greeted();
    for _ in 0..2 {
        call.orders.clear();
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
