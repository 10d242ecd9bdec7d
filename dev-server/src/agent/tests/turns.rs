//! The user's turns, their echo, and interruptions.

use speko_proto::Source;

use super::*;

#[test]
fn turn_yields_interim_transcripts_then_a_final_then_an_audio_echo() {
    let mut call = Call::greeted();
    call.speak(400, -90);
    let began = call.now;
    call.speak(1_200, -23);
    let ended = call.now;
    call.speak(4_000, -90);

    let transcripts = call.transcripts();
    let (last, partials) = transcripts.split_last().unwrap();
    assert_eq!(
        *last,
        ("You spoke for 1.2 seconds, at −23 dB".to_owned(), true)
    );
    assert!(partials.len() >= 3, "{partials:?}");
    assert!(
        partials
            .iter()
            .all(|(text, is_final)| text.starts_with("speaking: ") && !is_final)
    );
    let final_at = call.actions.iter().position(|(_, action)| {
        matches!(
            action,
            Action::Send(Inbound::Transcript { is_final: true, .. })
        )
    });
    let (at, _) = call.actions[final_at.unwrap()];
    assert!(
        (ended + 600..=ended + 720).contains(&at),
        "the turn ended at {ended}; its final came at {at}"
    );

    let played = call.played();
    let words: Vec<_> = (began..ended).step_by(FRAME as usize).map(mark).collect();
    let first = played
        .iter()
        .position(|(_, _, opus)| *opus == words[0])
        .unwrap();
    assert!(
        played[first..]
            .iter()
            .map(|(_, _, opus)| opus)
            .zip(&words)
            .all(|(played, word)| played == word)
    );
    assert!(
        played.windows(2).all(|pair| pair[1].1 - pair[0].1 == FRAME),
        "paced by 20 ms"
    );

    let messages = call.agent_messages();
    assert_eq!(
        messages.last().unwrap(),
        &(
            "I heard you for 1.2 seconds. This is what you said:".to_owned(),
            true
        )
    );
    assert_eq!(messages.iter().filter(|(_, is_final)| *is_final).count(), 1);
    assert!(
        messages
            .windows(2)
            .all(|pair| pair[1].0.starts_with(&pair[0].0)),
        "partials are cumulative"
    );
    assert_eq!(
        call.states(),
        [
            AgentState::Thinking,
            AgentState::Speaking,
            AgentState::Listening
        ]
    );
    assert_eq!(
        call.streams(),
        [],
        "a turn is not also sent as a text stream"
    );
}

#[test]
fn gaps_between_packets_are_preserved_in_the_echo() {
    let mut call = Call::greeted();
    call.speak(400, -20);
    call.wait(300);
    call.speak(400, -20);
    call.wait(3_000);
    let played = call.played();
    let pauses: Vec<u64> = played
        .windows(2)
        .map(|pair| pair[1].1 - pair[0].1)
        .filter(|gap| *gap != FRAME)
        .collect();
    assert_eq!(pauses, [FRAME + 300]);
}

#[test]
fn turn_ends_when_packets_stop() {
    let mut call = Call::greeted();
    call.speak(1_000, -20);
    call.wait(3_000);
    assert!(call.transcripts().last().unwrap().1);
}

#[test]
fn click_causes_no_output() {
    let mut call = Call::greeted();
    call.speak(100, -10);
    call.speak(2_000, -90);
    assert_eq!(call.actions, []);
}

#[test]
fn agent_stops_speaking_when_the_user_speaks() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    let began = call.now;
    call.speak(1_000, -20);
    let last = call.played().last().unwrap().0;
    assert!(
        (began + 100..=began + 260).contains(&last),
        "speech began at {began}, last packet played at {last}"
    );
    let (_, text, ended) = call.streams().remove(0);
    assert!(
        ended && text.len() < words::GREETING.len(),
        "the transcript keeps only the spoken part: {text}"
    );
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
}

#[test]
fn short_noise_does_not_interrupt_the_agent() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.speak(120, -20);
    call.speak(3_000, -90);
    assert_eq!(call.played().len() as u64, GREETING_MS / FRAME);
    assert_eq!(call.sent(), []);
}

#[test]
fn user_can_interrupt_the_echo_and_gets_one_final_per_turn() {
    let mut call = Call::greeted();
    call.speak(2_000, -20);
    call.speak(1_400, -90);
    call.speak(1_000, -30);
    call.speak(3_000, -90);
    assert_eq!(
        call.transcripts()
            .iter()
            .filter(|(_, is_final)| *is_final)
            .count(),
        2
    );
    assert_eq!(
        call.agent_messages()
            .iter()
            .filter(|(_, is_final)| *is_final)
            .count(),
        2
    );
}

#[test]
fn each_active_speaker_start_has_a_matching_end() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.speak(1_000, -20);
    call.speak(5_000, -90);
    let speakers = call.actions.iter().filter_map(|(_, action)| match action {
        Action::Speaks(who, active) => Some((*who, *active)),
        _ => None,
    });
    let (agent, user) = (Source::Agent, Source::User);
    let expected = [
        (agent, true),
        (user, true),
        (agent, false),
        (user, false),
        (agent, true),
        (agent, false),
    ];
    assert_eq!(speakers.collect::<Vec<_>>(), expected);
}
