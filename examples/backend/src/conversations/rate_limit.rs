//! Limits sessions per client and in total, counted in windows of one minute.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);
/// Sessions of one client in a window.
pub const PER_CLIENT: usize = 10;
/// Sessions of all clients in a window.
pub const TOTAL: usize = 600;

pub struct RateLimiter {
    start: Instant,
    /// Admitted requests only. So this has at most `TOTAL` entries, and a client over its limit
    /// uses up nothing of the total.
    pub sessions: HashMap<IpAddr, usize>,
}

impl RateLimiter {
    pub fn new(start: Instant) -> Self {
        let sessions = HashMap::new();
        Self { start, sessions }
    }

    /// Counts a session of this client. The error is the number of seconds to wait.
    pub fn check(&mut self, client: IpAddr, now: Instant) -> Result<(), u64> {
        if now >= self.start + WINDOW {
            *self = Self::new(now);
        }
        let client = network(client);
        let own = self.sessions.get(&client).copied().unwrap_or(0);
        let total: usize = self.sessions.values().sum();
        if own >= PER_CLIENT || total >= TOTAL {
            let left = (self.start + WINDOW).saturating_duration_since(now);
            return Err(left.as_secs() + 1);
        }
        self.sessions.insert(client, own + 1);
        Ok(())
    }
}

/// Returns the address, or the /64 network of an IPv6 address, since one host can use all of it.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}
