//! Rate limits: token buckets, bounded in number, that keep neither addresses nor sessions but only their hashes
//! under a key of this process.

use jiff::Timestamp;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// How much is allowed: a burst, then so many a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// Regained a minute.
    pub per_minute: u32,
}

/// Too much for now; again after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// When to try again, at least 1.
    pub retry_after_s: u64,
}

/// Token buckets by key. Memory is bounded: of the keys only those of the last two generations are kept, and a
/// forgotten key begins with a full bucket.
pub struct RateLimiter {
    rate: Rate,
    keys_max: usize,
    hasher: RandomState,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<u64, Bucket>,
    old: HashMap<u64, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

impl RateLimiter {
    /// A limiter that remembers at most `keys_max` keys.
    #[must_use]
    pub fn new(rate: Rate, keys_max: usize) -> Self {
        let hasher = RandomState::new();
        Self {
            rate,
            keys_max: keys_max.max(2),
            hasher,
            generations: Mutex::default(),
        }
    }

    /// Takes one token of `key`.
    ///
    /// # Errors
    /// [`TooMany`] when the bucket is empty.
    pub fn take(&self, key: impl Hash, now: Timestamp) -> Result<(), TooMany> {
        let key = self.hasher.hash_one(key);
        let full = Bucket {
            tokens: f64::from(self.rate.burst),
            at: now,
        };
        let per_second = f64::from(self.rate.per_minute.max(1)) / 60.0;
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bucket = generations.recall(key).unwrap_or(full);
        let passed = now.duration_since(bucket.at).as_secs_f64().max(0.0);
        bucket.tokens = (bucket.tokens + passed * per_second).min(f64::from(self.rate.burst));
        bucket.at = now;
        let is_allowed = bucket.tokens >= 1.0;
        let wait = (1.0 - bucket.tokens) / per_second;
        if is_allowed {
            bucket.tokens -= 1.0;
        }
        generations.keep(key, bucket, self.keys_max / 2);
        if is_allowed {
            Ok(())
        } else {
            Err(TooMany {
                retry_after_s: seconds(wait),
            })
        }
    }

    /// How many keys are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.young.len() + generations.old.len()
    }

    /// Whether no key is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Generations {
    fn recall(&mut self, key: u64) -> Option<Bucket> {
        self.young.get(&key).copied().or_else(|| self.old.remove(&key))
    }
    fn keep(&mut self, key: u64, bucket: Bucket, generation_max: usize) {
        self.young.insert(key, bucket);
        if self.young.len() >= generation_max {
            self.old = std::mem::take(&mut self.young);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a day"
)]
fn seconds(wait: f64) -> u64 {
    wait.ceil().clamp(1.0, 86_400.0) as u64
}

/// What of an address counts as one visitor: an IPv4 address, or the /64 of an IPv6 address.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_burst_then_the_rate() {
        let limiter = RateLimiter::new(
            Rate {
                burst: 3,
                per_minute: 6,
            },
            100,
        );
        for _ in 0..3 {
            assert_eq!(limiter.take("a", at(0)), Ok(()));
        }
        assert_eq!(limiter.take("a", at(0)), Err(TooMany { retry_after_s: 10 }));
        assert_eq!(limiter.take("b", at(0)), Ok(()));
        assert_eq!(limiter.take("a", at(10)), Ok(()));
        assert!(limiter.take("a", at(11)).is_err());
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_away() {
        let limiter = RateLimiter::new(
            Rate {
                burst: 1,
                per_minute: 60,
            },
            100,
        );
        assert_eq!(limiter.take("a", at(100)), Ok(()));
        assert!(limiter.take("a", at(0)).is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = RateLimiter::new(
            Rate {
                burst: 1,
                per_minute: 1,
            },
            64,
        );
        for key in 0..10_000 {
            let _ = limiter.take(key, at(0));
        }
        assert!(limiter.len() <= 64, "{}", limiter.len());
    }

    #[test]
    fn ipv6_counts_by_its_64() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
    }
}
