//! An open realtime conversation, and how it ends. The numbers (s…) are those of docs/contract.md.

use speko_proto::realtime::frame::Downlink;
use speko_proto::realtime::io::{
    Command, Input, MediaInput, MediaOutput, Output, RealtimeInput, RealtimeOutput, SpeakerInput,
};
use speko_proto::{
    ConnectionState, DisconnectReason, ErrorReason, Event, Mode, Source, Status, ToolStatus,
};

use crate::support::realtime::*;

#[test]
fn s113_s114_s130_events_and_states_from_start_to_end() {
    let mut world = Simulator::open(options());
    assert_eq!(world.settled, [Ok(())]);
    let id = Event::Connected {
        conversation_id: "s-1".to_owned(),
    };
    assert_eq!(world.events.iter().filter(|event| **event == id).count(), 1);
    assert_eq!(world.machine.conversation_id(), "s-1");
    world.command(Command::End);
    world.command(Command::End);
    world.handle(RealtimeInput::Closed {
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
    let close = RealtimeOutput::Close {
        code: 1000,
        reason: "client_stopped",
    };
    assert_eq!(world.outputs.last(), Some(&close));
    let released = |output: &Output| matches!(output, Output::Media(MediaOutput::ReleaseMic(_)));
    assert!(world.devices.iter().any(released) && world.finished);
}

#[test]
fn s115_any_capture_blocks_become_20_ms_frames() {
    let mut world = Simulator::open(options());
    for millis in [1, 7, 10, 33, 10, 100, 3] {
        world.capture(millis, 0);
    }
    assert_eq!(world.frames(), [960; 8], "164 ms");
}

#[test]
fn s115_frame_is_sent_with_the_block_that_completes_it() {
    let mut world = Simulator::open(options());
    for frames in 1..=5 {
        world.capture(10, 0);
        assert_eq!(world.frames().len(), frames - 1);
        world.capture(10, 0);
        assert_eq!(world.frames().len(), frames);
    }
}

#[test]
fn s119_muted_microphone_sends_no_audio() {
    let mut world = Simulator::open(options());
    world.capture(30, 0);
    let before = world.frames().len();
    world.command(Command::SetMicMuted(true));
    let off = |output: &Output| matches!(output, Output::Media(MediaOutput::EnableMic(_, false)));
    assert!(world.devices.iter().any(off), "the track is disabled too");
    world.capture(100, 0);
    assert_eq!(world.frames().len(), before);
    world.command(Command::SetMicMuted(false));
    world.capture(95, 0);
    assert_eq!(
        world.frames().len(),
        before + 4,
        "the 10 ms from before the mute are not sent"
    );
    // The frames are aligned with the microphone's blocks again.
    world.capture(5, 0);
    assert_eq!(world.frames().len(), before + 5);
}

#[test]
fn s121_audio_chunks_are_scheduled_back_to_back() {
    let mut world = Simulator::open(options());
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
fn s122_mode_is_speaking_while_audio_is_left_to_play() {
    let mut world = Simulator::open(options());
    assert_eq!(world.machine.mode(), Mode::Listening);
    world.sound(500);
    assert_eq!(world.machine.mode(), Mode::Speaking);
    world.pass(570);
    assert_eq!(world.machine.mode(), Mode::Speaking);
    world.pass(20);
    assert_eq!(world.machine.mode(), Mode::Listening);
    // While the browser blocks it, it is still to be played.
    world.take(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    world.clock_stopped = true;
    world.sound(500);
    world.pass(60_000);
    assert_eq!(world.machine.mode(), Mode::Speaking);
}

#[test]
fn s123_interruption_flushes_playback_and_later_audio_plays() {
    let mut world = Simulator::open(options());
    world.sound(5_000);
    world.pass(300);
    world.frame(&Downlink::Interruption);
    assert_eq!(world.outputs.last(), Some(&RealtimeOutput::Flush));
    assert_eq!(world.machine.mode(), Mode::Listening);
    assert!(world.events.contains(&Event::Interrupted));
    let heard = world.machine.played_ms(Some(world.clock()));
    assert_eq!(heard, 220, "300 ms minus the initial buffering");
    world.sound(100);
    assert_eq!(world.machine.mode(), Mode::Speaking);
    let (at, _) = *world.played().last().unwrap();
    assert!(
        at < world.clock() + 48 * 200,
        "not scheduled after the flushed audio"
    );
}

#[test]
fn interrupt_flushes_playback_and_suppresses_the_old_response() {
    let mut world = Simulator::open(options());
    world.sound(5_000);
    world.pass(300);
    let before = world.played().len();
    world.handle(RealtimeInput::Interrupt);
    assert!(world.outputs.contains(&RealtimeOutput::Flush));
    assert_eq!(world.sent(), [r#"{"t":"interrupt"}"#]);
    assert_eq!(world.machine.mode(), Mode::Listening);
    world.sound(100);
    assert_eq!(
        world.played().len(),
        before,
        "the rest of the interrupted response is dropped"
    );
    world.frame(&Downlink::Interruption);
    world.sound(100);
    assert_eq!(world.played().len(), before + 1);
    // If the server does not confirm, audio plays again after a pause.
    world.handle(RealtimeInput::Interrupt);
    world.pass(200);
    world.sound(100);
    assert_eq!(world.played().len(), before + 2);
}

#[test]
fn interrupt_without_playback_suppresses_nothing() {
    let mut world = Simulator::open(options());
    let interrupt = RealtimeInput::Interrupt;
    for wait in [0, 20, 300] {
        let before = world.played().len();
        world.handle(interrupt.clone());
        world.pass(wait);
        world.sound(100);
        assert_eq!(world.played().len(), before + 1, "{wait} ms later");
        // Played to its end.
        world.pass(1_000);
    }
    assert_eq!(world.sent().len(), 3, "the server is notified");
    assert_eq!(world.machine.ignored(), 0);
}

#[test]
fn interrupt_suppresses_the_old_response_up_to_a_limit() {
    let mut world = Simulator::open(options());
    let interrupt = RealtimeInput::Interrupt;
    world.sound(5_000);
    world.handle(interrupt.clone());
    let before = world.played().len();
    for step in 0..100 {
        world.sound(20);
        world.pass(20);
        if step == 50 {
            // A second interruption does not shorten the suppression.
            world.handle(interrupt.clone());
        }
    }
    assert_eq!(world.played().len(), before);
    assert_eq!(world.machine.ignored(), 100);
    // The suppression has a limit.
    for _ in 0..401 {
        world.sound(20);
        world.pass(20);
    }
    assert!(world.played().len() > before);
    assert_eq!(world.machine.ignored(), 500);
}

#[test]
fn played_duration_is_kept_after_the_end() {
    let closed = RealtimeInput::Closed {
        code: 1000,
        reason: String::new(),
    };
    for end in [Input::Command(Command::End), realtime(closed)] {
        let mut world = Simulator::open(options());
        world.sound(10_000);
        world.pass(5_000);
        world.take(end);
        assert_eq!(world.machine.played_ms(None), 4_920, "80 ms were buffered");
    }
}

#[test]
fn commit_flushes_the_partial_frame_then_sends_the_control_message() {
    let mut world = Simulator::open(options());
    world.capture(30, 0);
    world.handle(RealtimeInput::Commit);
    assert_eq!(
        world.frames(),
        [960, 960],
        "the second frame is padded with silence"
    );
    let last = RealtimeOutput::SendText(r#"{"t":"control","action":"commit"}"#.to_owned());
    assert_eq!(world.outputs.last(), Some(&last));
}

#[test]
fn s124_transcripts_are_emitted_as_messages_per_utterance() {
    let mut world = Simulator::open(options());
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
fn s125_error_while_connected_is_reported_and_the_call_continues() {
    let mut world = Simulator::open(options());
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
fn s126_s127_invalid_messages_are_ignored_and_counted() {
    let mut world = Simulator::open(options());
    for text in [
        "",
        "{",
        "[]",
        r#"{"t":"new"}"#,
        r#"{"t":7}"#,
        r#"{"t":"transcript"}"#,
    ] {
        world.handle(RealtimeInput::Text(text.to_owned()));
    }
    let events = world.events.len();
    assert_eq!(world.machine.ignored(), 6);
    world.handle(RealtimeInput::Audio(vec![7; 961], Some(world.clock())));
    world.handle(RealtimeInput::Audio(vec![7], Some(world.clock())));
    world.handle(RealtimeInput::Audio(Vec::new(), Some(world.clock())));
    assert_eq!(world.machine.ignored(), 8);
    assert_eq!(world.played().len(), 1, "its complete samples are played");
    assert!(
        world.events.len() <= events + 2,
        "at most mode and agent state"
    );
}

#[test]
fn s127_audio_received_before_the_context_is_ready_is_kept() {
    let mut world = Simulator::new(options());
    world.stands = false;
    world.command(Command::Start);
    world.ready();
    world.sound(300);
    world.sound(300);
    assert!(world.played().is_empty());
    assert_eq!(world.machine.status(), Status::Connecting);
    world.handle(RealtimeInput::AudioReady { rate: DEVICE });
    let (_, samples) = world.played()[0];
    assert!((28_700..=28_800).contains(&samples), "{samples} of 600 ms");
    assert_eq!(world.machine.status(), Status::Connected);
}

#[test]
fn s129_close_code_determines_the_disconnect_reason() {
    for (code, reason, expected) in [
        (1000, "bye", (DisconnectReason::Agent, Some("bye"))),
        (1005, "", (DisconnectReason::Agent, None)),
        (1011, "failed", (DisconnectReason::Error, Some("failed"))),
        (4003, "", (DisconnectReason::Error, None)),
    ] {
        let mut world = Simulator::open(options());
        world.handle(RealtimeInput::Closed {
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
fn s132_blocked_audio_is_reported_and_can_be_resumed() {
    let mut world = Simulator::open(options());
    world.devices.clear();
    world.take(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    assert!(!world.machine.can_play_audio());
    world.command(Command::StartAudio);
    assert!(
        world
            .devices
            .contains(&Output::Media(MediaOutput::ResumeAudio))
    );
    world.take(Input::Media(MediaInput::Speaker(SpeakerInput::Playing)));
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
fn stalled_socket_drops_frames_instead_of_queueing() {
    let mut world = Simulator::open(options());
    world.capture(200, 0);
    let sent = world.frames().len();
    world.capture(1_000, 48_000);
    assert_eq!(world.frames().len(), sent);
    assert_eq!(world.machine.dropped(), 50);
    world.capture(200, 0);
    assert_eq!(world.frames().len(), sent + 10, "once the socket drains");
}

#[test]
fn usage_and_server_tool_calls_are_emitted() {
    let mut world = Simulator::open(options());
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
