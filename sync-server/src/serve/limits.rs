//! How often one may ask: by address, and by device where one is known.
//!
//! Many phones may share an address, so what is counted by address alone is either generous or
//! counted only where it fails: a phone that is known is never held up by its neighbours' guesses.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota};

use super::{ApiError, Client};

/// So many at once, and one more each `every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once, at least 1.
    pub burst: u32,
    /// Time for one more.
    pub every: Duration,
}

/// How often one may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests of any kind, by address.
    pub requests: Rate,
    /// Joins, by address, whether they succeed or not.
    pub joins: Rate,
    /// Requests with a token that is not known, by address.
    pub unknown: Rate,
    /// Requests of one device.
    pub device: Rate,
}

impl Default for RateLimits {
    /// Room for all phones of a large campaign behind one address, and for a phone that catches up.
    fn default() -> Self {
        let rate = |burst, every_us| Rate {
            burst,
            every: Duration::from_micros(every_us),
        };
        Self {
            requests: rate(15_000, 500),
            joins: rate(60, 1_000_000),
            unknown: rate(60, 1_000_000),
            device: rate(600, 100_000),
        }
    }
}

/// The counts.
#[derive(Debug)]
pub(crate) struct Limits {
    requests: Bucket<IpAddr>,
    joins: Bucket<IpAddr>,
    unknown: Bucket<IpAddr>,
    device: Bucket<String>,
}

impl Limits {
    pub(crate) fn new(rates: RateLimits) -> Self {
        Self {
            requests: Bucket::new(rates.requests, "requests", "address"),
            joins: Bucket::new(rates.joins, "joins", "address"),
            unknown: Bucket::new(rates.unknown, "requests of unknown phones", "address"),
            device: Bucket::new(rates.device, "requests", "phone"),
        }
    }

    /// Counts a request.
    pub(crate) fn request(&self, from: Client) -> Result<(), ApiError> {
        from.counted()
            .map_or(Ok(()), |from| self.requests.take(&from))
    }

    /// Counts a join.
    pub(crate) fn join(&self, from: Client) -> Result<(), ApiError> {
        from.counted().map_or(Ok(()), |from| self.joins.take(&from))
    }

    /// Counts a request with a token, by the token's hash.
    pub(crate) fn device(&self, token_hash: &str) -> Result<(), ApiError> {
        self.device.take(&token_hash.to_owned())
    }

    /// Counts a request whose token turned out to be unknown, and gives what to answer.
    pub(crate) fn unknown(&self, from: Client) -> ApiError {
        from.counted()
            .and_then(|from| self.unknown.take(&from).err())
            .unwrap_or_else(ApiError::unauthorized)
    }
}

/// Entries that are full again are cleared away once in so many takes.
const TAKES_BETWEEN_CLEARING: u32 = 4096;

#[derive(Debug)]
struct Bucket<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    rate: Rate,
    what: &'static str,
    whose: &'static str,
    takes: AtomicU32,
}

impl<K: Hash + Eq + Clone> Bucket<K> {
    fn new(rate: Rate, what: &'static str, whose: &'static str) -> Self {
        let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
        let every = rate.every.max(Duration::from_nanos(1));
        let quota = Quota::with_period(every)
            .expect("a period above zero makes a quota")
            .allow_burst(burst);
        Self {
            limiter: DefaultKeyedRateLimiter::dashmap(quota),
            rate,
            what,
            whose,
            takes: AtomicU32::new(0),
        }
    }

    fn take(&self, key: &K) -> Result<(), ApiError> {
        let takes = self.takes.fetch_add(1, Ordering::Relaxed);
        if takes % TAKES_BETWEEN_CLEARING == TAKES_BETWEEN_CLEARING - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.limiter.clock().now());
            let wait_s = wait.as_secs_f64().ceil().max(1.0) as u32;
            let (burst, every) = (self.rate.burst, self.rate.every.as_secs_f64());
            let (what, whose) = (self.what, self.whose);
            ApiError::too_many(
                format!(
                    "at most {burst} {what} at once and one each {every} s are taken from one \
                     {whose}; try again in {wait_s} s"
                ),
                wait_s,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_runs_dry_for_its_own_key_alone() {
        let slow = Rate {
            burst: 3,
            every: Duration::from_secs(3600),
        };
        let limits = Limits::new(RateLimits {
            unknown: slow,
            device: slow,
            ..RateLimits::default()
        });
        let client = |address: [u8; 4], is_here| Client {
            address: address.into(),
            is_here,
        };
        let (a, b) = (client([192, 0, 2, 1], false), client([192, 0, 2, 2], false));
        let here = client([127, 0, 0, 1], true);
        for _ in 0..3 {
            assert_eq!(limits.unknown(a), ApiError::unauthorized());
            limits.device("one").unwrap();
        }
        for _ in 0..10 {
            assert_eq!(limits.unknown(here), ApiError::unauthorized());
        }
        assert_ne!(limits.unknown(a), ApiError::unauthorized());
        assert_eq!(limits.unknown(b), ApiError::unauthorized());
        assert!(limits.device("one").is_err());
        limits.device("another").unwrap();
        limits.join(a).unwrap();
        limits.request(a).unwrap();
    }
}
