//! When the agent's sound is played: each piece behind the one before, with as much waiting in between as the line's
//! jitter needs, and no more.
//!
//! Times are frames of the loudspeaker's own clock, which stands still while the browser holds sound back; so nothing
//! here drifts against what is heard, and the position is what came out, not what came in.

/// Waiting before the first sound of a talk, in ms, as long as nothing is known of the line.
const FIRST: u32 = 80;
/// On a line that was always calm, in ms: what it takes to hand a piece to the audio thread.
const LEAST: u32 = 20;
/// On one that has ever jittered by as much, in ms, however calm it was since: 60 ms of jitter leave no gap.
const LASTING: u32 = 70;
/// On the worst line, in ms: more would be heard as a slow agent.
const MOST: u32 = 400;
/// Above what the last talk would have needed, in ms.
const SPARE: u32 = 10;
/// A longer gap, in ms, is a pause of the agent's and says nothing about the line.
const PAUSE: u32 = 300;
/// What may wait to be played, in ms. A server sends faster than it speaks, but not for hours.
pub const MOST_AHEAD: u32 = 120_000;

/// The plan of what is played when.
#[derive(Debug)]
pub struct Playout {
    /// Frames a second.
    rate: u32,
    /// How long the next talk waits, in frames.
    target: u64,
    /// Where the talk that is under way began, and where what is planned of it ends.
    began: u64,
    end: u64,
    /// All that was ever planned and not flushed, in frames.
    planned: u64,
    /// The least time that was left when a piece of this talk came; the first one says nothing.
    margin: Option<u64>,
    /// The most that a talk has needed so far.
    worst: u64,
    underruns: u32,
    /// There was one in the last talk.
    stumbled: bool,
    /// The last talk was cut off: the gap behind it is nobody's.
    flushed: bool,
}

impl Playout {
    /// For a loudspeaker of so many frames a second.
    pub fn new(rate: u32) -> Self {
        Self {
            rate,
            target: frames(rate, FIRST),
            began: 0,
            end: 0,
            planned: 0,
            margin: None,
            worst: 0,
            underruns: 0,
            stumbled: false,
            flushed: false,
        }
    }

    /// A piece of so many frames has come; the clock stands at `now`. Where it begins to play; nothing when too much waits
    /// already.
    pub fn push(&mut self, now: u64, count: u64) -> Option<u64> {
        if self.end.saturating_sub(now) + count > frames(self.rate, MOST_AHEAD) {
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

    /// Nothing is being played: a talk begins, or one goes on that the line was too slow for.
    fn begin(&mut self, now: u64) {
        let gap = now - self.end;
        let spare = frames(self.rate, SPARE);
        let cut = std::mem::take(&mut self.flushed);
        if !cut && self.planned > 0 && gap < frames(self.rate, PAUSE) {
            self.underruns += 1;
            self.target += gap + spare;
            self.worst = self.worst.max(self.target);
            self.stumbled = true;
        } else if let Some(margin) = self.margin {
            // What the last talk would have needed; a calm line is believed slowly, and not right after a gap.
            let needed = (self.target + spare).saturating_sub(margin);
            let calm = if std::mem::take(&mut self.stumbled) {
                self.target
            } else {
                self.target - self.target / 4
            };
            self.worst = self.worst.max(needed);
            self.target = needed.max(calm);
        }
        let lasting = self.worst.min(frames(self.rate, LASTING));
        let least = frames(self.rate, LEAST).max(lasting);
        self.target = self.target.clamp(least, frames(self.rate, MOST));
        self.margin = None;
        self.began = now + self.target;
        self.end = self.began;
    }

    /// All that has not been heard at `now` will not be.
    pub fn flush(&mut self, now: u64) {
        self.planned = self.played(now);
        (self.began, self.end) = (now.min(self.began), now.min(self.end));
        self.margin = None;
        self.flushed = true;
    }

    /// How many frames have been heard, of all that ever came.
    pub fn played(&self, now: u64) -> u64 {
        self.planned - (self.end - now.clamp(self.began, self.end))
    }

    /// The same in ms.
    pub fn played_ms(&self, now: u64) -> u64 {
        self.played(now) * 1_000 / u64::from(self.rate.max(1))
    }

    /// How many ms it takes until all has been heard; 0 when all has.
    pub fn remaining_ms(&self, now: u64) -> u64 {
        let left = self.end.saturating_sub(now) * 1_000;
        left.div_ceil(u64::from(self.rate.max(1)))
    }

    /// How long the next talk waits before its first sound, in ms.
    pub fn target_ms(&self) -> u64 {
        self.target * 1_000 / u64::from(self.rate.max(1))
    }

    /// How often the line was too slow in the middle of a talk.
    pub fn underruns(&self) -> u32 {
        self.underruns
    }
}

fn frames(rate: u32, millis: u32) -> u64 {
    u64::from(rate) * u64::from(millis) / 1_000
}
