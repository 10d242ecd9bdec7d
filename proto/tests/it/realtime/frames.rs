//! The socket's frames in both directions.

use proptest::prelude::*;
use speko_proto::packet::Ignored;
use speko_proto::realtime::frame::{Downlink, Rate, Uplink};
use speko_proto::{Source, json};

#[test]
fn server_frames_are_decoded() {
    for (text, frame) in [
        (
            r#"{"t":"ready","inputSampleRate":16000,"outputSampleRate":24000}"#,
            Downlink::Ready {
                input: Some(Rate::Low),
                output: Some(Rate::High),
            },
        ),
        (
            r#"{"t":"transcript","role":"user","text":"hello","final":true}"#,
            Downlink::Transcript {
                source: Source::User,
                text: "hello".into(),
                is_final: true,
            },
        ),
        (
            r#"{"t":"transcript","role":"assistant","text":"hi"}"#,
            Downlink::Transcript {
                source: Source::Agent,
                text: "hi".into(),
                is_final: false,
            },
        ),
        (
            r#"{"t":"transcript","role":"agent","text":"hi","final":"yes"}"#,
            Downlink::Transcript {
                source: Source::Agent,
                text: "hi".into(),
                is_final: false,
            },
        ),
        (r#"{"t":"interruption"}"#, Downlink::Interruption),
        (
            r#"{"t":"interruption","at":"assistant"}"#,
            Downlink::Interruption,
        ),
        (
            r#"{"t":"error","message":"no"}"#,
            Downlink::Error {
                code: "UNKNOWN".into(),
                message: "no".into(),
            },
        ),
        (
            r#"{"t":"tool_call","callId":"1","name":"add","arguments":"{\"a\":1}"}"#,
            Downlink::ToolCall {
                id: "1".into(),
                name: "add".into(),
                arguments: r#"{"a":1}"#.into(),
            },
        ),
        (
            r#"{"t":"server_tool_call","id":"2","name":"look","status":"started"}"#,
            Downlink::ServerToolCall {
                id: "2".into(),
                name: "look".into(),
                status: "started".into(),
            },
        ),
        (
            r#"{"t":"usage","inputAudioTokens":12,"outputAudioTokens":-3}"#,
            Downlink::Usage {
                input_audio_tokens: 12,
                output_audio_tokens: 0,
            },
        ),
        (
            r#"{"t":"end","reason":"expired"}"#,
            Downlink::End {
                reason: "expired".into(),
            },
        ),
    ] {
        assert_eq!(Downlink::decode(text, json::parse), Ok(frame), "{text}");
    }
}

#[test]
fn non_string_tool_arguments_are_passed_on_as_json_text() {
    for (given, read) in [
        (r#"{"a":[1,null]}"#, r#"{"a":[1,null]}"#),
        ("7", "7"),
        (r#""7""#, "7"),
        ("null", ""),
    ] {
        let text = format!(r#"{{"t":"tool_call","callId":"1","name":"add","arguments":{given}}}"#);
        let frame = Downlink::ToolCall {
            id: "1".into(),
            name: "add".into(),
            arguments: read.into(),
        };
        assert_eq!(Downlink::decode(&text, json::parse), Ok(frame), "{given}");
    }
}

#[test]
fn unsupported_sample_rates_are_decoded_as_none() {
    for rate in ["8000", "\"16000\"", "null", "16000.5", "-24000", "1e99"] {
        let text = format!(r#"{{"t":"ready","inputSampleRate":{rate}}}"#);
        let frame = Downlink::Ready {
            input: None,
            output: None,
        };
        assert_eq!(Downlink::decode(&text, json::parse), Ok(frame), "{rate}");
    }
    assert_eq!(Rate::default().hz(), 24_000);
}

#[test]
fn invalid_frames_are_ignored_with_a_reason() {
    for (text, why) in [
        ("", Ignored::Malformed),
        ("hello", Ignored::Malformed),
        ("[]", Ignored::Malformed),
        ("{}", Ignored::Malformed),
        (r#"{"t":7}"#, Ignored::Malformed),
        (r#"{"type":"ready"}"#, Ignored::Malformed),
        (r#"{"t":"weather"}"#, Ignored::UnknownType),
        (r#"{"t":"transcript","role":"user"}"#, Ignored::WrongFields),
        (r#"{"t":"tool_call","name":"add"}"#, Ignored::WrongFields),
    ] {
        assert_eq!(Downlink::decode(text, json::parse), Err(why), "{text}");
    }
}

#[test]
fn client_frames_have_the_wire_format() {
    for (frame, text) in [
        (Uplink::Commit, r#"{"t":"control","action":"commit"}"#),
        (Uplink::Interrupt, r#"{"t":"interrupt"}"#),
        (
            Uplink::ToolResult {
                id: "1".into(),
                output: "\"3\"".into(),
            },
            r#"{"t":"tool_result","callId":"1","output":"\"3\""}"#,
        ),
    ] {
        assert_eq!(frame.encode(), text);
        assert_eq!(Uplink::decode(text, json::parse), Ok(frame));
    }
    let clear = r#"{"t":"control","action":"clear"}"#;
    assert_eq!(
        Uplink::decode(clear, json::parse),
        Err(Ignored::UnknownType)
    );
}

fn frames() -> impl Strategy<Value = Downlink> {
    let rate = || prop::option::of(prop_oneof![Just(Rate::Low), Just(Rate::High)]);
    prop_oneof![
        (rate(), rate()).prop_map(|(input, output)| Downlink::Ready { input, output }),
        (any::<bool>(), ".*", any::<bool>()).prop_map(|(user, text, is_final)| {
            let source = if user { Source::User } else { Source::Agent };
            Downlink::Transcript {
                source,
                text,
                is_final,
            }
        }),
        Just(Downlink::Interruption),
        (".*", ".*").prop_map(|(code, message)| Downlink::Error { code, message }),
        (".*", ".*", ".*").prop_map(|(id, name, arguments)| Downlink::ToolCall {
            id,
            name,
            arguments
        }),
        (any::<u32>(), any::<u32>()).prop_map(|(input, output)| Downlink::Usage {
            input_audio_tokens: input.into(),
            output_audio_tokens: output.into(),
        }),
        ".*".prop_map(|reason| Downlink::End { reason }),
    ]
}

proptest! {
    #[test]
    fn encoded_frames_decode_to_themselves(frame in frames()) {
        prop_assert_eq!(Downlink::decode(&frame.encode(), json::parse), Ok(frame));
    }

    #[test]
    fn arbitrary_text_is_rejected(text in ".*") {
        prop_assert!(Downlink::decode(&text, json::parse).is_err());
        prop_assert!(Uplink::decode(&text, json::parse).is_err());
    }

    #[test]
    fn truncated_frames_are_rejected(frame in frames(), at in 0_usize..200) {
        let text: String = frame.encode().chars().take(at).collect();
        let whole = frame.encode();
        prop_assert!(text == whole || Downlink::decode(&text, json::parse).is_err());
    }
}
