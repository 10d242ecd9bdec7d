//! The rate limiter with a clock that the test sets.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::conversations::rate_limit::{PER_CLIENT, RateLimiter, TOTAL};

/// Attempts in a loop, so that a limiter that admits everything fails the test.
const ATTEMPTS: u32 = 1000;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Returns how many of the attempts of these clients are admitted.
fn admitted(limiter: &mut RateLimiter, now: Instant, client: impl Fn(u32) -> IpAddr) -> usize {
    let attempts = (0..ATTEMPTS).map(client);
    attempts
        .filter(|&client| limiter.check(client, now).is_ok())
        .count()
}

#[test]
fn every_client_has_its_own_limit_until_the_minute_ends() {
    let start = Instant::now();
    let mut limiter = RateLimiter::new(start);
    for client in [ip("192.0.2.1"), ip("192.0.2.2"), ip("2001:db8::1")] {
        assert_eq!(admitted(&mut limiter, start, |_| client), PER_CLIENT);
    }
    let client = ip("192.0.2.1");
    let check = |limiter: &mut RateLimiter, millis| {
        limiter.check(client, start + Duration::from_millis(millis))
    };
    assert_eq!(check(&mut limiter, 20_500), Err(40));
    assert_eq!(check(&mut limiter, 59_999), Err(1));
    assert_eq!(check(&mut limiter, 60_000), Ok(()));
    let later = start + Duration::from_secs(60);
    assert_eq!(admitted(&mut limiter, later, |_| client), PER_CLIENT - 1);
}

#[test]
fn addresses_of_one_ipv6_network_are_one_client() {
    let now = Instant::now();
    let mut limiter = RateLimiter::new(now);
    let own = |host: u32| ip(&format!("2001:db8:0:1::{:x}:{host:x}", host % 7));
    assert_eq!(admitted(&mut limiter, now, own), PER_CLIENT);
    assert!(limiter.check(ip("2001:db8:0:2::1"), now).is_ok());
    // An IPv4 client of a socket that accepts both protocols.
    assert_eq!(
        admitted(&mut limiter, now, |_| ip("::ffff:192.0.2.1")),
        PER_CLIENT
    );
    assert!(limiter.check(ip("192.0.2.1"), now).is_err());
    assert!(limiter.check(ip("::ffff:192.0.2.2"), now).is_ok());
}

#[test]
fn total_limit_bounds_the_table() {
    let now = Instant::now();
    let mut limiter = RateLimiter::new(now);
    let many = |number: u32| IpAddr::from((0x0A00_0000 + number).to_be_bytes());
    assert_eq!(admitted(&mut limiter, now, many), TOTAL);
    assert_eq!(limiter.sessions.len(), TOTAL);
    let later = now + Duration::from_secs(60);
    assert_eq!(limiter.check(many(ATTEMPTS), later), Ok(()));
    assert_eq!(limiter.sessions.len(), 1);
}

#[test]
fn refused_client_uses_up_nothing_of_the_total() {
    let now = Instant::now();
    let mut limiter = RateLimiter::new(now);
    assert_eq!(admitted(&mut limiter, now, |_| ip("192.0.2.1")), PER_CLIENT);
    let many = |number: u32| IpAddr::from((0x0A00_0000 + number).to_be_bytes());
    assert_eq!(admitted(&mut limiter, now, many), TOTAL - PER_CLIENT);
}
