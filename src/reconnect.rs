//! When to try again after the line to the server broke.

use std::fmt;
use std::rc::Rc;

/// An attempt to mend the line that is about to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Its number, from 1.
    pub attempt: u32,
    /// How long the line has been broken, in ms.
    pub elapsed: u64,
}

/// When to try again after the line broke, and when to give up.
///
/// The default tries at once, then twice a second for half a minute, then every second, and gives up after two
/// minutes. An attempt that finds no network costs one small request, so that often is cheap; and whoever waits in
/// steps of seven seconds is silent for seven seconds after the network is back.
///
/// ```
/// use speko_client::ReconnectPolicy;
///
/// // Five attempts, a second apart.
/// let policy = ReconnectPolicy::new(|retry| (retry.attempt <= 5).then_some(1_000));
/// assert!(policy.delay(6, 4_000).is_none());
/// ```
#[derive(Clone)]
pub struct ReconnectPolicy(Rc<dyn Fn(Retry) -> Option<u64>>);

const HALF_A_MINUTE: u64 = 30_000;
const TWO_MINUTES: u64 = 120_000;

impl ReconnectPolicy {
    /// `delay` says how many ms to wait before this attempt; nothing gives up. It is asked before each attempt, the
    /// first too.
    pub fn new(delay: impl Fn(Retry) -> Option<u64> + 'static) -> Self {
        Self(Rc::new(delay))
    }

    /// A broken line ends the session at once.
    pub fn never() -> Self {
        Self::new(|_| None)
    }

    /// How many ms to wait before this attempt, after so many ms of outage; nothing gives up.
    pub fn delay(&self, attempt: u32, elapsed: u64) -> Option<u64> {
        (self.0)(Retry { attempt, elapsed })
    }
}

impl Default for ReconnectPolicy {
    fn default() -> Self {
        Self::new(|retry| match retry {
            Retry { attempt: 1, .. } => Some(0),
            Retry { elapsed, .. } if elapsed < HALF_A_MINUTE => Some(500),
            Retry { elapsed, .. } if elapsed < TWO_MINUTES => Some(1_000),
            _ => None,
        })
    }
}

impl fmt::Debug for ReconnectPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReconnectPolicy")
    }
}
