//! Time and ids that a test moves itself.

use crate::ports::{Clock, Ids};
use jiff::Timestamp;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use ulid::Ulid;

/// A clock that stands still until it is moved. Exact to the microsecond.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_microsecond()))
    }
    /// Puts the clock to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_microsecond(), Ordering::SeqCst);
    }
    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }
}

/// Ids that are the same in every run: counted up, apart from those of other seeds.
#[derive(Debug)]
pub struct SequentialIds {
    seed: u64,
    next: AtomicU64,
}

impl SequentialIds {
    /// Ids of their own for each `seed`.
    #[must_use]
    pub fn new(seed: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        Self {
            seed: hasher.finish(),
            next: AtomicU64::new(0),
        }
    }
}

impl Ids for SequentialIds {
    fn next(&self) -> Ulid {
        const FIRST_MS: u64 = 1_795_000_000_000;
        let count = self.next.fetch_add(1, Ordering::SeqCst);
        Ulid::from_parts(FIRST_MS + count, u128::from(self.seed))
    }
}
