//! The agent's audio: buffered until playback is ready, resampled to the device rate, scheduled.

use super::frame::Rate;
use super::framing::from_pcm;
use super::playout::{MAX_AHEAD, Playout};
use super::resample::Resampler;
use crate::time::Millis;

/// How long audio is suppressed at most after a local interruption that the server never confirms,
/// in ms.
const SUPPRESSION_LIMIT: u64 = 10_000;
/// A gap of this length ends the interrupted audio, in ms.
const GAP: u64 = 200;
/// How long half a sample waits for its other half while nothing is left to play, in ms. After such
/// a pause another answer begins.
const HALF_LIMIT: u64 = 1_000;

#[derive(Debug, Default)]
pub(super) struct Playback {
    /// `None` until the audio graph is ready.
    output: Option<(Resampler, Playout)>,
    /// Audio received before that, at the wire rate.
    buffered: Vec<f32>,
    /// While set, audio is dropped because the server has not confirmed an interruption yet. The
    /// first time is when a gap would end this, the second when it ends at the latest.
    suppressed: Option<(Millis, Millis)>,
    /// The first byte of a sample whose second byte is in the next message, and when it was
    /// received.
    half: Option<(u8, Millis)>,
    /// Messages that exceeded a limit, left half a sample, or were dropped after an interruption.
    pub(super) dropped: u64,
}

/// The limit of `buffered`, in samples at the highest wire rate. It equals the playback limit.
const MAX_BUFFERED: usize = 24 * MAX_AHEAD as usize;

impl Playback {
    /// Starts playback at the device rate. Returns the buffered samples and the frame to play them
    /// at.
    pub(super) fn start_playback(
        &mut self,
        wire: Rate,
        device: u32,
        clock: u64,
    ) -> Option<(u64, Vec<f32>)> {
        self.output = Some((Resampler::new(wire.hz(), device), Playout::new(device)));
        let buffered = std::mem::take(&mut self.buffered);
        self.plan(&buffered, clock)
    }

    /// Handles an audio message. Returns its samples and the frame to play them at.
    pub(super) fn push(
        &mut self,
        now: Millis,
        bytes: &[u8],
        clock: Option<u64>,
    ) -> Option<(u64, Vec<f32>)> {
        if let Some((silent, until)) = &mut self.suppressed
            && now < (*silent).min(*until)
        {
            *silent = now.after(GAP);
            self.dropped += 1;
            return None;
        }
        self.suppressed = None;
        let left = clock.map_or(0, |clock| self.remaining(clock));
        if (self.half).is_some_and(|(_, at)| left == 0 && at.after(HALF_LIMIT) <= now) {
            self.drop_half();
        }
        let half = self.half.take();
        let mut whole = Vec::new();
        if let Some((byte, _)) = half {
            whole.push(byte);
        }
        whole.extend_from_slice(bytes);
        if whole.len() % 2 == 1 {
            self.half = whole.last().map(|byte| (*byte, now));
        }
        let samples: Vec<f32> = from_pcm(&whole).collect();
        if let (Some(clock), true) = (clock, self.output.is_some()) {
            return self.plan(&samples, clock);
        }
        if self.buffered.len() + samples.len() > MAX_BUFFERED {
            self.dropped += 1;
        } else {
            self.buffered.extend(samples);
        }
        None
    }

    fn plan(&mut self, samples: &[f32], clock: u64) -> Option<(u64, Vec<f32>)> {
        let (resampler, playout) = self.output.as_mut()?;
        let mut out = Vec::new();
        resampler.push(samples, &mut out);
        if out.is_empty() {
            return None;
        }
        let at = playout.push(clock, out.len() as u64);
        if at.is_none() {
            self.dropped += 1;
        }
        Some((at?, out))
    }

    /// Drops the buffered audio. With `suppressed`, also drops the audio that follows, until the
    /// server confirms the interruption or a gap ends it.
    pub(super) fn clear(&mut self, suppressed: Option<Millis>) {
        self.buffered.clear();
        self.drop_half();
        self.suppressed = suppressed.map(|now| (now.after(GAP), now.after(SUPPRESSION_LIMIT)));
    }

    /// Drops half a sample, because other audio follows.
    pub(super) fn drop_half(&mut self) {
        self.dropped += u64::from(self.half.take().is_some());
    }

    /// Cuts the playout plan at the current clock, because playback has stopped.
    pub(super) fn flush(&mut self, clock: Option<u64>) {
        if let (Some((resampler, playout)), Some(clock)) = (&mut self.output, clock) {
            playout.flush(clock);
            resampler.finish(&mut Vec::new());
        }
    }

    /// Returns how many ms of audio are left to play.
    pub(super) fn remaining(&self, clock: u64) -> u64 {
        let output = self.output.as_ref();
        output.map_or(0, |(_, playout)| playout.remaining_ms(clock))
    }

    pub(super) fn playout(&self) -> Option<&Playout> {
        self.output.as_ref().map(|(_, playout)| playout)
    }
}
