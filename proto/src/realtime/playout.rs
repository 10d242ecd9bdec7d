//! The playout plan: when each chunk of the agent's audio plays, with an adaptive jitter buffer.
//!
//! Chunks play back to back. The first one of a talkspurt is delayed by as much as the network
//! jitter requires. Times are frames of the audio clock, which stops while the browser blocks
//! audio. So nothing drifts against what is heard, and the position counts what was played, not
//! what was received.

/// Initial playout delay, in ms, while the jitter is unknown.
const INITIAL_DELAY: u32 = 80;
/// Playout delay on a connection without jitter, in ms. It covers passing a chunk to the audio
/// thread.
const MIN_DELAY: u32 = 20;
/// The delay never falls below the largest one required so far, up to this limit, in ms. So 60 ms
/// of jitter leave no gap.
const JITTER_FLOOR: u32 = 70;
/// Upper limit of the playout delay, in ms. More would be perceived as a slow agent.
const MAX_DELAY: u32 = 400;
/// Margin above the delay that the last talkspurt required, in ms.
const MARGIN: u32 = 10;
/// A longer gap is a pause of the agent and does not count as an underrun, in ms.
const PAUSE: u32 = 300;
/// Limit of the audio scheduled ahead, in ms. A server sends faster than real time.
pub const MAX_AHEAD: u32 = 120_000;

/// The playout plan.
#[derive(Debug)]
pub struct Playout {
    /// Frames per second.
    rate: u32,
    /// The playout delay of the next talkspurt, in frames.
    target: u64,
    /// Where the current talkspurt starts, and where its scheduled audio ends.
    began: u64,
    end: u64,
    /// All frames that were scheduled and not flushed.
    planned: u64,
    /// The smallest lead of a chunk of this talkspurt over its playback. The first chunk does not
    /// count.
    margin: Option<u64>,
    /// The largest delay that a talkspurt has required so far.
    max_required: u64,
    underruns: u32,
    /// The last talkspurt had an underrun.
    had_underrun: bool,
    /// The last talkspurt was flushed, so the gap after it is not an underrun.
    flushed: bool,
}

impl Playout {
    /// Creates a plan for a device with this many frames per second.
    pub fn new(rate: u32) -> Self {
        Self {
            rate,
            target: frames(rate, INITIAL_DELAY),
            began: 0,
            end: 0,
            planned: 0,
            margin: None,
            max_required: 0,
            underruns: 0,
            had_underrun: false,
            flushed: false,
        }
    }

    /// Schedules a chunk of `count` frames, received when the clock is at `now`. Returns the frame
    /// at which it starts, or `None` if too much is scheduled already.
    pub fn push(&mut self, now: u64, count: u64) -> Option<u64> {
        if self.end.saturating_sub(now) + count > frames(self.rate, MAX_AHEAD) {
            return None;
        }
        if self.end <= now {
            self.begin(now);
        } else {
            let left = self.end - now;
            self.margin = Some(self.margin.map_or(left, |least| least.min(left)));
        }
        let at = self.end;
        self.end += count;
        self.planned += count;
        Some(at)
    }

    /// Starts a talkspurt, or continues one after an underrun.
    fn begin(&mut self, now: u64) {
        let gap = now - self.end;
        let safety = frames(self.rate, MARGIN);
        let was_flushed = std::mem::take(&mut self.flushed);
        if !was_flushed && self.planned > 0 && gap < frames(self.rate, PAUSE) {
            self.underruns += 1;
            self.target += gap + safety;
            self.max_required = self.max_required.max(self.target);
            self.had_underrun = true;
        } else if let Some(margin) = self.margin {
            // What the last talkspurt required. The delay shrinks slowly, and not right after an
            // underrun.
            let needed = (self.target + safety).saturating_sub(margin);
            let decayed = if std::mem::take(&mut self.had_underrun) {
                self.target
            } else {
                self.target - self.target / 4
            };
            self.max_required = self.max_required.max(needed);
            self.target = needed.max(decayed);
        }
        let floor = self.max_required.min(frames(self.rate, JITTER_FLOOR));
        let least = frames(self.rate, MIN_DELAY).max(floor);
        self.target = self.target.clamp(least, frames(self.rate, MAX_DELAY));
        self.margin = None;
        self.began = now + self.target;
        self.end = self.began;
    }

    /// Drops everything that has not been played at `now`.
    pub fn flush(&mut self, now: u64) {
        self.planned = self.played(now);
        (self.began, self.end) = (now.min(self.began), now.min(self.end));
        self.margin = None;
        self.flushed = true;
    }

    /// Returns how many frames were played, of all that were received.
    pub fn played(&self, now: u64) -> u64 {
        self.planned - (self.end - now.clamp(self.began, self.end))
    }

    /// Returns how many ms were played.
    pub fn played_ms(&self, now: u64) -> u64 {
        self.played(now) * 1_000 / u64::from(self.rate.max(1))
    }

    /// Returns how many ms are left to play.
    pub fn remaining_ms(&self, now: u64) -> u64 {
        let left = self.end.saturating_sub(now) * 1_000;
        left.div_ceil(u64::from(self.rate.max(1)))
    }

    /// Returns the playout delay of the next talkspurt, in ms.
    pub fn target_ms(&self) -> u64 {
        self.target * 1_000 / u64::from(self.rate.max(1))
    }

    /// Returns how many underruns happened within a talkspurt.
    pub fn underruns(&self) -> u32 {
        self.underruns
    }
}

fn frames(rate: u32, millis: u32) -> u64 {
    u64::from(rate) * u64::from(millis) / 1_000
}
