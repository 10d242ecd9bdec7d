//! The microphone's audio: resampled to the wire rate and split into frames of 20 ms, which are
//! dropped while the socket is full.

use super::frame::Rate;
use super::framing::Framer;
use super::resample::Resampler;

/// Limit of the bytes queued in the socket: one second of audio at 24 kHz. Beyond it, frames are
/// dropped, not queued. Late audio is worse than lost audio, and a server that stops reading would
/// exhaust memory.
const MAX_BUFFERED: u32 = 48_000;

#[derive(Debug)]
pub(super) struct Capture {
    resampler: Resampler,
    framer: Framer,
    samples: Vec<f32>,
    /// The latency of the resampler, in samples at the wire rate.
    latency: usize,
    /// Frames that were dropped because the socket was full.
    pub(super) dropped: u64,
}

impl Capture {
    /// Creates the capture of a microphone with this sample rate in Hz.
    pub(super) fn new(device: u32, wire: Rate) -> Self {
        let resampler = Resampler::new(device, wire.hz());
        let latency = resampler.delay() as u64 * u64::from(wire.hz());
        let mut capture = Self {
            latency: latency.div_ceil(u64::from(device.max(1))) as usize,
            resampler,
            framer: Framer::new(wire),
            samples: Vec::new(),
            dropped: 0,
        };
        capture.prime();
        capture
    }

    /// Pushes as much silence as the resampler delays. A block of 10 ms is half a frame, minus what
    /// the resampler holds back. With this silence, each second block completes a frame without
    /// waiting for a third.
    fn prime(&mut self) {
        self.framer.push(&vec![0.0; self.latency], |_| {});
    }

    /// Takes samples and passes each complete frame to `send`. `buffered` is the number of bytes
    /// already queued in the socket.
    pub(super) fn push(&mut self, samples: &[f32], buffered: u32, mut send: impl FnMut(Vec<u8>)) {
        self.samples.clear();
        self.resampler.push(samples, &mut self.samples);
        let dropped = &mut self.dropped;
        let mut buffered = buffered as usize;
        self.framer.push(&self.samples, |frame| {
            if buffered + frame.len() > MAX_BUFFERED as usize {
                *dropped += 1;
            } else {
                buffered += frame.len();
                send(frame);
            }
        });
    }

    /// Returns the incomplete frame, padded with silence, at the end of a turn.
    pub(super) fn flush(&mut self) -> Option<Vec<u8>> {
        self.framer.flush()
    }

    /// Drops the incomplete frame and resets the resampler, after a mute.
    pub(super) fn clear(&mut self) {
        self.framer.clear();
        self.samples.clear();
        self.resampler.finish(&mut self.samples);
        self.samples.clear();
        self.prime();
    }
}
