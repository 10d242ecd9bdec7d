//! Typed messages, contextual updates, and the end of a call.

use super::*;

#[test]
fn typed_message_is_echoed_and_answered_with_text() {
    let mut call = Call::greeted();
    call.write("hello there");
    assert_eq!(
        call.sent(),
        [Inbound::UserMessageEcho {
            text: "hello there".into()
        }]
    );
    call.wait(2_000);
    let messages = call.agent_messages();
    assert_eq!(
        messages.last().unwrap(),
        &("You wrote: hello there".to_owned(), true)
    );
    assert!(messages.iter().rev().skip(1).all(|(_, is_final)| !is_final));
    assert_eq!(call.played(), []);
}

#[test]
fn typed_message_interrupts_the_greeting() {
    let mut call = Call::new();
    call.agent.connected(0);
    call.wait(500);
    call.write("stop");
    let played = call.played().len();
    call.wait(3_000);
    assert_eq!(call.played().len(), played);
}

#[test]
fn agent_reports_context_updates_and_overrides_on_request() {
    let mut call = Call::greeted();
    call.agent.receive(
        call.now,
        Outbound::ContextualUpdate("the cart holds 3 things".into()),
    );
    let mut overrides = Overrides::default();
    overrides.tts.voice_id = Some("nova".into());
    call.agent.receive(call.now, Outbound::Overrides(overrides));
    assert_eq!(call.actions, []);
    call.write("What do you know?");
    call.wait(3_000);
    let answer = call.agent_messages().pop().unwrap().0;
    assert_eq!(answer, "I know: the cart holds 3 things; My voice is: nova");
}

#[test]
fn agent_keeps_the_last_50_context_updates() {
    let mut call = Call::greeted();
    for number in 0..60 {
        call.agent
            .receive(call.now, Outbound::ContextualUpdate(number.to_string()));
    }
    assert_eq!(call.agent.context().len(), 50);
    assert_eq!(call.agent.context()[0], "10");
}

#[test]
fn agent_says_goodbye_before_hanging_up() {
    let mut call = Call::greeted();
    call.write("Goodbye!");
    call.wait(3_000);
    assert_eq!(call.agent_messages(), [(words::GOODBYE.to_owned(), true)]);
    let said = call
        .actions
        .iter()
        .position(|(_, action)| matches!(action, Action::Send(Inbound::AgentMessage { .. })));
    let hung_up = call
        .actions
        .iter()
        .position(|(_, action)| *action == Action::HangUp);
    assert!(call.actions[hung_up.unwrap()].0 >= call.actions[said.unwrap()].0 + HANG_UP_DELAY_MS);
    assert_eq!(
        call.actions
            .iter()
            .filter(|(_, action)| *action == Action::HangUp)
            .count(),
        1
    );
}
