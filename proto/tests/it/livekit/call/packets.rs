//! Data packets in both directions.

use super::*;

#[test]
fn packets_are_numbered_and_only_sent_while_connected() {
    use speko_proto::packet::Outbound;
    let mut harness = Harness::joined(options());
    harness.transport(LiveKitInput::Send(Outbound::UserMessage("early".into())));
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(harness.packets_sent(), []);
    harness.transport(LiveKitInput::Send(Outbound::UserMessage(String::new())));
    harness.transport(LiveKitInput::Send(Outbound::ContextualUpdate("c".into())));
    let sent = harness.packets_sent();
    assert_eq!(sent[0], (1, r#"{"type":"user_message","text":""}"#.into()));
    assert_eq!(
        sent[1],
        (2, r#"{"type":"contextual_update","text":"c"}"#.into())
    );
}

#[test]
fn speko_packets_are_emitted_as_messages() {
    let mut harness = Harness::open(options());
    harness.user_packet(r#"{"type":"transcript","source":"user","text":"hel","isFinal":false}"#);
    harness.user_packet(r#"{"type":"agent_message","text":"Hi"}"#);
    harness.user_packet(r#"{"type":"user_message_echo","text":"typed"}"#);
    let said: Vec<_> = messages(&harness)
        .into_iter()
        .map(|m| (m.source, m.text, m.is_final, m.segment_id))
        .collect();
    assert_eq!(said[0], (Source::User, "hel".into(), false, None));
    assert_eq!(said[1], (Source::Agent, "Hi".into(), true, None));
    assert_eq!(said[2], (Source::User, "typed".into(), true, None));
}

#[test]
fn malformed_packets_are_ignored_and_counted() {
    let mut harness = Harness::open(options());
    let before = harness.machine.ignored();
    let megabyte = format!(
        r#"{{"type":"agent_message","text":"{}"}}"#,
        "a".repeat(1 << 20)
    );
    for bad in [
        "not json",
        "{}",
        r#"{"type":"later"}"#,
        r#"{"type":"agent_message","text":5}"#,
        &megabyte,
    ] {
        harness.user_packet(bad);
    }
    harness.peer(PeerInput::ChannelMessage(Channel::Lossy, vec![0xFF; 100]));
    harness.packet(Value::User(wire::UserPacket {
        payload: vec![0xC3],
        topic: None,
    }));
    harness.frame(vec![0xFF; 10]);
    assert_eq!(harness.machine.ignored() - before, 8);
    assert!(harness.events().is_empty());
    harness.user_packet(r#"{"type":"agent_message","text":"still here"}"#);
    assert_eq!(messages(&harness).len(), 1);
}

#[test]
fn duplicate_packets_are_ignored() {
    let mut harness = Harness::open(options());
    let say = |text: &str| {
        let payload = format!(r#"{{"type":"agent_message","text":"{text}"}}"#).into();
        Value::User(wire::UserPacket {
            payload,
            topic: None,
        })
    };
    for (sid, sequence, text) in [
        ("A", 1, "a1"),
        ("A", 1, "a1"),
        ("B", 1, "b1"),
        ("A", 2, "a2"),
        ("A", 1, "a1"),
        ("A", 0, "un"),
        ("A", 0, "un"),
    ] {
        harness.packet_of("agent", sid, sequence, say(text));
    }
    let texts: Vec<_> = messages(&harness)
        .into_iter()
        .map(|message| message.text)
        .collect();
    assert_eq!(texts, ["a1", "b1", "a2", "un", "un"]);
}
