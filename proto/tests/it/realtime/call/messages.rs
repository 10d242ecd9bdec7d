//! Messages of the server.

use super::*;

#[test]
fn s124_transcripts_are_emitted_as_messages_per_utterance() {
    let mut sim = Simulator::open(options());
    let mut say = |source, text: &str, is_final| {
        sim.frame(&Downlink::Transcript {
            source,
            text: text.to_owned(),
            is_final,
        });
    };
    say(Source::User, "Good", false);
    say(Source::Agent, "Hello", true);
    say(Source::User, "Good day", true);
    say(Source::User, "", true);
    say(Source::User, "Again", true);
    let messages: Vec<_> = sim
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Message(message) => Some(message.clone()),
            _ => None,
        })
        .collect();
    let texts: Vec<_> = messages
        .iter()
        .map(|message| (message.text.as_str(), message.is_final))
        .collect();
    assert_eq!(
        texts,
        [
            ("Good", false),
            ("Hello", true),
            ("Good day", true),
            ("Again", true)
        ]
    );
    assert_eq!(messages[0].started_at, messages[2].started_at);
    assert!(messages[3].started_at > messages[2].started_at);
}

#[test]
fn s125_error_while_connected_is_reported_and_the_call_continues() {
    let mut sim = Simulator::open(options());
    sim.frame(&Downlink::Error {
        code: "SLOW".to_owned(),
        message: String::new(),
    });
    let Some(Event::Error(error)) = sim.events.last() else {
        panic!("no error")
    };
    assert_eq!(
        (error.reason(), error.cause()),
        (ErrorReason::Reported, Some("SLOW"))
    );
    assert_eq!(sim.machine.status(), Status::Connected);
}

#[test]
fn s126_s127_invalid_messages_are_ignored_and_counted() {
    let mut sim = Simulator::open(options());
    for text in [
        "",
        "{",
        "[]",
        r#"{"t":"new"}"#,
        r#"{"t":7}"#,
        r#"{"t":"transcript"}"#,
    ] {
        sim.handle(RealtimeInput::Text(text.to_owned()));
    }
    let events = sim.events.len();
    assert_eq!(sim.machine.ignored(), 6);
    sim.handle(RealtimeInput::Audio(vec![7; 961], Some(sim.clock())));
    sim.handle(RealtimeInput::Audio(vec![7], Some(sim.clock())));
    sim.handle(RealtimeInput::Audio(Vec::new(), Some(sim.clock())));
    assert_eq!(
        sim.machine.ignored(),
        6,
        "the second message completes the first"
    );
    assert_eq!(sim.played().len(), 2);
    assert!(
        sim.events.len() <= events + 2,
        "at most mode and agent state"
    );
}

#[test]
fn usage_and_server_tool_calls_are_emitted() {
    let mut sim = Simulator::open(options());
    sim.frame(&Downlink::Usage {
        input_audio_tokens: 7,
        output_audio_tokens: 9,
    });
    assert!(sim.events.contains(&Event::Usage {
        input_audio_tokens: 7,
        output_audio_tokens: 9
    }));
    let (id, name, status) = ("x".to_owned(), "search".to_owned(), "completed".to_owned());
    sim.frame(&Downlink::ServerToolCall { id, name, status });
    let Some(Event::Tool(tool)) = sim.events.last() else {
        panic!("no tool")
    };
    assert!(tool.at_server && tool.status == ToolStatus::Completed);
}
