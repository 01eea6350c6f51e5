//! The lexical index over the published articles: the only place that knows tantivy.
//!
//! A [`Snapshot`] is immutable: publishing builds a new one. Two tantivy indexes live in memory – one document an
//! article, and one small document a wording. The second one is what keeps an article with many wordings from
//! attracting everything: an article counts by its best wording, not by their sum.

mod analysis;
mod compounds;
mod documents;
mod queries;
mod question;
mod snapshot;
mod terms;
mod verbs;

pub(crate) use question::Place;
pub use question::Question;
pub use snapshot::{IndexError, Snapshot};

/// Scores of one leg over the article ordinals of a snapshot; 0 means not found.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Its name, as it appears in [`bot_core::decision::LegScore`].
    pub name: &'static str,
    /// One raw score an article.
    pub scores: Vec<f32>,
}

/// What the index found for a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The legs.
    pub legs: Vec<Leg>,
    /// The nearest single wordings: ordinal of their article, and their score over the nearest one's.
    pub nearest: Vec<(usize, f32)>,
}

/// Name of the leg over whole articles, by words.
pub const WORDS: &str = "words";
/// Name of the leg over whole articles, by letter groups.
pub const GRAMS: &str = "grams";
/// Name of the leg over single wordings.
pub const WORDINGS: &str = "wordings";

/// Name of the leg by meaning of the encoder [`crate::embedding::use_multilingual`].
pub const USE: &str = "use";
/// Name of the leg by meaning of the encoder [`crate::embedding::e5`].
pub const E5: &str = "e5";

#[cfg(test)]
mod tests;
