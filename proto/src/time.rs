//! Time as a value: the sans-IO layer has no clock.

/// Milliseconds since the Unix epoch, on a monotonic clock: see [`SessionClock`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// Returns this time plus `millis` milliseconds, saturating.
    #[must_use]
    pub const fn after(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// The clock of a page: monotonic, and in wall-clock time.
///
/// In some browsers the monotonic clock (`timeOrigin + now()`) stops while the computer sleeps. The
/// wall clock (`Date.now()`) is right after that, but a correction can set it back. So this clock
/// follows the first, and jumps forward to the second when that is ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionClock {
    /// How far the browser's monotonic clock is behind, in ms.
    behind: u64,
    last: u64,
}

impl SessionClock {
    /// How far the clocks may be apart, in ms. They run at slightly different speeds, and browsers
    /// round them.
    const TOLERANCE: u64 = 1_000;

    /// Creates a clock that has not been read yet.
    pub const fn new() -> Self {
        Self { behind: 0, last: 0 }
    }

    /// Returns the time, from both clocks of the browser in ms since the Unix epoch. It does not
    /// decrease, as long as `monotonic` does not.
    pub fn read(&mut self, monotonic: u64, wall: u64) -> Millis {
        let mut now = monotonic.saturating_add(self.behind);
        let wall = wall.max(monotonic);
        let apart = now.abs_diff(wall) > Self::TOLERANCE;
        // A clock that is ahead is corrected only where that does not set it back.
        if apart && wall >= self.last {
            self.behind = wall - monotonic;
            now = wall;
        }
        self.last = now;
        Millis(now)
    }
}

/// A parser of ISO 8601 dates. It returns `None` if the text is not one, or before 1970.
pub type ParseDate = fn(&str) -> Option<Millis>;

/// Parses `2026-01-31T12:00:00Z`, as JavaScript writes dates to JSON. Fractions of a second are
/// ignored. In the browser, `Date.parse` saves 800 bytes of wasm; see
/// [`Parsers`](crate::Parsers).
pub fn parse_iso_8601(text: &str) -> Option<Millis> {
    let numbers = text.strip_suffix('Z')?.split(['-', 'T', ':', '.']);
    let numbers: Vec<u64> = numbers
        .map(|number| number.parse::<u32>().ok().map(u64::from))
        .collect::<Option<_>>()?;
    let [year, month, day, hour, minute, second, ..] = *numbers else {
        return None;
    };
    // Years start in March, so that a leap day is the last day of its year.
    let year = year.checked_sub(u64::from(month < 3));
    let year = year.filter(|year| *year < 10_000)?;
    let days = 365 * year + year / 4 - year / 100 + year / 400;
    let days = (days + (153 * ((month + 9) % 12) + 2) / 5 + day).checked_sub(719_469)?;
    Some(Millis(
        1_000 * (second + 60 * (minute + 60 * (hour + 24 * days))),
    ))
}

/// Returns the earliest of several deadlines.
pub(crate) fn earliest(deadlines: &[Option<Millis>]) -> Option<Millis> {
    deadlines.iter().flatten().min().copied()
}

#[cfg(test)]
mod tests {
    use super::{Millis, SessionClock, parse_iso_8601};

    const HOUR: u64 = 3_600_000;

    #[test]
    fn session_clock_is_in_wall_clock_time_after_a_sleep() {
        let mut clock = SessionClock::new();
        assert_eq!(clock.read(1_000, 1_000), Millis(1_000));
        // During a call, and in later ones.
        for sleeps in 1..=3 {
            let asleep = sleeps * HOUR;
            for awake in [2_000, 3_000, 9_000] {
                let now = clock.read(awake * sleeps, awake * sleeps + asleep);
                assert_eq!(now, Millis(awake * sleeps + asleep));
            }
        }
    }

    #[test]
    fn session_clock_never_decreases_and_ignores_small_differences() {
        let mut clock = SessionClock::new();
        assert_eq!(clock.read(5_000, 5_900), Millis(5_000));
        assert_eq!(clock.read(6_000, 6_000 + HOUR), Millis(6_000 + HOUR));
        // The wall clock is set back, and the monotonic one is replaced by one that is behind.
        assert_eq!(clock.read(7_000, 7_000), Millis(7_000 + HOUR));
        assert_eq!(clock.read(8_000, 0), Millis(8_000 + HOUR));
        assert_eq!(clock.read(0, 9_000 + HOUR), Millis(9_000 + HOUR));
        // The monotonic clock catches up.
        let now = 10_000 + HOUR;
        assert_eq!(clock.read(now, now), Millis(now));
        assert_eq!(clock.read(now + HOUR, now + HOUR), Millis(now + HOUR));
        assert_eq!(clock.read(u64::MAX, u64::MAX), Millis(u64::MAX));
    }

    #[test]
    fn iso_8601_dates_are_parsed_or_rejected() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T00:00:00.000Z", 951_782_400),
            ("2025-12-31T23:59:59.999Z", 1_767_225_599),
            ("2026-11-23T05:30:45Z", 1_795_411_845),
        ] {
            assert_eq!(
                parse_iso_8601(text),
                Some(Millis(seconds * 1_000)),
                "{text}"
            );
        }
        for text in [
            "",
            "Z",
            "2026-11-23Z",
            "2026-11-23T05:30:45",
            "0-0-0T0:0:0Z",
            "4294967295-01-01T00:00:00Z",
            "a-b-cTd:e:fZ",
        ] {
            assert_eq!(parse_iso_8601(text), None, "{text}");
        }
    }
}
