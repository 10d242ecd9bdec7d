//! Time as a value that is passed in: the pure floor has no clock.

/// Milliseconds since the Unix epoch on a clock that never goes back (the browser's `timeOrigin + now()`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// This time and so many milliseconds.
    #[must_use]
    pub const fn after(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// The earliest of several deadlines.
pub(crate) fn earliest(deadlines: &[Option<Millis>]) -> Option<Millis> {
    deadlines.iter().flatten().min().copied()
}

/// The clock of those outside of the pure floor.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now() -> Millis {
    crate::browser::now()
}

/// The clock of those outside of the pure floor.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn now() -> Millis {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    Millis(since.as_millis() as u64)
}
