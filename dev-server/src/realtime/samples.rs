//! Converts samples to the agent's packets: 20 ms of PCM16 each, with their level.

use std::sync::Arc;

use speko_proto::realtime::frame::Rate;
use speko_proto::realtime::framing::{Framer, from_pcm};
use speko_proto::realtime::resample::Resampler;

use crate::agent::Packet;
use crate::recording::{FRAME_MS, Frame};

const GREETING: &[u8] = include_bytes!("../../assets/greeting.ulaw");
const GREETING_RATE: u32 = 16_000;
/// Level of digital silence in dBov.
const SILENCE: i8 = -127;

/// Returns the greeting at this sample rate.
pub(super) fn greeting(rate: Rate) -> Arc<[Frame]> {
    let samples: Vec<f32> = GREETING.iter().map(|byte| from_mu_law(*byte)).collect();
    let mut resampler = Resampler::new(GREETING_RATE, rate.hz());
    let (mut out, mut frames) = (Vec::new(), Vec::new());
    resampler.push(&samples, &mut out);
    Framer::new(rate).push(&out, |pcm| {
        frames.push(Frame {
            at: frames.len() as u64 * FRAME_MS,
            opus: pcm.into(),
        });
    });
    frames.into()
}

/// Decodes one byte of G.711 μ-law to −1–1.
fn from_mu_law(byte: u8) -> f32 {
    let byte = !byte;
    let (exponent, mantissa) = ((byte >> 4) & 7, byte & 15);
    let magnitude = (((i32::from(mantissa) << 3) + 132) << exponent) - 132;
    let sample = if byte & 128 == 0 {
        magnitude
    } else {
        -magnitude
    };
    sample as f32 / 32_768.0
}

/// Converts the caller's messages, of any length, to packets at the output rate.
#[derive(Debug)]
pub(super) struct Microphone {
    resampler: Resampler,
    framer: Framer,
    heard: u64,
}

impl Microphone {
    pub(super) fn new(input: Rate, output: Rate) -> Self {
        Self {
            resampler: Resampler::new(input.hz(), output.hz()),
            framer: Framer::new(output),
            heard: 0,
        }
    }

    pub(super) fn push(&mut self, message: &[u8]) -> Vec<Packet> {
        let samples: Vec<f32> = from_pcm(message).collect();
        let (mut out, mut packets) = (Vec::new(), Vec::new());
        self.resampler.push(&samples, &mut out);
        let heard = &mut self.heard;
        self.framer.push(&out, |pcm| {
            packets.push(Packet {
                time: *heard,
                level: level(&pcm),
                opus: pcm.into(),
            });
            *heard += FRAME_MS;
        });
        packets
    }
}

fn level(pcm: &[u8]) -> i8 {
    let samples = from_pcm(pcm);
    let count = samples.len().max(1) as f32;
    let power = samples.map(|sample| sample * sample).sum::<f32>() / count;
    (10.0 * power.log10()).max(f32::from(SILENCE)) as i8
}
