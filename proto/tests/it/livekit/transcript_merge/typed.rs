//! Typed messages and their echoes.

use super::*;

#[test]
fn typed_message_is_one_row_at_its_send_time() {
    let mut harness = Harness::open(options());
    let sent = harness.now.0;
    harness.transport(LiveKitInput::Send(Outbound::UserMessage(
        "What time is it?".into(),
    )));
    after(&mut harness, 400);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "It is", false),
    );
    harness.user_packet(r#"{"type":"user_message_echo","text":"What time is it?"}"#);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "What time is it?", true),
    );
    harness.user_packet(r#"{"type":"transcript","source":"user","text":"What time is it?"}"#);
    assert_eq!(
        rows(&harness),
        [row(User, "What time is it?"), row(Agent, "It is")]
    );
    assert_eq!(transcript(&harness).turns()[0].started_at, Some(sent));
}

#[test]
fn message_typed_twice_is_two_segments_of_one_row() {
    let mut harness = Harness::open(options());
    for id in ["1", "2"] {
        harness.transport(LiveKitInput::Send(Outbound::UserMessage("again".into())));
        harness.user_packet(r#"{"type":"user_message_echo","text":"again"}"#);
        deliver(
            &mut harness,
            &delivery(Transport::Stream, User, id, "again", true),
        );
    }
    assert_eq!(rows(&harness), [row(User, "again again")]);
}

#[test]
fn typing_what_was_just_spoken_is_shown_as_well() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "1", "Yes.", true),
    );
    after(&mut harness, 500);
    harness.transport(LiveKitInput::Send(Outbound::UserMessage("yes".into())));
    harness.user_packet(r#"{"type":"user_message_echo","text":"yes"}"#);
    assert_eq!(rows(&harness), [row(User, "Yes. yes")]);
}

#[test]
fn typed_message_that_begins_like_the_previous_one_does_not_replace_it() {
    let mut harness = Harness::open(options());
    for text in ["Hi", "Hi there", "Hi there, agent"] {
        harness.transport(LiveKitInput::Send(Outbound::UserMessage(text.into())));
        let echo = format!(r#"{{"type":"user_message_echo","text":"{text}"}}"#);
        harness.user_packet(&echo);
    }
    assert_eq!(rows(&harness), [row(User, "Hi Hi there Hi there, agent")]);
}
