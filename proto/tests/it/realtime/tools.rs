//! Client-side tools in a realtime conversation.

use speko_proto::realtime::frame::Downlink;
use speko_proto::realtime::io::{RealtimeInput, RealtimeOutput};
use speko_proto::{Event, ToolStatus};

use crate::support::realtime::*;

fn call(id: &str) -> Downlink {
    Downlink::ToolCall {
        id: id.to_owned(),
        name: "sum".to_owned(),
        arguments: "{}".to_owned(),
    }
}

fn steps(sim: &Simulator) -> Vec<(&str, ToolStatus)> {
    let events = sim.events.iter();
    events
        .filter_map(|event| match event {
            Event::Tool(tool) => Some((tool.id.as_str(), tool.status)),
            _ => None,
        })
        .collect()
}

#[test]
fn tool_result_is_sent_once_or_times_out_after_10_s() {
    let mut sim = Simulator::open(options());
    sim.frame(&call("a"));
    sim.frame(&call("a"));
    let asked = |output: &&RealtimeOutput| matches!(output, RealtimeOutput::CallTool { .. });
    assert_eq!(sim.outputs.iter().filter(asked).count(), 1);
    let done = |id: &str, result: Result<&str, &str>| RealtimeInput::ToolDone {
        id: id.to_owned(),
        result: result.map(str::to_owned).map_err(str::to_owned),
    };
    sim.handle(done("a", Ok("[3]")));
    sim.handle(done("a", Ok("[4]")));
    sim.frame(&call("b"));
    sim.handle(done("b", Err("it \"broke\"")));
    sim.frame(&call("c"));
    sim.pass(9_999);
    assert_eq!(sim.sent().len(), 2);
    sim.pass(1);
    sim.handle(done("c", Ok("late")));
    assert_eq!(
        sim.sent(),
        [
            r#"{"t":"tool_result","callId":"a","output":"[3]"}"#,
            r#"{"t":"tool_result","callId":"b","output":"{\"error\":\"it \\\"broke\\\"\"}"}"#,
            r#"{"t":"tool_result","callId":"c","output":"{\"error\":\"the tool took too long\"}"}"#,
        ]
    );
    let (started, failed) = (ToolStatus::Started, ToolStatus::Failed);
    let mut expected = vec![("a", started), ("a", ToolStatus::Completed)];
    expected.extend([("b", started), ("b", failed)]);
    expected.extend([("c", started), ("c", failed)]);
    assert_eq!(steps(&sim), expected);
    let here = |event: &Event| !matches!(event, Event::Tool(tool) if tool.at_server);
    assert!(sim.events.iter().all(here));
}

#[test]
fn tool_call_over_the_limit_is_answered_with_an_error() {
    let mut sim = Simulator::open(options());
    for number in 1..=65 {
        sim.frame(&call(&number.to_string()));
    }
    let answer =
        r#"{"t":"tool_result","callId":"65","output":"{\"error\":\"too many tools at once\"}"}"#;
    assert_eq!(sim.sent(), [answer]);
    let (started, failed) = (ToolStatus::Started, ToolStatus::Failed);
    assert_eq!(steps(&sim)[64..], [("65", started), ("65", failed)]);
    assert_eq!(sim.machine.ignored(), 0);
    sim.handle(RealtimeInput::ToolDone {
        id: "1".to_owned(),
        result: Ok("[]".to_owned()),
    });
    sim.frame(&call("66"));
    assert_eq!(sim.sent().len(), 2, "a completed call frees its place");
}

#[test]
fn pending_tool_calls_fail_when_the_session_ends() {
    let mut sim = Simulator::open(options());
    sim.frame(&call("a"));
    sim.frame(&call("b"));
    sim.handle(RealtimeInput::Closed {
        code: 1000,
        reason: String::new(),
    });
    let failed = ToolStatus::Failed;
    assert_eq!(steps(&sim)[2..], [("a", failed), ("b", failed)]);
    assert!(matches!(sim.events.last(), Some(Event::Disconnected(_))));
    assert!(sim.sent().is_empty());
}

fn asked(sim: &Simulator) -> usize {
    let asks = |output: &&RealtimeOutput| matches!(output, RealtimeOutput::CallTool { .. });
    sim.outputs.iter().filter(asks).count()
}

fn done(id: &str, result: Result<&str, &str>) -> RealtimeInput {
    RealtimeInput::ToolDone {
        id: id.to_owned(),
        result: result.map(str::to_owned).map_err(str::to_owned),
    }
}

#[test]
fn repeated_tool_call_gets_the_same_result_and_does_not_run_again() {
    let mut sim = Simulator::open(options());
    sim.frame(&call("a"));
    sim.handle(done("a", Ok("[3]")));
    let events = sim.events.len();
    sim.frame(&call("a"));
    sim.frame(&call("a"));
    let answer = r#"{"t":"tool_result","callId":"a","output":"[3]"}"#;
    assert_eq!(sim.sent(), [answer, answer, answer]);
    assert_eq!((asked(&sim), sim.events.len()), (1, events));
    // Failures, too: a tool that took too long may have had its effect.
    sim.frame(&call("b"));
    sim.pass(10_000);
    sim.handle(done("b", Ok("late")));
    sim.frame(&call("b"));
    let sent = sim.sent();
    assert_eq!(sent[3], sent[4]);
    assert!(sent[4].contains("took too long"));
    assert_eq!(asked(&sim), 2);
}

#[test]
fn tool_calls_without_an_id_all_run() {
    let mut sim = Simulator::open(options());
    for _ in 0..2 {
        sim.frame(&call(""));
        sim.handle(done("", Ok("[3]")));
    }
    assert_eq!((asked(&sim), sim.sent().len()), (2, 2));
}

#[test]
fn only_the_latest_tool_results_are_remembered() {
    let mut sim = Simulator::open(options());
    for number in 0..65 {
        let id = number.to_string();
        sim.frame(&call(&id));
        sim.handle(done(&id, Ok("[]")));
    }
    sim.frame(&call("1"));
    assert_eq!(asked(&sim), 65, "remembered");
    sim.frame(&call("0"));
    assert_eq!(asked(&sim), 66);
}
