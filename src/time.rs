//! Time as a value: the sans-IO layer has no clock.

/// Milliseconds since the Unix epoch, on a monotonic clock (the browser's `timeOrigin + now()`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// Returns this time plus `millis` milliseconds, saturating.
    #[must_use]
    pub const fn after(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// Parses `2026-01-31T12:00:00Z`, as JavaScript writes dates to JSON. Fractions of a second are
/// ignored.
#[cfg(all(feature = "s2s", not(target_arch = "wasm32")))]
pub(crate) fn iso_8601(text: &str) -> Option<Millis> {
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

/// Parses the same format with the browser's `Date`: the other version would add 800 bytes of wasm.
#[cfg(all(feature = "s2s", target_arch = "wasm32"))]
pub(crate) fn iso_8601(text: &str) -> Option<Millis> {
    let at = js_sys::Date::parse(text);
    (at > 0.0).then_some(Millis(at as u64))
}

/// Returns the earliest of several deadlines.
pub(crate) fn earliest(deadlines: &[Option<Millis>]) -> Option<Millis> {
    deadlines.iter().flatten().min().copied()
}

/// The clock, for code outside the sans-IO layer.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now() -> Millis {
    crate::browser::now()
}

/// The clock, for code outside the sans-IO layer.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn now() -> Millis {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    Millis(since.as_millis() as u64)
}

#[cfg(all(test, feature = "s2s"))]
mod tests {
    use super::{Millis, iso_8601};

    #[test]
    fn iso_8601_dates_are_parsed_or_rejected() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T00:00:00.000Z", 951_782_400),
            ("2025-12-31T23:59:59.999Z", 1_767_225_599),
            ("2026-11-23T05:30:45Z", 1_795_411_845),
        ] {
            assert_eq!(iso_8601(text), Some(Millis(seconds * 1_000)), "{text}");
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
            assert_eq!(iso_8601(text), None, "{text}");
        }
    }
}
