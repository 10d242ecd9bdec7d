//! Conversion between samples and the wire format: PCM16, little-endian, mono, in frames of 20 ms.

use super::frame::Rate;

/// Duration of a frame, in ms.
const FRAME: u32 = 20;

/// Splits the microphone's audio, in blocks of any length, into frames of exactly 20 ms.
#[derive(Debug)]
pub struct Framer {
    bytes: usize,
    incomplete: Vec<u8>,
}

impl Framer {
    /// Creates a framer for samples of this rate.
    pub fn new(rate: Rate) -> Self {
        let bytes = (rate.hz() * FRAME / 1_000 * 2) as usize;
        Self {
            bytes,
            incomplete: Vec::with_capacity(bytes),
        }
    }

    /// Takes samples from −1 to 1 and passes each complete frame to `frame`.
    pub fn push(&mut self, samples: &[f32], mut frame: impl FnMut(Vec<u8>)) {
        for sample in samples {
            self.incomplete
                .extend_from_slice(&to_pcm(*sample).to_le_bytes());
            if self.incomplete.len() == self.bytes {
                let next = Vec::with_capacity(self.bytes);
                frame(std::mem::replace(&mut self.incomplete, next));
            }
        }
    }

    /// Returns the incomplete frame, padded with silence, so that the end of a turn is sent at
    /// once.
    pub fn flush(&mut self) -> Option<Vec<u8>> {
        if self.incomplete.is_empty() {
            return None;
        }
        self.incomplete.resize(self.bytes, 0);
        let next = Vec::with_capacity(self.bytes);
        Some(std::mem::replace(&mut self.incomplete, next))
    }

    /// Drops the incomplete frame, so that audio from before a mute is not sent after it.
    pub fn clear(&mut self) {
        self.incomplete.clear();
    }
}

/// Converts a sample. Values beyond full scale are clamped; NaN is silence.
pub fn to_pcm(sample: f32) -> i16 {
    let clamped = sample.clamp(-1.0, 1.0);
    let scale = if clamped < 0.0 { 32_768.0 } else { 32_767.0 };
    // The cast maps NaN to 0.
    (clamped * scale).round() as i16
}

/// Converts an audio message to samples from −1 to 1. Half a sample at its end is ignored.
pub fn from_pcm(bytes: &[u8]) -> impl ExactSizeIterator<Item = f32> {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs
        .iter()
        .map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0)
}
