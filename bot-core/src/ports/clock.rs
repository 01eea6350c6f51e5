//! Time and ids come from outside, so that tests can move both.

use jiff::Timestamp;
use ulid::Ulid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds: that is what stores keep.
    fn now(&self) -> Timestamp;
}

/// Makes ids.
pub trait Ids: Send + Sync {
    /// A new id, unique and not guessable; later ids sort after earlier ones as far as the clock allows.
    fn next(&self) -> Ulid;
}
