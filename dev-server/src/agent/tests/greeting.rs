//! The greeting, and overrides around it.

use super::*;

#[test]
fn greeting_is_paced_in_audio_and_text_then_agent_listens() {
    let mut call = Call::new();
    assert_eq!(call.agent.deadline(), None);
    call.agent.connected(0);
    call.wait(3_000);
    let played = call.played();
    assert_eq!(played.len() as u64, GREETING_MS / FRAME);
    assert!(
        played.iter().all(|(now, at, _)| now == at),
        "each packet is sent at its media time"
    );
    assert_eq!(
        call.streams(),
        [("greeting".to_owned(), words::GREETING.to_owned(), true)]
    );
    let ended = call
        .actions
        .iter()
        .find(|(_, action)| matches!(action, Action::Text(TextPart::Ends { .. })))
        .unwrap();
    assert!(
        (1_000..2_000).contains(&ended.0),
        "the text is paced with the audio; it ended at {}",
        ended.0
    );
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
    assert_eq!(call.sent(), []);
    assert_eq!(call.agent.deadline(), None);
}

#[test]
fn repeated_greeting_repeats_audio_and_text() {
    let mut call = Call::new();
    call.agent = call.agent.with_greeting_times(3);
    call.agent.connected(0);
    call.wait(3 * GREETING_MS + 100);
    let played = call.played();
    let frames = GREETING_MS / FRAME;
    assert_eq!(played.len() as u64, 3 * frames);
    for (place, (now, at, opus)) in (0..).zip(&played) {
        assert_eq!((now, *at), (at, place * FRAME), "paced by 20 ms");
        assert_eq!(*opus, mark(place % frames * FRAME));
    }
    let text = [words::GREETING; 3].join(" ");
    assert_eq!(call.streams(), [("greeting".to_owned(), text, true)]);
    assert_eq!(call.states(), [AgentState::Speaking, AgentState::Listening]);
}

#[test]
fn agent_greets_only_once() {
    let mut call = Call::greeted();
    call.agent.connected(call.now);
    call.wait(1_000);
    assert_eq!(call.actions, []);
}

#[test]
fn overrides_before_the_greeting_text_replace_it() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(100);
    call.agent.receive(100, overrides("Guten Tag"));
    call.wait(3_000);
    assert_eq!(
        call.streams(),
        [("greeting".to_owned(), "Guten Tag".to_owned(), true)]
    );
}

#[test]
fn overrides_during_the_greeting_resend_the_same_segment() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(1_000);
    call.agent.receive(1_000, overrides("Guten Tag"));
    call.wait(3_000);
    let streams = call.streams();
    assert_eq!(streams.len(), 2);
    assert!(
        streams
            .iter()
            .all(|(segment, _, ended)| segment == "greeting" && *ended)
    );
    assert_eq!(streams[1].1, "Guten Tag");
}

#[test]
fn empty_first_message_suppresses_the_greeting() {
    let mut call = Call::new();
    call.agent.receive(0, overrides(""));
    call.agent.connected(0);
    call.wait(3_000);
    assert_eq!(call.played(), []);
    assert_eq!(call.streams(), []);
    assert_eq!(call.states(), [AgentState::Listening]);
}

#[test]
fn overrides_after_the_greeting_do_not_greet_again() {
    let mut call = Call::greeted();
    call.agent.receive(call.now, overrides("Guten Tag"));
    call.wait(1_000);
    assert_eq!(call.actions, []);
    assert!(call.agent.overrides().is_some());
}
