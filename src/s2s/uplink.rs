//! The microphone's sound on its way out: to the wire's rate, in frames of 20 ms, and never into a line that is full.

use super::frame::Rate;
use super::framing::Framer;
use super::resample::Resampler;

/// How many bytes may wait on the socket: a second of sound at 24 kHz. Behind it frames are dropped, not queued: what
/// is heard late is worse than what is not heard, and a server that stops reading would fill the memory.
const MOST_WAITING: u32 = 48_000;

#[derive(Debug)]
pub(super) struct Uplink {
    resampler: Resampler,
    framer: Framer,
    samples: Vec<f32>,
    /// How late the resampler is, in samples of the wire.
    late: usize,
    /// Frames that were not sent because the socket was full.
    pub(super) dropped: u64,
}

impl Uplink {
    /// From a microphone of so many Hz.
    pub(super) fn new(device: u32, wire: Rate) -> Self {
        let resampler = Resampler::new(device, wire.hz());
        let late = resampler.delay() as u64 * u64::from(wire.hz());
        let mut uplink = Self {
            late: late.div_ceil(u64::from(device.max(1))) as usize,
            resampler,
            framer: Framer::new(wire),
            samples: Vec::new(),
            dropped: 0,
        };
        uplink.begin();
        uplink
    }

    /// Blocks of 10 ms are halves of a frame, but for what the resampler holds back of them. With as much silence before it
    /// a frame is full with its second block, and does not wait for a third one.
    fn begin(&mut self) {
        self.framer.push(&vec![0.0; self.late], |_| {});
    }

    /// Takes samples and gives the frames that are full; `waiting` bytes are on the socket already.
    pub(super) fn push(&mut self, samples: &[f32], waiting: u32, mut send: impl FnMut(Vec<u8>)) {
        self.samples.clear();
        self.resampler.push(samples, &mut self.samples);
        let dropped = &mut self.dropped;
        let mut waiting = waiting as usize;
        self.framer.push(&self.samples, |frame| {
            if waiting + frame.len() > MOST_WAITING as usize {
                *dropped += 1;
            } else {
                waiting += frame.len();
                send(frame);
            }
        });
    }

    /// The turn is over: what has begun goes out.
    pub(super) fn flush(&mut self) -> Option<Vec<u8>> {
        self.framer.flush()
    }

    /// Muted: what has begun is not sent, and what comes after begins anew.
    pub(super) fn clear(&mut self) {
        self.framer.clear();
        self.samples.clear();
        self.resampler.finish(&mut self.samples);
        self.samples.clear();
        self.begin();
    }
}
