//! The packets on the wire.

use super::*;
use crate::json::parse;

#[test]
fn outbound_packets_have_exactly_their_fields() {
    assert_eq!(
        Outbound::UserMessage("hi".into()).encode(),
        r#"{"type":"user_message","text":"hi"}"#
    );
    assert_eq!(
        Outbound::ContextualUpdate(String::new()).encode(),
        r#"{"type":"contextual_update","text":""}"#
    );
    let overrides = Overrides {
        tts: TtsOverrides {
            speed: Some(1.5),
            ..Default::default()
        },
        ..Default::default()
    };
    assert_eq!(
        Outbound::Overrides(overrides).encode(),
        r#"{"type":"overrides","overrides":{"tts":{"speed":1.5}}}"#
    );
}

#[test]
fn inbound_packets_are_decoded_or_ignored() {
    let transcript = |source, is_final| Inbound::Transcript {
        source,
        text: "a".into(),
        is_final,
    };
    let table: [(&str, Result<Inbound, Ignored>); 16] = [
        (
            r#"{"type":"transcript","source":"user","text":"a"}"#,
            Ok(transcript(Source::User, true)),
        ),
        (
            r#"{"type":"transcript","source":"agent","text":"a","isFinal":false}"#,
            Ok(transcript(Source::Agent, false)),
        ),
        (
            r#"{"type":"transcript","source":"agent","text":"a","isFinal":null}"#,
            Ok(transcript(Source::Agent, true)),
        ),
        (
            r#"{"type":"transcript","source":"robot","text":"a"}"#,
            Err(Ignored::WrongFields),
        ),
        (
            r#"{"type":"transcript","text":"a"}"#,
            Err(Ignored::WrongFields),
        ),
        (
            r#"{"type":"transcript","source":"user"}"#,
            Err(Ignored::WrongFields),
        ),
        (
            r#"{"type":"transcript","source":"user","text":1}"#,
            Err(Ignored::WrongFields),
        ),
        (
            r#"{"type":"transcript","source":"user","text":"a","isFinal":"no"}"#,
            Err(Ignored::WrongFields),
        ),
        (
            r#"{"type":"agent_message","text":""}"#,
            Ok(Inbound::AgentMessage {
                text: String::new(),
                is_final: true,
            }),
        ),
        (r#"{"type":"agent_message"}"#, Err(Ignored::WrongFields)),
        (
            r#"{"type":"user_message_echo","text":"a"}"#,
            Ok(Inbound::UserMessageEcho { text: "a".into() }),
        ),
        (r#"{"type":"later","text":"a"}"#, Err(Ignored::UnknownType)),
        (r#"{"type":7}"#, Err(Ignored::Malformed)),
        (r#"["transcript"]"#, Err(Ignored::Malformed)),
        ("not json", Err(Ignored::Malformed)),
        ("", Err(Ignored::Malformed)),
    ];
    for (text, expected) in table {
        assert_eq!(Inbound::decode(text, parse), expected, "{text}");
    }
}

#[test]
fn packets_round_trip_in_both_directions() {
    let overrides = Overrides {
        agent: AgentOverrides {
            prompt: Some("Be \"kind\"".into()),
            first_message: Some("Hi".into()),
            language: None,
        },
        tts: TtsOverrides {
            voice_id: Some("v".into()),
            speed: Some(1.0),
        },
    };
    for packet in [
        Outbound::Overrides(overrides),
        Outbound::UserMessage("a\nb".into()),
    ] {
        assert_eq!(Outbound::decode(&packet.encode(), parse), Ok(packet));
    }
    let packet = Inbound::Transcript {
        source: Source::User,
        text: "ü".into(),
        is_final: false,
    };
    assert_eq!(Inbound::decode(&packet.encode(), parse), Ok(packet));
}
