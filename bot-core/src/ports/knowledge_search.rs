//! Finding articles.

use crate::article::{Article, LifeEvent};
use crate::decision::Ranking;
use crate::ids::{ArticleId, LifeEventId};
use crate::locale::Language;
use crate::personal::Personal;
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

/// What is searched for.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    /// The citizen's words.
    pub text: Personal<String>,
    /// What the conversation is about, when the words refer back to it: title of the current article.
    pub context: Option<String>,
    /// Life events that are likelier than others in this conversation.
    pub life_events: Vec<LifeEventId>,
    /// The language of the words.
    pub language: Language,
    /// Most hits wanted.
    pub limit: usize,
    /// When to give up: what has been found by then is returned.
    pub time_max: Duration,
}

/// The search did not answer in time or has no index.
#[derive(Debug, thiserror::Error)]
#[error("the search is not available: {0}")]
pub struct SearchUnavailable(pub &'static str);

/// Finds articles among those published now.
#[async_trait]
pub trait KnowledgeSearch: Send + Sync {
    /// Ranks articles for a question. Ranks are made before any decision whether to answer.
    async fn search(&self, query: &SearchQuery) -> Result<Ranking, SearchUnavailable>;

    /// The published article with this id. Memory only, never waits.
    fn article(&self, id: &ArticleId) -> Option<Arc<Article>>;

    /// The life events in the order of the entrance hall.
    fn life_events(&self) -> Vec<LifeEvent>;

    /// The articles most asked for, best first.
    fn most_used(&self, limit: usize) -> Vec<Arc<Article>>;

    /// All published articles, ordered by title.
    fn all(&self) -> Vec<Arc<Article>>;
}
