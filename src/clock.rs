//! The real clock and the real ids: the only places that read time and randomness for the core.

use bot_core::ports::{Clock, Ids};
use jiff::Timestamp;
use std::sync::{Mutex, PoisonError};
use ulid::Ulid;

/// The system's clock, cut to the microseconds that stores keep: what was just decided and what is read again later
/// then have the same times.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// Random ULIDs that never repeat and never go back in time within one process.
#[derive(Default)]
pub struct RandomIds {
    last: Mutex<u64>,
}

impl Ids for RandomIds {
    fn next(&self) -> Ulid {
        let now = u64::try_from(SystemClock.now().as_millisecond()).unwrap_or(0);
        let millisecond = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = now.max(*last);
            *last
        };
        Ulid::from_parts(millisecond, random())
    }
}

fn random() -> u128 {
    let mut bytes = [0; 16];
    // Without randomness ids could be guessed: there is no safe way to go on.
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "the system gives no randomness");
        std::process::abort();
    }
    u128::from_le_bytes(bytes)
}
