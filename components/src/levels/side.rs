//! The audio level and bands of one side, measured and smoothed.

use speko_client::{Meter, MicState, Source};

use super::scripted;
use crate::Voice;

/// What is known about one side.
#[derive(Default)]
pub(super) struct Side {
    meter: Option<Meter>,
    /// The generation of the conversation that the meter belongs to.
    generation: u32,
    level: f32,
}

impl Side {
    /// Measures the level for the frame at `time`, in ms.
    pub(super) fn level(&mut self, voice: &Voice, side: Source, time: f64) -> f32 {
        let silent = side == Source::User && voice.mic.get_untracked() != MicState::Live;
        let heard = if voice.is_scripted() {
            scripted::level(voice, side, time)
        } else if silent {
            0.0
        } else {
            let generation = voice.generation();
            if self.meter.is_none() || self.generation != generation {
                self.generation = generation;
                self.meter = voice.meter(side);
            }
            self.meter
                .as_ref()
                .map_or(0.0, |meter| to_the_ear(meter.level()))
        };
        self.level = follow(self.level, heard);
        self.level
    }

    /// Moves the shown bands towards the measured ones.
    pub(super) fn bands(&self, voice: &Voice, time: f64, level: f32, shown: &mut [f32]) {
        if shown.is_empty() {
            return;
        }
        let mut heard = vec![0.0; shown.len()];
        if voice.is_scripted() {
            scripted::spread(level, time, &mut heard);
        } else if level > 0.0
            && let Some(meter) = &self.meter
        {
            meter.bands(&mut heard);
        }
        for (shown, heard) in shown.iter_mut().zip(heard) {
            *shown = follow(*shown, heard);
        }
    }
}

/// Returns the place of a side in the list of both.
pub(super) const fn number(side: Source) -> usize {
    match side {
        Source::Agent => 0,
        Source::User => 1,
    }
}

/// Maps a linear level of 0 to 1 to a logarithmic scale: −55 dB is 0, full scale is 1.
fn to_the_ear(loudness: f32) -> f32 {
    if loudness <= 0.0 {
        return 0.0;
    }
    let decibels = 20.0 * js_sys::Math::log10(f64::from(loudness));
    (1.0 + decibels / 55.0).clamp(0.0, 1.0) as f32
}

/// Smooths a level: it rises within a few frames and falls within a quarter of a second.
fn follow(shown: f32, heard: f32) -> f32 {
    let share = if heard > shown { 0.6 } else { 0.15 };
    let next = shown + (heard - shown) * share;
    if next < 0.001 { 0.0 } else { next }
}
