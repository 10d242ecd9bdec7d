//! Fuzzes the realtime state machine with sequences of frames, audio, captured samples and clock
//! positions, derived from the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speko_proto::realtime::io::{
    Command, Input, MediaInput, MicInput, Output, RealtimeInput, RealtimeOutput, RequestId, StateMachine,
};
use speko_proto::realtime::machine::Machine;
use speko_proto::{Credentials, Millis, Parsers, SessionConfig};

fuzz_target!(|bytes: &[u8]| {
    let credentials = Credentials::realtime("s", "wss://a.example", "t");
    let options = SessionConfig::new(credentials, Parsers::HOST);
    let Ok(mut machine) = Machine::new(options, true) else {
        return;
    };
    let mut now = 0;
    let mut finished = false;
    let mut take = |machine: &mut Machine, now: u64, input: Input| {
        machine.handle(Millis(now), input);
        while let Some(output) = machine.poll() {
            assert!(!finished, "output after the end: {output:?}");
            finished = output == Output::Closed;
            if let Output::Transport(RealtimeOutput::Play(_, samples)) = &output {
                assert!(samples.iter().all(|sample| sample.is_finite()));
            }
        }
    };
    take(&mut machine, now, Input::Command(Command::Start));
    let mut rest = bytes;
    while let [kind, length, more @ ..] = rest {
        let (piece, next) = more.split_at(more.len().min(usize::from(*length)));
        rest = next;
        now += u64::from(*length);
        let number = piece.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let input = |input| Input::Transport(input);
        let input = match kind % 9 {
            0 => input(RealtimeInput::Text(String::from_utf8_lossy(piece).into_owned())),
            1 => input(RealtimeInput::Audio(piece.to_vec(), Some(now * 48))),
            2 => input(RealtimeInput::Audio(piece.to_vec(), None)),
            3 => {
                let samples = piece.iter().map(|byte| f32::from(*byte) - 127.0).collect();
                input(RealtimeInput::Captured(samples, number as u32))
            }
            4 => input(RealtimeInput::Clock(number >> 16)),
            5 => input(RealtimeInput::AudioReady { rate: 8_000 + number as u32 % 88_001 }),
            6 => Input::Media(MediaInput::Mic(RequestId(u32::from(*length) % 4), MicInput::Opened)),
            7 => Input::Media(MediaInput::Mic(RequestId(u32::from(*length) % 4), MicInput::Attached)),
            _ => Input::Tick,
        };
        take(&mut machine, now, input);
    }
    take(&mut machine, now, Input::Command(Command::End));
    assert!(finished);
});
