//! The speech-to-speech machine: its whole contract, in virtual time. The numbers are those of docs/contract.md.
#![cfg(all(feature = "s2s", not(target_arch = "wasm32")))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use speko_client::livekit::Millis;
use speko_client::livekit::io::{Command, Input, MicInput, Op, Order, SpeakerInput};
use speko_client::s2s::frame::{Downlink, Rate};
use speko_client::s2s::io::{RealtimeCommand, RealtimeInput, RealtimeOrder};
use speko_client::s2s::machine::Machine;
use speko_client::{
    ConnectionState, ConversationOptions, Credentials, DisconnectReason, ErrorCode, ErrorReason,
    Event, MicState, Mode, Source, SpekoClientError, Status, ToolStatus,
};

const DEVICE: u32 = 48_000;

fn options() -> ConversationOptions {
    ConversationOptions::new(Credentials::realtime(
        "s-1",
        "wss://s2s.example/1/ws",
        "t0k.en",
    ))
}

/// A browser that does at once what it is told to, on a clock of the test's.
struct World {
    machine: Machine,
    now: u64,
    /// Whether the context stands, and where its clock does.
    stands: bool,
    clock_stopped: bool,
    mic: Result<(), ErrorReason>,
    orders: Vec<RealtimeOrder>,
    devices: Vec<Order>,
    events: Vec<Event>,
    settled: Vec<Result<(), SpekoClientError>>,
    finished: bool,
}

impl World {
    fn new(options: &ConversationOptions) -> Self {
        Self {
            machine: Machine::new(options, true).unwrap(),
            now: 1_000,
            stands: true,
            clock_stopped: false,
            mic: Ok(()),
            orders: Vec::new(),
            devices: Vec::new(),
            events: Vec::new(),
            settled: Vec::new(),
            finished: false,
        }
    }

    fn open(options: &ConversationOptions) -> Self {
        let mut world = Self::new(options);
        world.command(Command::Start);
        world.ready();
        assert_eq!(world.machine.status(), Status::Connected);
        world
    }

    fn clock(&self) -> u64 {
        if self.clock_stopped {
            48_000
        } else {
            self.now * 48
        }
    }

    fn take(&mut self, input: Input) {
        let mut inputs = std::collections::VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.machine.handle(Millis(self.now), input);
            while let Some(order) = self.machine.poll() {
                assert!(!self.finished, "after the end: {order:?}");
                match order {
                    Order::Realtime(RealtimeOrder::OpenSound) if self.stands => {
                        inputs.push_back(realtime(RealtimeInput::Stands { rate: DEVICE }));
                    }
                    Order::Realtime(RealtimeOrder::AskClock) => {
                        inputs.push_back(realtime(RealtimeInput::Clock(self.clock())));
                    }
                    Order::Realtime(order) => self.orders.push(order),
                    Order::OpenMic { op, .. } => {
                        let fact = match self.mic {
                            Ok(()) => MicInput::Opened,
                            Err(reason) => MicInput::Failed(reason, "Name".to_owned()),
                        };
                        inputs.push_back(Input::Mic(op, fact));
                        self.devices.push(order);
                    }
                    Order::AttachMic(op) => inputs.push_back(Input::Mic(op, MicInput::Attached)),
                    Order::Emit(event) => self.events.push(event),
                    Order::Settle(result) => self.settled.push(result),
                    Order::Finish => self.finished = true,
                    order => self.devices.push(order),
                }
            }
        }
    }

    fn command(&mut self, command: Command) {
        self.take(Input::Command(command));
    }

    fn fact(&mut self, fact: RealtimeInput) {
        self.take(realtime(fact));
    }

    fn frame(&mut self, frame: &Downlink) {
        self.fact(RealtimeInput::Text(frame.encode()));
    }

    fn ready(&mut self) {
        self.frame(&Downlink::Ready {
            input: None,
            output: None,
        });
    }

    /// So many ms of the agent's sound, at 24 kHz.
    fn sound(&mut self, millis: usize) {
        let clock = self.stands.then(|| self.clock());
        self.fact(RealtimeInput::Sound(vec![1; millis * 48], clock));
    }

    fn capture(&mut self, millis: usize, waiting: u32) {
        self.fact(RealtimeInput::Captured(vec![0.5; millis * 48], waiting));
    }

    /// Lets time pass, with a tick at each deadline.
    fn pass(&mut self, millis: u64) {
        let until = self.now + millis;
        while let Some(at) = self.machine.deadline().filter(|at| at.0 <= until) {
            self.now = self.now.max(at.0);
            self.take(Input::Tick);
        }
        self.now = until;
    }

    fn statuses(&self) -> Vec<Status> {
        let events = self.events.iter();
        events
            .filter_map(|event| match event {
                Event::Status(status) => Some(*status),
                _ => None,
            })
            .collect()
    }

    fn sent(&self) -> Vec<&str> {
        let orders = self.orders.iter();
        orders
            .filter_map(|order| match order {
                RealtimeOrder::SendText(text) => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    fn frames(&self) -> Vec<usize> {
        let orders = self.orders.iter();
        orders
            .filter_map(|order| match order {
                RealtimeOrder::SendSound(frame) => Some(frame.len()),
                _ => None,
            })
            .collect()
    }

    fn played(&self) -> Vec<(u64, usize)> {
        let orders = self.orders.iter();
        orders
            .filter_map(|order| match order {
                RealtimeOrder::Play(at, samples) => Some((*at, samples.len())),
                _ => None,
            })
            .collect()
    }

    fn asked_for_mic(&self) -> bool {
        let mut devices = self.devices.iter();
        devices.any(|order| matches!(order, Order::OpenMic { .. }))
    }

    fn ends(&self) -> Vec<(DisconnectReason, Option<&str>)> {
        let events = self.events.iter();
        events
            .filter_map(|event| match event {
                Event::Disconnected(end) => Some((end.reason, end.message.as_deref())),
                _ => None,
            })
            .collect()
    }

    fn error(&self) -> &SpekoClientError {
        self.settled.first().unwrap().as_ref().unwrap_err()
    }
}

fn realtime(fact: RealtimeInput) -> Input {
    Input::Realtime(fact)
}

#[test]
fn s106_the_token_is_the_subprotocol_and_not_in_the_url() {
    let mut world = World::new(&options());
    world.command(Command::Start);
    let RealtimeOrder::Connect { url, token } = &world.orders[0] else {
        panic!("the socket first");
    };
    assert_eq!(
        (url.as_str(), token.reveal()),
        ("wss://s2s.example/1/ws", "t0k.en")
    );
    assert!(
        !format!("{:?}", world.orders).contains("t0k"),
        "and never printed"
    );
}

#[test]
fn s107_the_microphone_waits_for_ready() {
    let mut world = World::new(&options());
    world.command(Command::Start);
    assert!(!world.asked_for_mic());
    world.ready();
    assert!(world.asked_for_mic());
}

#[test]
fn the_microphone_waits_for_what_it_is_put_on() {
    let mut world = World::new(&options());
    world.stands = false;
    world.command(Command::Start);
    world.ready();
    assert!(!world.asked_for_mic());
    world.fact(RealtimeInput::Stands { rate: DEVICE });
    assert!(world.asked_for_mic());
    assert_eq!(world.machine.status(), Status::Connected);
}

#[test]
fn s108_the_servers_rates_count_and_invalid_ones_do_not() {
    for (rates, frame) in [
        (r#""inputSampleRate":16000"#, 640),
        (r#""inputSampleRate":24000"#, 960),
        (r#""inputSampleRate":8000"#, 960),
        (r#""inputSampleRate":"16000""#, 960),
    ] {
        let mut world = World::new(&options());
        world.command(Command::Start);
        world.fact(RealtimeInput::Text(format!(r#"{{"t":"ready",{rates}}}"#)));
        world.capture(100, 0);
        assert!(
            world.frames().iter().all(|bytes| *bytes == frame),
            "{rates}"
        );
        assert!(world.frames().len() >= 4);
    }
    // Those of the credentials stand in.
    let given = Credentials::realtime("s", "wss://a.example", "t").sample_rates(16_000, 16_000);
    let mut world = World::open(&ConversationOptions::new(given));
    world.capture(100, 0);
    assert_eq!(world.frames()[0], 640);
    world.fact(RealtimeInput::Sound(
        vec![0; 320 * 2 * 10],
        Some(world.clock()),
    ));
    let (_, samples) = world.played()[0];
    assert!(
        samples > 9_000,
        "200 ms at 16 kHz are {samples} samples at 48 kHz"
    );
}

#[test]
fn s109_ten_seconds_without_ready_are_an_error_and_the_socket_is_closed() {
    let mut world = World::new(&options());
    world.command(Command::Start);
    world.pass(9_999);
    assert!(world.settled.is_empty());
    world.pass(1);
    assert_eq!(world.error().code(), ErrorCode::ConnectionFailed);
    assert_eq!(world.error().reason(), ErrorReason::Timeout);
    assert!(matches!(
        world.orders.last(),
        Some(RealtimeOrder::Close { .. })
    ));
    assert_eq!(world.statuses(), [Status::Connecting, Status::Disconnected]);
    assert!(world.finished && world.ends().is_empty() && !world.asked_for_mic());
}

#[test]
fn s110_what_the_server_complains_of_is_the_cause() {
    let mut world = World::new(&options());
    world.command(Command::Start);
    world.frame(&Downlink::Error {
        code: "S2S_PROVIDER_CONNECT_FAILED".to_owned(),
        message: "no model".to_owned(),
    });
    assert!(world.settled.is_empty(), "the close decides");
    world.fact(RealtimeInput::Closed {
        code: 1011,
        reason: "gone".to_owned(),
    });
    let words = Some("S2S_PROVIDER_CONNECT_FAILED: no model");
    assert_eq!(world.error().cause(), words);
    assert_eq!(world.error().code(), ErrorCode::ConnectionFailed);
    let told = world.events.iter().find_map(|event| match event {
        Event::Error(error) => Some(error.cause()),
        _ => None,
    });
    assert_eq!(told, Some(words));
}

#[test]
fn s111_a_close_before_ready_names_its_code() {
    let mut world = World::new(&options());
    world.command(Command::Start);
    world.fact(RealtimeInput::Closed {
        code: 1008,
        reason: "policy".to_owned(),
    });
    assert_eq!(world.error().cause(), Some("1008 policy"));
    let mut world = World::new(&options());
    world.command(Command::Start);
    world.fact(RealtimeInput::Closed {
        code: 1006,
        reason: String::new(),
    });
    assert_eq!(
        (world.error().reason(), world.error().cause()),
        (ErrorReason::Network, Some("1006"))
    );
}

#[test]
fn s112_a_refused_microphone_closes_the_socket() {
    let mut world = World::new(&options());
    world.mic = Err(ErrorReason::PermissionDenied);
    world.command(Command::Start);
    world.ready();
    assert_eq!(world.error().code(), ErrorCode::MicrophoneFailed);
    assert_eq!(world.error().reason(), ErrorReason::PermissionDenied);
    let close = RealtimeOrder::Close {
        code: 1000,
        reason: "audio_setup_failed",
    };
    assert_eq!(world.orders.last(), Some(&close));
    assert!(world.ends().is_empty(), "it never opened");

    let mut world = World::new(&options());
    world.stands = false;
    world.command(Command::Start);
    world.fact(RealtimeInput::Broken("NotSupportedError".to_owned()));
    assert_eq!(world.error().code(), ErrorCode::MicrophoneFailed);
}

#[test]
fn s113_s114_s130_from_start_to_end() {
    let mut world = World::open(&options());
    assert_eq!(world.settled, [Ok(())]);
    let id = Event::Connected {
        conversation_id: "s-1".to_owned(),
    };
    assert_eq!(world.events.iter().filter(|event| **event == id).count(), 1);
    assert_eq!(world.machine.conversation_id(), "s-1");
    world.command(Command::End);
    world.command(Command::End);
    world.fact(RealtimeInput::Closed {
        code: 1000,
        reason: "client_stopped".to_owned(),
    });
    let all = [
        Status::Connecting,
        Status::Connected,
        Status::Disconnecting,
        Status::Disconnected,
    ];
    assert_eq!(world.statuses(), all);
    assert_eq!(world.ends(), [(DisconnectReason::User, None)]);
    let close = RealtimeOrder::Close {
        code: 1000,
        reason: "client_stopped",
    };
    assert_eq!(world.orders.last(), Some(&close));
    let released = |order: &Order| matches!(order, Order::ReleaseMic(_));
    assert!(world.devices.iter().any(released) && world.finished);
}

#[test]
fn s115_frames_of_20_ms_in_whatever_blocks_they_come() {
    let mut world = World::open(&options());
    for millis in [1, 7, 10, 33, 10, 100, 3] {
        world.capture(millis, 0);
    }
    assert_eq!(world.frames(), [960; 8], "164 ms");
}

#[test]
fn s115_a_frame_leaves_with_the_block_that_completes_it() {
    let mut world = World::open(&options());
    for frames in 1..=5 {
        world.capture(10, 0);
        assert_eq!(world.frames().len(), frames - 1);
        world.capture(10, 0);
        assert_eq!(world.frames().len(), frames);
    }
}

#[test]
fn s119_muted_nothing_leaves() {
    let mut world = World::open(&options());
    world.capture(30, 0);
    let before = world.frames().len();
    world.command(Command::SetMicMuted(true));
    let off = |order: &Order| matches!(order, Order::EnableMic(_, false));
    assert!(world.devices.iter().any(off), "the track too");
    world.capture(100, 0);
    assert_eq!(world.frames().len(), before);
    world.command(Command::SetMicMuted(false));
    world.capture(95, 0);
    assert_eq!(
        world.frames().len(),
        before + 4,
        "the 10 ms from before are not sent now"
    );
    // And it is in step with the microphone's blocks again.
    world.capture(5, 0);
    assert_eq!(world.frames().len(), before + 5);
}

#[test]
fn s121_pieces_play_one_behind_the_other() {
    let mut world = World::open(&options());
    for _ in 0..10 {
        world.sound(40);
        world.pass(30);
    }
    let played = world.played();
    assert_eq!(played.len(), 10);
    for pair in played.windows(2) {
        assert_eq!(pair[1].0, pair[0].0 + pair[0].1 as u64);
    }
}

#[test]
fn s122_speaking_while_there_is_something_to_be_heard() {
    let mut world = World::open(&options());
    assert_eq!(world.machine.mode(), Mode::Listening);
    world.sound(500);
    assert_eq!(world.machine.mode(), Mode::Speaking);
    world.pass(570);
    assert_eq!(world.machine.mode(), Mode::Speaking);
    world.pass(20);
    assert_eq!(world.machine.mode(), Mode::Listening);
    // While the browser holds it back, it is still to be heard.
    world.take(Input::Speaker(SpeakerInput::Blocked));
    world.clock_stopped = true;
    world.sound(500);
    world.pass(60_000);
    assert_eq!(world.machine.mode(), Mode::Speaking);
}

#[test]
fn s123_an_interruption_silences_and_what_comes_after_plays() {
    let mut world = World::open(&options());
    world.sound(5_000);
    world.pass(300);
    world.frame(&Downlink::Interruption);
    assert_eq!(world.orders.last(), Some(&RealtimeOrder::Flush));
    assert_eq!(world.machine.mode(), Mode::Listening);
    assert!(world.events.contains(&Event::Interrupted));
    let heard = world.machine.played_ms(Some(world.clock()));
    assert_eq!(heard, 220, "300 ms less what it waited at first");
    world.sound(100);
    assert_eq!(world.machine.mode(), Mode::Speaking);
    let (at, _) = *world.played().last().unwrap();
    assert!(
        at < world.clock() + 48 * 200,
        "it does not wait for what was flushed"
    );
}

#[test]
fn an_own_interruption_is_silent_at_once_and_deaf_to_the_rest() {
    let mut world = World::open(&options());
    world.sound(5_000);
    world.pass(300);
    let before = world.played().len();
    world.command(Command::Realtime(RealtimeCommand::Interrupt));
    assert!(world.orders.contains(&RealtimeOrder::Flush));
    assert_eq!(world.sent(), [r#"{"t":"interrupt"}"#]);
    assert_eq!(world.machine.mode(), Mode::Listening);
    world.sound(100);
    assert_eq!(
        world.played().len(),
        before,
        "the rest of what was interrupted"
    );
    world.frame(&Downlink::Interruption);
    world.sound(100);
    assert_eq!(world.played().len(), before + 1);
    // A server that does not confirm is believed after a second.
    world.command(Command::Realtime(RealtimeCommand::Interrupt));
    world.pass(1_000);
    world.sound(100);
    assert_eq!(world.played().len(), before + 2);
}

#[test]
fn commit_sends_what_has_begun_and_then_the_word() {
    let mut world = World::open(&options());
    world.capture(30, 0);
    world.command(Command::Realtime(RealtimeCommand::Commit));
    assert_eq!(
        world.frames(),
        [960, 960],
        "the second one filled up with silence"
    );
    let last = RealtimeOrder::SendText(r#"{"t":"control","action":"commit"}"#.to_owned());
    assert_eq!(world.orders.last(), Some(&last));
}

#[test]
fn s124_transcripts_are_messages_of_one_utterance_after_the_other() {
    let mut world = World::open(&options());
    let mut say = |source, text: &str, is_final| {
        world.frame(&Downlink::Transcript {
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
    let messages: Vec<_> = world
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
fn s125_an_error_while_connected_is_told_and_it_goes_on() {
    let mut world = World::open(&options());
    world.frame(&Downlink::Error {
        code: "SLOW".to_owned(),
        message: String::new(),
    });
    let Some(Event::Error(error)) = world.events.last() else {
        panic!("no error")
    };
    assert_eq!(
        (error.reason(), error.cause()),
        (ErrorReason::Reported, Some("SLOW"))
    );
    assert_eq!(world.machine.status(), Status::Connected);
}

#[test]
fn s126_s127_garbage_is_counted() {
    let mut world = World::open(&options());
    for text in [
        "",
        "{",
        "[]",
        r#"{"t":"new"}"#,
        r#"{"t":7}"#,
        r#"{"t":"transcript"}"#,
    ] {
        world.fact(RealtimeInput::Text(text.to_owned()));
    }
    let events = world.events.len();
    assert_eq!(world.machine.ignored(), 6);
    world.fact(RealtimeInput::Sound(vec![7; 961], Some(world.clock())));
    world.fact(RealtimeInput::Sound(vec![7], Some(world.clock())));
    world.fact(RealtimeInput::Sound(Vec::new(), Some(world.clock())));
    assert_eq!(world.machine.ignored(), 8);
    assert_eq!(world.played().len(), 1, "its whole samples are heard");
    assert!(world.events.len() <= events + 2, "mode and state at most");
}

#[test]
fn s127_sound_that_comes_early_is_kept() {
    let mut world = World::new(&options());
    world.stands = false;
    world.command(Command::Start);
    world.ready();
    world.sound(300);
    world.sound(300);
    assert!(world.played().is_empty());
    assert_eq!(world.machine.status(), Status::Connecting);
    world.fact(RealtimeInput::Stands { rate: DEVICE });
    let (_, samples) = world.played()[0];
    assert!((28_700..=28_800).contains(&samples), "{samples} of 600 ms");
    assert_eq!(world.machine.status(), Status::Connected);
}

#[test]
fn s129_who_closed_and_why() {
    for (code, reason, expected) in [
        (1000, "bye", (DisconnectReason::Agent, Some("bye"))),
        (1005, "", (DisconnectReason::Agent, None)),
        (1011, "failed", (DisconnectReason::Error, Some("failed"))),
        (4003, "", (DisconnectReason::Error, None)),
    ] {
        let mut world = World::open(&options());
        world.fact(RealtimeInput::Closed {
            code,
            reason: reason.to_owned(),
        });
        assert_eq!(world.ends(), [expected]);
        assert_eq!(world.statuses().last(), Some(&Status::Disconnected));
        assert!(!world.statuses().contains(&Status::Disconnecting));
        let lost = world
            .events
            .contains(&Event::Connection(ConnectionState::Lost));
        assert_eq!(lost, code > 1005);
    }
}

#[test]
fn s132_a_browser_that_holds_sound_back_is_told() {
    let mut world = World::open(&options());
    world.take(Input::Speaker(SpeakerInput::Blocked));
    assert!(!world.machine.can_play_audio());
    world.command(Command::StartAudio);
    assert!(world.devices.contains(&Order::ResumeAudio));
    world.take(Input::Speaker(SpeakerInput::Playing));
    let told: Vec<_> = world
        .events
        .iter()
        .filter(|event| matches!(event, Event::AudioBlocked(_)))
        .collect();
    assert_eq!(
        told,
        [&Event::AudioBlocked(true), &Event::AudioBlocked(false)]
    );
}

#[test]
fn a_server_that_stops_reading_gets_no_queue() {
    let mut world = World::open(&options());
    world.capture(200, 0);
    let sent = world.frames().len();
    world.capture(1_000, 48_000);
    assert_eq!(world.frames().len(), sent);
    assert_eq!(world.machine.dropped(), 50);
    world.capture(200, 0);
    assert_eq!(world.frames().len(), sent + 10, "as soon as it reads again");
}

fn call(id: &str) -> Downlink {
    Downlink::ToolCall {
        id: id.to_owned(),
        name: "sum".to_owned(),
        arguments: "{}".to_owned(),
    }
}

#[test]
fn a_tool_answers_once_and_in_time() {
    let mut world = World::open(&options());
    world.frame(&call("a"));
    world.frame(&call("a"));
    let asked = |order: &&RealtimeOrder| matches!(order, RealtimeOrder::CallTool { .. });
    assert_eq!(world.orders.iter().filter(asked).count(), 1);
    let done = |id: &str, result: Result<&str, &str>| RealtimeInput::ToolDone {
        id: id.to_owned(),
        result: result.map(str::to_owned).map_err(str::to_owned),
    };
    world.fact(done("a", Ok("[3]")));
    world.fact(done("a", Ok("[4]")));
    world.frame(&call("b"));
    world.fact(done("b", Err("it \"broke\"")));
    world.frame(&call("c"));
    world.pass(9_999);
    assert_eq!(world.sent().len(), 2);
    world.pass(1);
    world.fact(done("c", Ok("late")));
    assert_eq!(
        world.sent(),
        [
            r#"{"t":"tool_result","callId":"a","output":"[3]"}"#,
            r#"{"t":"tool_result","callId":"b","output":"{\"error\":\"it \\\"broke\\\"\"}"}"#,
            r#"{"t":"tool_result","callId":"c","output":"{\"error\":\"the tool took too long\"}"}"#,
        ]
    );
    let steps: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Tool(tool) => Some((tool.id.as_str(), tool.status, tool.at_server)),
            _ => None,
        })
        .collect();
    let (started, failed) = (ToolStatus::Started, ToolStatus::Failed);
    let mut expected = vec![("a", started, false), ("a", ToolStatus::Completed, false)];
    expected.extend([("b", started, false), ("b", failed, false)]);
    expected.extend([("c", started, false), ("c", failed, false)]);
    assert_eq!(steps, expected);
}

#[test]
fn usage_and_the_servers_tools_are_events() {
    let mut world = World::open(&options());
    world.frame(&Downlink::Usage {
        input_audio_tokens: 7,
        output_audio_tokens: 9,
    });
    assert!(world.events.contains(&Event::Usage {
        input_audio_tokens: 7,
        output_audio_tokens: 9
    }));
    let (id, name, status) = ("x".to_owned(), "search".to_owned(), "completed".to_owned());
    world.frame(&Downlink::ServerToolCall { id, name, status });
    let Some(Event::Tool(tool)) = world.events.last() else {
        panic!("no tool")
    };
    assert!(tool.at_server && tool.status == ToolStatus::Completed);
}

#[test]
fn hung_up_at_every_stage() {
    for stage in 0..4 {
        let mut world = World::new(&options());
        world.stands = stage > 1;
        if stage > 0 {
            world.command(Command::Start);
        }
        if stage > 1 {
            world.ready();
        }
        world.command(Command::End);
        let opened = stage > 1;
        assert_eq!(world.ends().len(), usize::from(opened), "stage {stage}");
        assert_eq!(world.finished, stage > 0);
        if stage == 1 {
            assert_eq!(world.error().reason(), ErrorReason::Cancelled);
        }
        assert_eq!(world.machine.deadline(), None);
    }
}

#[test]
fn without_a_microphone_it_listens_only() {
    let world = World::open(&options().mic_enabled(false));
    assert!(!world.asked_for_mic());
    let mut world = World::open(&options().mic_muted(true).release_mic_on_mute(true));
    assert!(!world.asked_for_mic());
    assert!(world.events.contains(&Event::Mic(MicState::Released)));
    world.command(Command::SetMicMuted(false));
    assert!(world.asked_for_mic());
}

#[test]
fn wrong_credentials_are_an_error_before_anything_happens() {
    let refused = |credentials: Credentials, reason| {
        let error = Machine::new(&ConversationOptions::new(credentials), true).unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason)
        );
    };
    refused(
        Credentials::realtime("s", "wss://a.example", ""),
        ErrorReason::BadToken,
    );
    refused(
        Credentials::realtime("s", "wss://a.example", "a b"),
        ErrorReason::BadToken,
    );
    refused(Credentials::realtime("s", "", "t"), ErrorReason::BadUrl);
    refused(
        Credentials::realtime("s", "ws://a.example", "t"),
        ErrorReason::InsecureUrl,
    );
    refused(
        Credentials::new("wss://a.example", "a.b.c"),
        ErrorReason::OtherTransport,
    );
    let given = ConversationOptions::new(Credentials::realtime("s", "wss://a.example", "t"));
    let other = speko_client::livekit::machine::Machine::new(&given, true).unwrap_err();
    assert_eq!(other.reason(), ErrorReason::OtherTransport);
    assert_eq!(Rate::default().hz(), 24_000);
    let _ = Op(0);
}

fn any_input() -> impl Strategy<Value = Input> {
    let text = prop_oneof![
        Just(r#"{"t":"ready","inputSampleRate":16000,"outputSampleRate":16000}"#.to_owned()),
        Just(r#"{"t":"interruption","at":"user"}"#.to_owned()),
        Just(r#"{"t":"tool_call","callId":"1","name":"a","arguments":"{}"}"#.to_owned()),
        Just(r#"{"t":"end","reason":"x"}"#.to_owned()),
        ".{0,40}",
    ];
    prop_oneof![
        3 => text.prop_map(|text| realtime(RealtimeInput::Text(text))),
        3 => (prop::collection::vec(any::<u8>(), 0..2_000), prop::option::of(0_u64..1 << 40))
            .prop_map(|(bytes, clock)| realtime(RealtimeInput::Sound(bytes, clock))),
        2 => (prop::collection::vec(any::<f32>(), 0..600), 0_u32..60_000)
            .prop_map(|(samples, waiting)| realtime(RealtimeInput::Captured(samples, waiting))),
        1 => (0_u64..1 << 40).prop_map(|clock| realtime(RealtimeInput::Clock(clock))),
        1 => prop_oneof![Just(44_100), Just(48_000), Just(8_000), Just(192_000)]
            .prop_map(|rate| realtime(RealtimeInput::Stands { rate })),
        1 => (any::<u16>(), ".{0,5}")
            .prop_map(|(code, reason)| realtime(RealtimeInput::Closed { code, reason })),
        1 => any::<bool>().prop_map(|muted| Input::Command(Command::SetMicMuted(muted))),
        1 => Just(Input::Command(Command::Realtime(RealtimeCommand::Interrupt))),
        1 => Just(Input::Command(Command::Realtime(RealtimeCommand::Commit))),
        1 => Just(Input::Command(Command::End)),
        1 => (1_u32..4).prop_map(|op| Input::Mic(Op(op), MicInput::Ended)),
        1 => (1_u32..4).prop_map(|op| Input::Mic(Op(op), MicInput::Opened)),
        2 => Just(Input::Tick),
    ]
}

proptest! {
    /// Whatever comes in whatever order: no panic, nothing after the end, one end at most, and muted is muted.
    #[test]
    fn anything_may_come(inputs in prop::collection::vec((any_input(), 0_u64..2_000), 0..60)) {
        let mut world = World::new(&options());
        world.command(Command::Start);
        let mut muted = false;
        for (input, wait) in inputs {
            world.pass(wait);
            if let Input::Command(Command::SetMicMuted(wanted)) = &input {
                muted = *wanted;
            }
            let frames = world.frames().len();
            world.take(input);
            prop_assert!(!muted || world.frames().len() == frames);
        }
        world.command(Command::End);
        prop_assert!(world.finished);
        prop_assert!(world.ends().len() <= 1);
        prop_assert_eq!(world.settled.len(), 1);
        prop_assert_eq!(world.machine.status(), Status::Disconnected);
    }
}
