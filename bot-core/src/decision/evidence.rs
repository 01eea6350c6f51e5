//! The evidence a decision rests on.

use crate::article::{Article, LifeEvent};
use crate::responsibility::Reachability;
use std::sync::Arc;

/// What was gathered for one utterance, as far as it came in time.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The ranking of articles; `None` when the search did not answer in time.
    pub ranking: Option<Ranking>,
    /// The article the conversation is about, when the utterance refers back to it.
    pub current: Option<Arc<Article>>,
    /// Articles by id that the decision may show (chosen option, related matters).
    pub articles: Vec<Arc<Article>>,
    /// Who is responsible for the matter in question and whether they can be reached.
    pub responsible: Option<Reachability>,
    /// Articles most asked for, to suggest a beginning.
    pub most_used: Vec<Arc<Article>>,
    /// The life event the words name, if they name one.
    pub life_event: Option<LifeEventMeant>,
}

/// A life event that was named, with what citizens ask most about it.
#[derive(Clone, Debug)]
pub struct LifeEventMeant {
    /// The life event.
    pub event: LifeEvent,
    /// Its articles, most asked for first; only as many as a question may offer.
    pub articles: Vec<Arc<Article>>,
}

/// Articles by how well they fit, best first.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// Calibrated probability, 0 to 1, that the first hit answers the question.
    pub answerable: f32,
    /// Where the ranking came from, for example `lexical`.
    pub origin: &'static str,
}

/// One article in a ranking.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The article.
    pub article: Arc<Article>,
    /// Fused score; comparable within one ranking only.
    pub score: f32,
    /// Estimated probability, 0 to 1, that this article is the right one.
    pub confidence: f32,
    /// What each leg contributed.
    pub legs: Vec<LegScore>,
}

/// The score of one leg of the retrieval for one article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LegScore {
    /// Name of the leg, for example `words`.
    pub leg: &'static str,
    /// Its raw score.
    pub score: f32,
    /// Its rank, counted from 1; 0 if it did not find the article.
    pub rank: u32,
}
