//! Key figures: counted per day with the step they belong to, kept without any text.

use super::StoreUnavailable;
use async_trait::async_trait;
use jiff::civil::Date;

/// One thing to count, with one label of low cardinality.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tally {
    /// The day in the authority's time zone.
    pub day: Date,
    /// What is counted, for example `decision`.
    pub name: &'static str,
    /// Which of its kinds, for example `answer`.
    pub label: String,
}

/// A counted figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The day.
    pub day: Date,
    /// What was counted.
    pub name: String,
    /// Which kind.
    pub label: String,
    /// How often.
    pub count: u64,
}

/// Reads counted figures. They are written with [`super::Batch::tallies`].
#[async_trait]
pub trait FigureStore: Send + Sync {
    /// All figures of the days from `from` to `to`, both included.
    async fn figures(&self, from: Date, to: Date) -> Result<Vec<Figure>, StoreUnavailable>;
}
