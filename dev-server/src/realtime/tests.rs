//! A whole conversation with the agent in virtual time.

use speko_proto::realtime::frame::{Downlink, Rate, Uplink};
use speko_proto::{Source, json};

use super::agent::{Output, RealtimeAgent};

/// A call that advances in steps of 20 ms. Records the frames, and the ms of audio, that it
/// receives.
struct Call {
    agent: RealtimeAgent,
    now: u64,
    frames: Vec<Downlink>,
    audio_ms: u64,
}

impl Call {
    fn new() -> Self {
        Self::with_greeting_times(1)
    }

    fn with_greeting_times(times: usize) -> Self {
        let mut call = Self {
            agent: RealtimeAgent::new(0, Rate::Low, Rate::High, times),
            now: 0,
            frames: Vec::new(),
            audio_ms: 0,
        };
        call.take();
        call
    }

    fn take(&mut self) {
        while let Some(output) = self.agent.poll() {
            match output {
                Output::Text(text) => self
                    .frames
                    .push(Downlink::decode(&text, json::parse).unwrap()),
                Output::Audio(pcm) => {
                    assert_eq!(pcm.len(), 960, "20 ms at 24 kHz");
                    self.audio_ms += 20;
                }
                Output::HangUp => panic!("unexpected hang-up"),
            }
        }
    }

    fn run(&mut self, millis: u64, loud: bool) {
        for _ in 0..millis / 20 {
            self.now += 20;
            let sample = if loud { 8_000_i16 } else { 0 };
            // A square wave within the speech band. No microphone sends a constant.
            let pcm: Vec<u8> = (0..320)
                .flat_map(|at| (if at % 8 < 4 { sample } else { -sample }).to_le_bytes())
                .collect();
            self.agent.push_samples(self.now, &pcm);
            self.agent.tick(self.now);
            self.take();
        }
    }

    fn say(&mut self, word: &Uplink) {
        self.agent.read(self.now, &word.encode());
        self.take();
    }

    fn finals(&self, wanted: Source) -> Vec<String> {
        let texts = self.frames.iter().filter_map(|frame| match frame {
            Downlink::Transcript {
                source,
                text,
                is_final: true,
            } if *source == wanted => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }

    /// Returns whether each final text of this side follows an interim one.
    fn grow(&self, wanted: Source) -> bool {
        let mut grows = false;
        self.frames.iter().all(|frame| match frame {
            Downlink::Transcript {
                source, is_final, ..
            } if *source == wanted => std::mem::replace(&mut grows, !is_final) || !is_final,
            _ => true,
        })
    }

    fn interruptions(&self) -> usize {
        let all = self.frames.iter();
        all.filter(|frame| **frame == Downlink::Interruption)
            .count()
    }
}

#[test]
fn agent_greets_then_transcribes_and_echoes_a_turn() {
    let mut call = Call::new();
    assert!(matches!(call.frames[0], Downlink::Ready { .. }));
    call.run(6_000, false);
    assert!(call.finals(Source::Agent)[0].starts_with("Hello."));
    assert!((4_000..5_500).contains(&call.audio_ms), "{}", call.audio_ms);
    let greeted = call.audio_ms;
    call.run(2_000, true);
    call.run(4_000, false);
    assert!(call.finals(Source::User)[0].starts_with("You spoke for 2."));
    let echoed = call.audio_ms - greeted;
    assert!((1_900..2_500).contains(&echoed), "{echoed}");
    assert!(call.grow(Source::User) && call.grow(Source::Agent));
    assert_eq!(call.interruptions(), 0);
    assert!(call.frames.iter().any(|frame| matches!(
        frame,
        Downlink::Usage { input_audio_tokens, output_audio_tokens }
            if *input_audio_tokens >= 19 && *output_audio_tokens > 60
    )));
}

#[test]
fn repeated_greeting_repeats_audio_and_text() {
    let mut call = Call::with_greeting_times(2);
    call.run(12_000, false);
    assert!(
        (8_000..11_000).contains(&call.audio_ms),
        "{}",
        call.audio_ms
    );
    let texts = call.finals(Source::Agent);
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].matches("Hello.").count(), 2);
}

#[test]
fn user_speech_during_the_greeting_is_an_interruption() {
    let mut call = Call::new();
    call.run(1_000, false);
    call.run(1_200, true);
    assert_eq!(call.interruptions(), 1);
    let heard = call.audio_ms;
    call.run(400, false);
    assert_eq!(call.audio_ms, heard, "playback stops");
}

#[test]
fn interrupt_stops_playback_and_commit_ends_the_turn() {
    let mut call = Call::new();
    call.run(1_000, false);
    call.say(&Uplink::Interrupt);
    assert_eq!(call.interruptions(), 1);
    let heard = call.audio_ms;
    call.run(1_000, false);
    assert_eq!(call.audio_ms, heard);
    call.run(1_500, true);
    assert!(call.finals(Source::User).is_empty());
    call.say(&Uplink::Commit);
    assert_eq!(
        call.finals(Source::User).len(),
        1,
        "the turn ends without a pause"
    );
}

#[test]
fn short_turn_calls_a_tool_and_speaks_its_result() {
    let mut call = Call::new();
    call.run(6_000, false);
    call.run(500, true);
    call.run(1_500, false);
    let asked = call.frames.iter().find_map(|frame| match frame {
        Downlink::ToolCall { id, name, .. } => Some((id.clone(), name.clone())),
        _ => None,
    });
    let (id, name) = asked.unwrap();
    assert_eq!(name, "describe_page");
    let output = "a voice page".to_owned();
    call.say(&Uplink::ToolResult {
        id: "call_9".into(),
        output: "not asked".into(),
    });
    call.say(&Uplink::ToolResult {
        id: id.clone(),
        output,
    });
    call.say(&Uplink::ToolResult {
        id,
        output: "twice".into(),
    });
    call.run(2_000, false);
    let answer = call.finals(Source::Agent).pop().unwrap();
    assert_eq!(answer, "Your page says: a voice page");
}
