//! When to retry after the connection to the server was lost.

use std::fmt;
use std::sync::Arc;

/// An upcoming attempt to re-establish the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// The attempt's number, from 1.
    pub attempt: u32,
    /// How long the connection has been lost, in ms.
    pub elapsed: u64,
}

/// Decides when to retry after the connection was lost, and when to give up.
///
/// The default retries immediately, then every 500 ms for 30 s, then every second, and gives up
/// after 120 s. An attempt without network costs one small request, so frequent retries are cheap.
/// With a delay of 7 s, by contrast, the user could wait 7 s after the network is back.
///
/// ```
/// use speko_client::ReconnectPolicy;
///
/// // Five attempts, one second apart.
/// let policy = ReconnectPolicy::new(|retry| (retry.attempt <= 5).then_some(1_000));
/// assert!(policy.delay(6, 4_000).is_none());
/// ```
#[derive(Clone)]
pub struct ReconnectPolicy(Arc<dyn Fn(Retry) -> Option<u64> + Send + Sync>);

const HALF_A_MINUTE: u64 = 30_000;
const TWO_MINUTES: u64 = 120_000;

impl ReconnectPolicy {
    /// Creates a policy from a function that returns the delay before an attempt, in ms, or `None`
    /// to give up. It is called before each attempt, including the first, and may be called more
    /// than once for the same attempt. A first delay of 0 retries immediately; any other delay is
    /// at least 100 ms.
    pub fn new(delay: impl Fn(Retry) -> Option<u64> + Send + Sync + 'static) -> Self {
        Self(Arc::new(delay))
    }

    /// Never retries: losing the connection ends the session.
    pub fn never() -> Self {
        Self::new(|_| None)
    }

    /// Returns the delay before this attempt, in ms, after `elapsed` ms without a connection.
    /// `None` gives up.
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
