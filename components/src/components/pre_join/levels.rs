//! What the levels of a microphone test show.

use speko_client::MicTestState;

use super::state::Heard;

/// RMS level above a quiet room: speech.
const SPEECH_RMS: f32 = 0.02;
/// Number of consecutive loud measurements that count as speech. A click is shorter.
const SPEECH_COUNT: u32 = 3;
/// Number of consecutive quiet measurements after which the user gets a hint: 5 s.
const SILENCE_COUNT: u32 = 50;

/// The measurements since the microphone opened.
#[derive(Default)]
pub(super) struct Levels {
    loud: u32,
    quiet: u32,
    /// How many of the quiet ones measured nothing.
    unmeasured: u32,
}

impl Levels {
    /// Adds a measurement and returns the result of the test, which was `before`. Silence is only
    /// what was measured.
    pub(super) fn add(&mut self, level: f32, state: MicTestState, before: Heard) -> Heard {
        if level > SPEECH_RMS {
            self.loud += 1;
            self.quiet = 0;
        } else {
            self.loud = 0;
            self.quiet += 1;
        }
        if self.quiet == 0 || state == MicTestState::Muted {
            (self.quiet, self.unmeasured) = (0, 0);
        }
        self.unmeasured += u32::from(state == MicTestState::Unmeasured);
        if state == MicTestState::Muted {
            Heard::Muted
        } else if self.loud >= SPEECH_COUNT || before == Heard::Voice {
            Heard::Voice
        } else if self.quiet < SILENCE_COUNT {
            // No longer muted.
            if before == Heard::Muted {
                Heard::Waiting
            } else {
                before
            }
        } else if self.unmeasured * 2 < self.quiet {
            Heard::Silence
        } else {
            Heard::Unmeasured
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Heard, Levels, MicTestState};

    /// Returns the results of `count` measurements, each once.
    fn results(
        levels: &mut Levels,
        from: Heard,
        level: f32,
        state: MicTestState,
        count: u32,
    ) -> Vec<Heard> {
        let mut results = vec![from];
        for _ in 0..count {
            let before = results.last().copied().unwrap_or_default();
            results.push(levels.add(level, state, before));
        }
        results.dedup();
        results
    }

    #[test]
    fn only_measured_levels_count_as_silence() {
        use Heard::{Muted, Silence, Unmeasured, Voice, Waiting};
        use MicTestState::Measuring;
        let quiet = |state, count| results(&mut Levels::default(), Waiting, 0.0, state, count);
        assert_eq!(quiet(Measuring, 49), [Waiting]);
        assert_eq!(quiet(Measuring, 50), [Waiting, Silence]);
        assert_eq!(quiet(MicTestState::Unmeasured, 49), [Waiting]);
        assert_eq!(quiet(MicTestState::Unmeasured, 50), [Waiting, Unmeasured]);
        assert_eq!(quiet(MicTestState::Muted, 1), [Waiting, Muted]);

        let mut levels = Levels::default();
        let all = results(&mut levels, Waiting, 0.0, MicTestState::Muted, 100);
        assert_eq!(all, [Waiting, Muted]);
        assert_eq!(
            results(&mut levels, Muted, 0.0, Measuring, 49),
            [Muted, Waiting]
        );
        assert_eq!(
            results(&mut levels, Waiting, 0.5, Measuring, 3),
            [Waiting, Voice]
        );
        assert_eq!(
            results(&mut levels, Voice, 0.0, MicTestState::Muted, 3),
            [Voice, Muted]
        );
        assert_eq!(
            results(&mut levels, Muted, 0.0, Measuring, 3),
            [Muted, Waiting]
        );

        // The audio starts late, then it is silent.
        let mut levels = Levels::default();
        let all = results(&mut levels, Waiting, 0.0, MicTestState::Unmeasured, 5);
        assert_eq!(all, [Waiting]);
        assert_eq!(
            results(&mut levels, Waiting, 0.0, Measuring, 45),
            [Waiting, Silence]
        );
    }
}
