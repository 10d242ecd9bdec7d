//! The agent's sound on its way in: kept until it can be played, brought to the device's rate, planned.

use super::frame::Rate;
use super::framing::from_pcm;
use super::playout::{MOST_AHEAD, Playout};
use super::resample::Resampler;
use crate::time::Millis;

/// After an own interruption, in ms: so long may the server go on about what was interrupted, if it never confirms.
const DEAF: u64 = 10_000;
/// So long a silence, in ms, is the end of what was interrupted.
const OVER: u64 = 200;

#[derive(Debug, Default)]
pub(super) struct Downlink {
    /// Nothing before there is a loudspeaker.
    play: Option<(Resampler, Playout)>,
    /// What came before, at the wire's rate.
    kept: Vec<f32>,
    /// What comes is not wanted until the server has heard of the interruption, until the second of these at most; the
    /// first is when silence would say that it has.
    deaf: Option<(Millis, Millis)>,
    /// Messages that were too many, of half a sample, or of what was interrupted.
    pub(super) dropped: u64,
}

/// How many samples are kept before there is a loudspeaker: as long as may wait to be played.
const MOST_KEPT: usize = 24 * MOST_AHEAD as usize;

impl Downlink {
    /// The loudspeaker stands, at this rate. What is to be played at once, and where.
    pub(super) fn stands(
        &mut self,
        wire: Rate,
        device: u32,
        clock: u64,
    ) -> Option<(u64, Vec<f32>)> {
        self.play = Some((Resampler::new(wire.hz(), device), Playout::new(device)));
        let kept = std::mem::take(&mut self.kept);
        self.plan(&kept, clock)
    }

    /// A message of sound. What is to be played, and where.
    pub(super) fn push(
        &mut self,
        now: Millis,
        bytes: &[u8],
        clock: Option<u64>,
    ) -> Option<(u64, Vec<f32>)> {
        if let Some((silent, until)) = &mut self.deaf
            && now < (*silent).min(*until)
        {
            *silent = now.after(OVER);
            self.dropped += 1;
            return None;
        }
        self.deaf = None;
        if bytes.len() % 2 == 1 {
            self.dropped += 1;
        }
        let samples: Vec<f32> = from_pcm(bytes).collect();
        if let (Some(clock), true) = (clock, self.play.is_some()) {
            return self.plan(&samples, clock);
        }
        if self.kept.len() + samples.len() > MOST_KEPT {
            self.dropped += 1;
        } else {
            self.kept.extend(samples);
        }
        None
    }

    fn plan(&mut self, samples: &[f32], clock: u64) -> Option<(u64, Vec<f32>)> {
        let (resampler, playout) = self.play.as_mut()?;
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

    /// Nothing of what has come shall be heard any more. With `deaf`, what comes next is not either, until the server has
    /// said that it knows, or was silent.
    pub(super) fn forget(&mut self, deaf: Option<Millis>) {
        self.kept.clear();
        self.deaf = deaf.map(|now| (now.after(OVER), now.after(DEAF)));
    }

    /// It has ceased to be heard, now.
    pub(super) fn flush(&mut self, clock: Option<u64>) {
        if let (Some((resampler, playout)), Some(clock)) = (&mut self.play, clock) {
            playout.flush(clock);
            resampler.finish(&mut Vec::new());
        }
    }

    /// How many ms until all has been heard.
    pub(super) fn remaining(&self, clock: u64) -> u64 {
        let play = self.play.as_ref();
        play.map_or(0, |(_, playout)| playout.remaining_ms(clock))
    }

    pub(super) fn playout(&self) -> Option<&Playout> {
        self.play.as_ref().map(|(_, playout)| playout)
    }
}
