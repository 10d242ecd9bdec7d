//! The microphone's audio.

use super::*;

#[test]
fn s115_any_capture_blocks_become_20_ms_frames() {
    let mut sim = Simulator::open(options());
    for millis in [1, 7, 10, 33, 10, 100, 3] {
        sim.capture(millis, 0);
    }
    assert_eq!(sim.frames(), [960; 8], "164 ms");
}

#[test]
fn s115_frame_is_sent_with_the_block_that_completes_it() {
    let mut sim = Simulator::open(options());
    for frames in 1..=5 {
        sim.capture(10, 0);
        assert_eq!(sim.frames().len(), frames - 1);
        sim.capture(10, 0);
        assert_eq!(sim.frames().len(), frames);
    }
}

#[test]
fn s119_muted_microphone_sends_no_audio() {
    let mut sim = Simulator::open(options());
    sim.capture(30, 0);
    let before = sim.frames().len();
    sim.command(Command::SetMicMuted(true));
    let off = |output: &Output| matches!(output, Output::Media(MediaOutput::EnableMic(_, false)));
    assert!(sim.devices.iter().any(off), "the track is disabled too");
    sim.capture(100, 0);
    assert_eq!(sim.frames().len(), before);
    sim.command(Command::SetMicMuted(false));
    sim.capture(95, 0);
    assert_eq!(
        sim.frames().len(),
        before + 4,
        "the 10 ms from before the mute are not sent"
    );
    // The frames are aligned with the microphone's blocks again.
    sim.capture(5, 0);
    assert_eq!(sim.frames().len(), before + 5);
}

#[test]
fn commit_flushes_the_partial_frame_then_sends_the_control_message() {
    let mut sim = Simulator::open(options());
    sim.capture(30, 0);
    sim.handle(RealtimeInput::Commit);
    assert_eq!(
        sim.frames(),
        [960, 960],
        "the second frame is padded with silence"
    );
    let last = RealtimeOutput::SendText(r#"{"t":"control","action":"commit"}"#.to_owned());
    assert_eq!(sim.outputs.last(), Some(&last));
}

#[test]
fn stalled_socket_drops_frames_instead_of_queueing() {
    let mut sim = Simulator::open(options());
    sim.capture(200, 0);
    let sent = sim.frames().len();
    sim.capture(1_000, 48_000);
    assert_eq!(sim.frames().len(), sent);
    assert_eq!(sim.machine.dropped(), 50);
    sim.capture(200, 0);
    assert_eq!(sim.frames().len(), sent + 10, "once the socket drains");
}
