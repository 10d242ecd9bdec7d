//! The sample rates of the wire.

/// A sample rate on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rate {
    /// 16,000 Hz.
    Low,
    /// 24,000 Hz. The default if neither side gives a valid rate.
    #[default]
    High,
}

impl Rate {
    /// Returns the rate in Hz.
    pub const fn hz(self) -> u32 {
        match self {
            Self::Low => 16_000,
            Self::High => 24_000,
        }
    }

    /// Returns the rate, or `None` if the wire does not support it.
    pub fn from_hz(hz: f64) -> Option<Self> {
        [Self::Low, Self::High]
            .into_iter()
            .find(|rate| f64::from(rate.hz()) == hz)
    }
}
