//! `Personal<T>`: a citizen's words and whatever else may identify them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A value that must not reach a log, a metric or a URL: it has no `Display`, and `Debug` prints `…`.
///
/// Only stores, renderers and the redactor open it, with [`Personal::reveal`].
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
    /// Opens the value. Each caller is a place to look at in a privacy review.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
