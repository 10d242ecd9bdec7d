//! Rate limits for sessions: a token bucket for each address, and one for all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Maximum number of addresses tracked. Those that sent no request for a minute are removed first.
const MOST_CLIENTS: usize = 4_096;

/// Sessions per minute. The whole number may come at once after an idle minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From one address.
    pub each: u32,
    /// From all addresses together.
    pub all: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            each: 120,
            all: 600,
        }
    }
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    fn new(size: u32, now: Instant) -> Self {
        Self {
            tokens: size.into(),
            filled: now,
        }
    }

    fn fill(&mut self, size: u32, now: Instant) {
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + since * f64::from(size) / 60.0).min(size.into());
        self.filled = now;
    }

    /// Returns the seconds until a token is available. `None` if one is available now.
    fn wait(&self, size: u32) -> Option<u64> {
        let missing = 1.0 - self.tokens;
        (missing > 0.0).then(|| (missing * 60.0 / f64::from(size.max(1))).ceil() as u64)
    }
}

#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Limits,
    buckets: Mutex<(Option<Bucket>, HashMap<IpAddr, Bucket>)>,
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            buckets: Mutex::default(),
        }
    }

    /// Takes a token for this address.
    ///
    /// # Errors
    /// Returns the seconds to wait if no token is available.
    pub(crate) fn take(&self, client: IpAddr, now: Instant) -> Result<(), u64> {
        let Limits { each, all } = self.limits;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let (total, clients) = &mut *buckets;
        if clients.len() >= MOST_CLIENTS {
            clients.retain(|_, bucket| {
                bucket.fill(each, now);
                bucket.tokens < f64::from(each)
            });
        }
        let total = total.get_or_insert_with(|| Bucket::new(all, now));
        total.fill(all, now);
        if clients.len() >= MOST_CLIENTS && !clients.contains_key(&client) {
            return Err(60);
        }
        let own = clients
            .entry(client)
            .or_insert_with(|| Bucket::new(each, now));
        own.fill(each, now);
        match own.wait(each).max(total.wait(all)) {
            Some(seconds) => Err(seconds),
            None => {
                own.tokens -= 1.0;
                total.tokens -= 1.0;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn from(last: u8) -> IpAddr {
        [127, 0, 0, last].into()
    }

    #[test]
    fn rate_limit_is_per_address() {
        let limiter = Limiter::new(Limits { each: 2, all: 100 });
        let start = Instant::now();
        assert_eq!(limiter.take(from(1), start), Ok(()));
        assert_eq!(limiter.take(from(1), start), Ok(()));
        assert_eq!(limiter.take(from(1), start), Err(30));
        assert_eq!(limiter.take(from(2), start), Ok(()));
        let later = start + Duration::from_secs(29);
        assert_eq!(limiter.take(from(1), later), Err(1));
        let later = start + Duration::from_secs(31);
        assert_eq!(limiter.take(from(1), later), Ok(()));
        assert!(limiter.take(from(1), later).is_err());
    }

    #[test]
    fn total_rate_is_limited_across_addresses() {
        let limiter = Limiter::new(Limits { each: 10, all: 3 });
        let now = Instant::now();
        for last in 1..=3 {
            assert_eq!(limiter.take(from(last), now), Ok(()));
        }
        assert_eq!(limiter.take(from(4), now), Err(20));
    }

    #[test]
    fn number_of_tracked_addresses_is_bounded() {
        let limiter = Limiter::new(Limits {
            each: 1,
            all: u32::MAX,
        });
        let now = Instant::now();
        let address = |number: u32| IpAddr::from((0x0A00_0000 + number).to_be_bytes());
        for number in 0..MOST_CLIENTS as u32 {
            assert_eq!(limiter.take(address(number), now), Ok(()));
        }
        assert!(limiter.take(address(u32::MAX >> 9), now).is_err());
        let later = now + Duration::from_secs(61);
        assert_eq!(limiter.take(address(u32::MAX >> 9), later), Ok(()));
    }
}
