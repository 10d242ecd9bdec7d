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

fn steps(world: &Simulator) -> Vec<(&str, ToolStatus)> {
    let events = world.events.iter();
    events
        .filter_map(|event| match event {
            Event::Tool(tool) => Some((tool.id.as_str(), tool.status)),
            _ => None,
        })
        .collect()
}

#[test]
fn tool_result_is_sent_once_or_times_out_after_10_s() {
    let mut world = Simulator::open(options());
    world.frame(&call("a"));
    world.frame(&call("a"));
    let asked = |output: &&RealtimeOutput| matches!(output, RealtimeOutput::CallTool { .. });
    assert_eq!(world.outputs.iter().filter(asked).count(), 1);
    let done = |id: &str, result: Result<&str, &str>| RealtimeInput::ToolDone {
        id: id.to_owned(),
        result: result.map(str::to_owned).map_err(str::to_owned),
    };
    world.handle(done("a", Ok("[3]")));
    world.handle(done("a", Ok("[4]")));
    world.frame(&call("b"));
    world.handle(done("b", Err("it \"broke\"")));
    world.frame(&call("c"));
    world.pass(9_999);
    assert_eq!(world.sent().len(), 2);
    world.pass(1);
    world.handle(done("c", Ok("late")));
    assert_eq!(
        world.sent(),
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
    assert_eq!(steps(&world), expected);
    let here = |event: &Event| !matches!(event, Event::Tool(tool) if tool.at_server);
    assert!(world.events.iter().all(here));
}

#[test]
fn tool_call_over_the_limit_is_answered_with_an_error() {
    let mut world = Simulator::open(options());
    for number in 1..=65 {
        world.frame(&call(&number.to_string()));
    }
    let answer =
        r#"{"t":"tool_result","callId":"65","output":"{\"error\":\"too many tools at once\"}"}"#;
    assert_eq!(world.sent(), [answer]);
    let (started, failed) = (ToolStatus::Started, ToolStatus::Failed);
    assert_eq!(steps(&world)[64..], [("65", started), ("65", failed)]);
    assert_eq!(world.machine.ignored(), 0);
    world.handle(RealtimeInput::ToolDone {
        id: "1".to_owned(),
        result: Ok("[]".to_owned()),
    });
    world.frame(&call("66"));
    assert_eq!(world.sent().len(), 2, "a completed call frees its place");
}

#[test]
fn pending_tool_calls_fail_when_the_session_ends() {
    let mut world = Simulator::open(options());
    world.frame(&call("a"));
    world.frame(&call("b"));
    world.handle(RealtimeInput::Closed {
        code: 1000,
        reason: String::new(),
    });
    let failed = ToolStatus::Failed;
    assert_eq!(steps(&world)[2..], [("a", failed), ("b", failed)]);
    assert!(matches!(world.events.last(), Some(Event::Disconnected(_))));
    assert!(world.sent().is_empty());
}
