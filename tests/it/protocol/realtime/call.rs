//! A speech-to-speech conversation that is open, and how it ends. The numbers are those of docs/contract.md.

use crate::support::realtime::*;
use speko_client::livekit::io::{Command, Input, Order, SpeakerInput};
use speko_client::s2s::frame::Downlink;
use speko_client::s2s::io::{RealtimeCommand, RealtimeInput, RealtimeOrder};
use speko_client::{
    ConnectionState, DisconnectReason, ErrorReason, Event, Mode, Source, Status, ToolStatus,
};

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
    // A server that does not confirm is believed after a silence.
    world.command(Command::Realtime(RealtimeCommand::Interrupt));
    world.pass(200);
    world.sound(100);
    assert_eq!(world.played().len(), before + 2);
}

#[test]
fn an_own_interruption_of_nothing_is_deaf_to_nothing() {
    let mut world = World::open(&options());
    let interrupt = Command::Realtime(RealtimeCommand::Interrupt);
    for wait in [0, 20, 300] {
        let before = world.played().len();
        world.command(interrupt.clone());
        world.pass(wait);
        world.sound(100);
        assert_eq!(world.played().len(), before + 1, "{wait} ms later");
        // Heard to its end.
        world.pass(1_000);
    }
    assert_eq!(world.sent().len(), 3, "the server is told");
    assert_eq!(world.machine.ignored(), 0);
}

#[test]
fn an_own_interruption_is_deaf_for_as_long_as_the_old_answer_goes_on() {
    let mut world = World::open(&options());
    let interrupt = Command::Realtime(RealtimeCommand::Interrupt);
    world.sound(5_000);
    world.command(interrupt.clone());
    let before = world.played().len();
    for step in 0..100 {
        world.sound(20);
        world.pass(20);
        if step == 50 {
            // Asked twice it is no less deaf.
            world.command(interrupt.clone());
        }
    }
    assert_eq!(world.played().len(), before);
    assert_eq!(world.machine.ignored(), 100);
    // But not for ever.
    for _ in 0..401 {
        world.sound(20);
        world.pass(20);
    }
    assert!(world.played().len() > before);
    assert_eq!(world.machine.ignored(), 500);
}

#[test]
fn what_was_heard_is_known_after_the_end() {
    let closed = RealtimeInput::Closed {
        code: 1000,
        reason: String::new(),
    };
    for end in [Input::Command(Command::End), realtime(closed)] {
        let mut world = World::open(&options());
        world.sound(10_000);
        world.pass(5_000);
        world.take(end);
        assert_eq!(world.machine.played_ms(None), 4_920, "80 ms it waited");
    }
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
    world.devices.clear();
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
