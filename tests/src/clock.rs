//! A clock that runs like a real one from a moment of the test's choosing.

use bot_core::ports::Clock;
use jiff::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// Runs from a chosen moment on; can be moved on besides. For browsers, which do not wait for a fake clock.
pub struct RunningClock {
    began: Instant,
    base_us: AtomicI64,
}

impl RunningClock {
    /// A clock that shows `at` now.
    #[must_use]
    pub fn from(at: Timestamp) -> Self {
        Self {
            began: Instant::now(),
            base_us: AtomicI64::new(at.as_microsecond()),
        }
    }
    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        self.base_us.fetch_add(micros(by), Ordering::SeqCst);
    }
}

impl Clock for RunningClock {
    fn now(&self) -> Timestamp {
        let now = self
            .base_us
            .load(Ordering::SeqCst)
            .saturating_add(micros(self.began.elapsed()));
        Timestamp::from_microsecond(now).unwrap_or(Timestamp::MAX)
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
