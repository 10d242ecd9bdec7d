//! Audio playback.

use std::sync::Arc;

use super::Action;
use crate::recording::{FRAME_MS, Frame};

/// A clip that is being played, packet by packet.
#[derive(Debug)]
pub(crate) struct Clip {
    frames: Arc<[Frame]>,
    next: usize,
    began: u64,
}

impl Clip {
    /// Plays these packets from `began` on.
    pub(crate) fn new(frames: Arc<[Frame]>, began: u64) -> Self {
        Self {
            frames,
            next: 0,
            began,
        }
    }

    /// Plays the packets that are due. Returns whether the clip has ended.
    pub(crate) fn play(&mut self, now: u64, actions: &mut impl Extend<Action>) -> bool {
        while let Some(frame) = self
            .frames
            .get(self.next)
            .filter(|frame| self.began + frame.at <= now)
        {
            actions.extend([Action::Play {
                at: self.began + frame.at,
                opus: frame.opus.clone(),
            }]);
            self.next += 1;
        }
        self.next == self.frames.len() && now >= self.deadline()
    }

    /// Returns when the next packet is due, or when the last one ends.
    pub(crate) fn deadline(&self) -> u64 {
        let next = self.frames.get(self.next).map(|frame| frame.at);
        self.began + next.unwrap_or_else(|| duration(&self.frames))
    }
}

/// Returns the duration of a clip in ms.
pub(crate) fn duration(frames: &[Frame]) -> u64 {
    frames.last().map_or(0, |frame| frame.at + FRAME_MS)
}
